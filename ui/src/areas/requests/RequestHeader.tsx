import { Button, Menu, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { accountsQuery } from "../../api/queries";
import type { RequestDetail, RequestStatus } from "../../api/types";
import { Icon } from "../../kit/icons";
import { useKey } from "../../kit/keys";
import { ProblemBar } from "../../kit/ProblemBar";
import { Avatar, Hint } from "../../kit/small";
import { Badge, RequestBadge } from "../../kit/status";
import { useMe } from "../../session";
import { origins, requestStatus } from "../../strings/kit";
import { page as words } from "../../strings/requests";
import { type Change, useChangeRequest } from "./change";
import classes from "./RequestHeader.module.css";

const STATUSES: readonly RequestStatus[] = ["new", "in_progress", "waiting", "resolved"];

export function RequestHeader({ request }: { request: RequestDetail }) {
  const change = useChangeRequest(request);
  const { set_status } = request.may;
  const resolved = request.status === "resolved";
  // What went wrong is overtaken by what the request is now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version only
  useEffect(() => {
    if (change.isError) change.reset();
  }, [request.version]);
  const resolve = () => change.mutate({ status: resolved ? "in_progress" : "resolved" });
  useKey("e", resolve, set_status.allowed && !resolved);

  return (
    <header className={classes.header}>
      <div className={classes.top}>
        <div className={classes.words}>
          <div className={classes.facts}>
            <Link to="/requests" className={classes.back} aria-label={words.back}>
              <Icon name="back" size={14} />
            </Link>
            <span className="dim">{request.ref}</span>
            <RequestBadge status={request.status} />
            <Badge tone="grey">{origins[request.origin] ?? request.origin}</Badge>
            {request.attention && (
              <span className={classes.attention} title={request.attention}>
                <Badge tone="red">{request.attention}</Badge>
              </span>
            )}
          </div>
          <h1>{request.title}</h1>
          {request.subject.id !== request.requester.id && (
            <p className="dim">{words.onBehalf(request.requester.name, request.subject.name)}</p>
          )}
        </div>
        <div className={classes.controls}>
          <AssigneeMenu request={request} onChange={change.mutate} />
          <StatusMenu request={request} onChange={change.mutate} />
          <Tooltip
            label={
              set_status.allowed ? <Hint text={words.resolve} hotkey="E" /> : set_status.reason
            }
            disabled={resolved && set_status.allowed}
          >
            <Button
              variant={resolved ? "default" : "filled"}
              data-disabled={!set_status.allowed || undefined}
              aria-disabled={!set_status.allowed || undefined}
              loading={change.isPending && change.variables.status !== undefined}
              onClick={() => set_status.allowed && resolve()}
            >
              {resolved ? words.reopen : words.resolve}
            </Button>
          </Tooltip>
        </div>
      </div>
      {change.isError && (
        <div className={classes.problem}>
          <ProblemBar error={change.error} mend={{ refresh: () => window.location.reload() }} />
        </div>
      )}
    </header>
  );
}

interface MenuProps {
  request: RequestDetail;
  onChange: (change: Change) => void;
}

function AssigneeMenu({ request, onChange }: MenuProps) {
  const me = useMe();
  const accounts = useQuery(accountsQuery);
  const { assign } = request.may;
  const name = request.assignee?.name;
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
      <Menu.Dropdown>
        {people.map((account) => (
          <Menu.Item
            key={account.id}
            leftSection={<Avatar name={account.name} />}
            rightSection={account.id === request.assignee?.id && <Icon name="check" size={14} />}
            onClick={() => onChange({ assignee_id: account.id })}
          >
            {account.id === me.id && account.id !== request.assignee?.id
              ? words.takeIt
              : account.name}
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

function StatusMenu({ request, onChange }: MenuProps) {
  const { set_status } = request.may;
  const target = (
    <Button
      variant="default"
      aria-label={words.status(requestStatus[request.status])}
      disabled={!set_status.allowed}
      rightSection={<Icon name="chevron" size={14} />}
    >
      {requestStatus[request.status]}
    </Button>
  );
  if (!set_status.allowed) return <Tooltip label={set_status.reason}>{target}</Tooltip>;
  return (
    <Menu width={160}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        {STATUSES.map((status) => (
          <Menu.Item
            key={status}
            rightSection={status === request.status && <Icon name="check" size={14} />}
            onClick={() => status !== request.status && onChange({ status })}
          >
            {requestStatus[status]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
