import { useId, useState } from "react";
import type { Person } from "../../api/types";
import { Icon } from "../../kit/icons";
import { panel as words } from "../../strings/requests";
import classes from "./Access.module.css";

/** How many groups and apps a person has; opened, which ones. */
export function Access({ person }: { person: Person }) {
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.access}>
      <button
        type="button"
        className={classes.toggle}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {person.groups_count}
        <span className="hidden-text"> {words.groups}</span> · {person.apps_count}
        <span className="hidden-text"> {words.apps}</span>
        <Icon name="chevron" size={13} />
      </button>
      {open && (
        <section className={classes.lists} tabIndex={0} aria-label={words.groupsApps}>
          <List
            title={words.groups}
            none={words.noGroups}
            rows={person.groups.map(({ id, name, type_label }) => [id, name, type_label])}
          />
          <List
            title={words.apps}
            none={words.noApps}
            rows={person.apps.map(({ id, label, scope }) => [
              id,
              label,
              scope === "USER" ? words.direct : words.viaGroup,
            ])}
          />
        </section>
      )}
    </div>
  );
}

/** Rows of id, name, and how it came about. */
function List({
  title,
  none,
  rows,
}: {
  title: string;
  none: string;
  rows: [string, string, string][];
}) {
  const id = useId();
  return (
    <>
      <p id={id} className="meta">
        {title}
      </p>
      {rows.length === 0 && <p>{none}</p>}
      <ul aria-labelledby={id}>
        {rows.map(([key, name, how]) => (
          <li key={key}>
            {name} <span className="meta">{how}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
