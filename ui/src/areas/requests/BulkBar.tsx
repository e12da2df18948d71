/** What can be done to the chosen requests at once, and what could not be. */
import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { accountsQuery } from "../../api/queries";
import type { BulkItem } from "../../api/types";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { Avatar, IconButton, Kbd } from "../../kit/small";
import { PriorityBadge } from "../../kit/status";
import { useMe } from "../../session";
import { bulk as words } from "../../strings/inbox";
import classes from "./BulkBar.module.css";
import type { Change } from "./change";
import { PRIORITIES } from "./filters";
import type { Selection } from "./useSelection";

interface Props {
  selection: Selection;
  busy: boolean;
  error: Error | null;
  failed: readonly BulkItem[];
  onChange: (change: Change) => void;
  onDismiss: () => void;
}

export function BulkBar({ selection, busy, error, failed, onChange, onDismiss }: Props) {
  const chosen = selection.refs.length;
  if (chosen === 0 && !error && failed.length === 0) return null;
  return (
    <section className={classes.bar} aria-label={words.label}>
      {error && <ProblemBar error={error} />}
      {failed.length > 0 && (
        <div className={classes.failed}>
          <Icon name="alert" />
          <ul>
            {failed.map((item) => (
              <li key={item.ref}>
                <Link to="/requests/$ref" params={{ ref: item.ref }}>
                  {item.ref}
                </Link>{" "}
                {item.problem}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={classes.row}>
        <span className="strong">{words.selected(chosen, selection.hidden)}</span>
        {chosen > 0 && (
          <>
            <AssignMenu busy={busy} onChange={onChange} />
            <PriorityMenu busy={busy} onChange={onChange} />
            <Button
              loading={busy}
              rightSection={<Kbd>E</Kbd>}
              onClick={() => onChange({ status: "resolved" })}
            >
              {words.resolve}
            </Button>
          </>
        )}
        <IconButton icon="close" label={words.clear} hotkey="Esc" onClick={onDismiss} />
      </div>
    </section>
  );
}

interface MenuProps {
  busy: boolean;
  onChange: (change: Change) => void;
}

function AssignMenu({ busy, onChange }: MenuProps) {
  const me = useMe();
  const { data } = useQuery(accountsQuery);
  const others = (data?.items ?? []).filter((account) => account.id !== me.id);
  return (
    <Choice label={words.assign} busy={busy}>
      <Menu.Item
        leftSection={<Avatar name={me.name} />}
        onClick={() => onChange({ assignee_id: me.id })}
      >
        {words.me}
      </Menu.Item>
      {others.map((account) => (
        <Menu.Item
          key={account.id}
          leftSection={<Avatar name={account.name} />}
          onClick={() => onChange({ assignee_id: account.id })}
        >
          {account.name}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item onClick={() => onChange({ assignee_id: null })}>{words.nobody}</Menu.Item>
    </Choice>
  );
}

function PriorityMenu({ busy, onChange }: MenuProps) {
  return (
    <Choice label={words.priority} busy={busy}>
      {PRIORITIES.map((priority) => (
        <Menu.Item key={priority} onClick={() => onChange({ priority })}>
          <PriorityBadge priority={priority} />
        </Menu.Item>
      ))}
    </Choice>
  );
}

function Choice({ label, busy, children }: { label: string; busy: boolean; children: ReactNode }) {
  return (
    <Menu width={220} position="top-start">
      <Menu.Target>
        <Button variant="default" disabled={busy} rightSection={<Icon name="chevron" size={14} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.choices}>{children}</Menu.Dropdown>
    </Menu>
  );
}
