/** What a request is set to, each a menu: its status, its priority, its assignee. */
import { Button, Menu, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { accountsQuery } from "../../api/queries";
import type { RequestDetail, Verdict } from "../../api/types";
import { Icon } from "../../kit/icons";
import { useKey } from "../../kit/keys";
import { Avatar, Hint } from "../../kit/small";
import { PriorityBadge, RequestBadge } from "../../kit/status";
import { useMe } from "../../session";
import { priorities, requestStatus } from "../../strings/kit";
import { page as words } from "../../strings/requests";
import type { Change } from "./change";
import { PRIORITIES, STATUSES } from "./filters";
import classes from "./RequestHeader.module.css";

interface MenuProps {
  request: RequestDetail;
  onChange: (change: Change) => void;
}

export function StatusMenu({ request, onChange }: MenuProps) {
  return (
    <BadgeMenu
      label={words.status(requestStatus[request.status])}
      verdict={request.may.set_status}
      badge={<RequestBadge status={request.status} />}
    >
      {STATUSES.map((status) => (
        <Menu.Item
          key={status}
          rightSection={status === request.status && <Icon name="check" size={14} />}
          onClick={() => status !== request.status && onChange({ status })}
        >
          {requestStatus[status]}
        </Menu.Item>
      ))}
    </BadgeMenu>
  );
}

export function PriorityMenu({ request, onChange }: MenuProps) {
  if (request.priority === null) return null;
  return (
    <BadgeMenu
      label={words.priority(priorities[request.priority])}
      hotkey="P"
      verdict={request.may.set_priority}
      badge={<PriorityBadge priority={request.priority} />}
    >
      {PRIORITIES.map((priority) => (
        <Menu.Item
          key={priority}
          rightSection={priority === request.priority && <Icon name="check" size={14} />}
          onClick={() => priority !== request.priority && onChange({ priority })}
        >
          {priorities[priority]}
        </Menu.Item>
      ))}
    </BadgeMenu>
  );
}

interface BadgeMenuProps {
  label: string;
  hotkey?: string;
  verdict: Verdict;
  badge: ReactNode;
  children: ReactNode;
}

/** A badge that opens the choices of what it shows; refused, it is the badge with the reason. */
function BadgeMenu({ label, hotkey, verdict, badge, children }: BadgeMenuProps) {
  const [open, setOpen] = useState(false);
  const usable = hotkey !== undefined && verdict.allowed;
  useKey(hotkey?.toLowerCase() ?? "", () => setOpen(true), usable);
  if (!verdict.allowed) {
    return (
      <Tooltip label={verdict.reason}>
        <span>{badge}</span>
      </Tooltip>
    );
  }
  return (
    <Menu width={160} position="bottom-start" opened={open} onChange={setOpen}>
      <Menu.Target>
        <button type="button" className={classes.badge} aria-label={label} title={label}>
          {badge}
          <Icon name="chevron" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

export function AssigneeMenu({ request, onChange }: MenuProps) {
  const me = useMe();
  const accounts = useQuery(accountsQuery);
  const { assign } = request.may;
  const mine = request.assignee?.id === me.id;
  const name = request.assignee?.name;
  useKey("i", () => onChange({ assignee_id: me.id }), assign.allowed && !mine);
  const people = [...(accounts.data?.items ?? [])].sort((a, b) => {
    return Number(b.id === me.id) - Number(a.id === me.id) || a.name.localeCompare(b.name);
  });
  const target = (
    <Button
      variant="default"
      aria-label={name ? words.assignee(name) : words.assign}
      disabled={!assign.allowed}
      leftSection={name && <Avatar name={name} size={18} />}
      rightSection={<Icon name="chevron" size={14} />}
    >
      <span className={`${classes.assignee} cut`}>{name ?? words.assign}</span>
    </Button>
  );
  if (!assign.allowed) return <Tooltip label={assign.reason}>{target}</Tooltip>;
  return (
    <Menu width={230}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown className={classes.choices}>
        {people.map((account) => (
          <Menu.Item
            key={account.id}
            leftSection={<Avatar name={account.name} />}
            rightSection={account.id === request.assignee?.id && <Icon name="check" size={14} />}
            onClick={() => onChange({ assignee_id: account.id })}
          >
            {account.id === me.id && !mine ? <Hint text={words.takeIt} hotkey="I" /> : account.name}
          </Menu.Item>
        ))}
        {name && <Menu.Divider />}
        {name && (
          <Menu.Item onClick={() => onChange({ assignee_id: null })}>{words.nobody}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
