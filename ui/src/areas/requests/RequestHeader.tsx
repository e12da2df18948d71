import { Button, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import type { RequestDetail } from "../../api/types";
import { Icon } from "../../kit/icons";
import { useKey } from "../../kit/keys";
import { ProblemBar } from "../../kit/ProblemBar";
import { Hint } from "../../kit/small";
import { Badge, InternalBadge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { attention, origins } from "../../strings/kit";
import { page as words } from "../../strings/requests";
import { useChangeRequest } from "./change";
import classes from "./RequestHeader.module.css";
import { AssigneeMenu, PriorityMenu, StatusMenu } from "./RequestMenus";

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
            <StatusMenu request={request} onChange={change.mutate} />
            <PriorityMenu request={request} onChange={change.mutate} />
            <InternalBadge request={request} />
            <Origin request={request} />
            {request.attention_kind && (
              <span title={request.attention ?? undefined}>
                <Badge tone={request.attention_kind === "failed" ? "red" : "amber"}>
                  {attention[request.attention_kind]}
                </Badge>
              </span>
            )}
          </div>
          <h1>{request.title}</h1>
        </div>
        <div className={classes.controls}>
          <AssigneeMenu request={request} onChange={change.mutate} />
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

/** Who asked, where and how long ago. */
function Origin({ request }: { request: RequestDetail }) {
  const { requester, subject } = request;
  const who =
    requester.id === subject.id ? requester.name : words.onBehalf(requester.name, subject.name);
  return (
    <span className={`${classes.origin} meta cut`}>
      {who} · {origins[request.origin] ?? request.origin} · {words.opened}{" "}
      <RelativeTime at={request.created_at} />
    </span>
  );
}
