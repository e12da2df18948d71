import { TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Person } from "../../api/types";
import { Icon } from "../../kit/icons";
import { n } from "../../kit/number";
import { Badge } from "../../kit/status";
import { panel as words } from "../../strings/requests";
import classes from "./Access.module.css";
import { Fact } from "./Fact";

/** A list this long gets a search of its own. */
const SEARCH_FROM = 8;

interface Row {
  id: string;
  name: string;
  /** How the person came to it: by hand, by a rule, through a group. */
  path: string;
  mark?: string | undefined;
}

export function Groups({ person }: { person: Person }) {
  const rows = person.groups.map((group) => ({
    id: group.id,
    name: group.name,
    path: group.source_label,
    mark: group.has_admin_privilege ? words.adminGroup : undefined,
  }));
  return (
    <Counted
      term={words.groups}
      count={person.groups_count}
      rows={rows}
      none={words.noGroups}
      search={words.findGroup}
    />
  );
}

export function Apps({ person }: { person: Person }) {
  const rows = person.apps.map((app) => ({
    id: app.id,
    name: app.label,
    path: app.path_label,
  }));
  return (
    <Counted
      term={words.apps}
      count={person.apps_count}
      rows={rows}
      none={words.noApps}
      search={words.findApp}
    />
  );
}

interface Props {
  term: string;
  count: number;
  rows: readonly Row[];
  none: string;
  search: string;
}

/** How many there are; opened, which ones and how each came about. */
function Counted({ term, count, rows, none, search }: Props) {
  const [open, setOpen] = useState(false);
  const [sought, setSought] = useState("");
  const q = sought.trim().toLowerCase();
  const shown = rows.filter(({ name, path }) => `${name} ${path}`.toLowerCase().includes(q));
  return (
    <Fact term={term}>
      <button
        type="button"
        className={classes.toggle}
        aria-expanded={open}
        aria-label={words.counted(n(count), term)}
        onClick={() => setOpen(!open)}
      >
        {n(count)}
        <Icon name="chevron" size={13} />
      </button>
      {open && (
        <div className={classes.box}>
          {rows.length > SEARCH_FROM && (
            <TextInput
              type="search"
              aria-label={search}
              placeholder={search}
              value={sought}
              onChange={(event) => setSought(event.currentTarget.value)}
            />
          )}
          <section className={classes.list} tabIndex={0} aria-label={term}>
            {rows.length === 0 && <p className="dim">{none}</p>}
            {rows.length > 0 && shown.length === 0 && (
              <p className="dim">{words.noneMatches(sought.trim())}</p>
            )}
            <ul>
              {shown.map((row) => (
                <Line key={row.id} row={row} />
              ))}
            </ul>
          </section>
        </div>
      )}
    </Fact>
  );
}

function Line({ row }: { row: Row }): ReactNode {
  return (
    <li className={classes.line}>
      <span>
        {row.name} {row.mark && <Badge tone="amber">{row.mark}</Badge>}
      </span>
      <span className="meta">{row.path}</span>
    </li>
  );
}
