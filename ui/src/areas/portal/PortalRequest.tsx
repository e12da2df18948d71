/** One's own request: the conversation, how far the desk is, and the last word on it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { requestQuery, timelineQuery } from "../../api/queries";
import type { RequestDetail, TimelineItem } from "../../api/types";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { PagePending, SkeletonRows } from "../../kit/small";
import { Badge, REQUEST_TONE } from "../../kit/status";
import { lastAttempts } from "../../kit/timeline";
import { useMe } from "../../session";
import { status, request as words } from "../../strings/portal";
import { Composer } from "../requests/Composer";
import { useChangeRequest } from "../requests/change";
import { PageProblem } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import { Conversation } from "./Conversation";
import classes from "./Portal.module.css";

export function PortalRequest({ reference }: { reference: string }) {
  const request = useQuery(requestQuery(reference));
  usePage(request.data && `${request.data.ref} ${request.data.title}`);
  if (request.isPending) return <PagePending title={reference} />;
  if (!request.data) {
    return (
      <PageProblem
        error={request.error}
        busy={request.isFetching}
        onRetry={() => void request.refetch()}
      />
    );
  }
  return <Loaded request={request.data} />;
}

function Loaded({ request }: { request: RequestDetail }) {
  const timeline = useQuery(timelineQuery(request.ref));
  const sent = useRouterState({ select: ({ location }) => location.state.sent });
  const me = useMe();
  const resolved = request.status === "resolved";
  const end = useEnd(timeline.data?.items, me.name);
  return (
    <div className={`${classes.page} ${classes.talk}`}>
      <header className={classes.head}>
        <Link to="/requests" className={classes.back}>
          <Icon name="back" size={14} />
          {words.back}
        </Link>
        <h1>{request.title}</h1>
        <p className={classes.facts}>
          <Badge tone={REQUEST_TONE[request.status]}>{status[request.status]}</Badge>
          <span className="dim">
            {request.ref}
            {request.assignee
              ? ` · ${words.assignee(request.assignee.name)}`
              : request.status === "new" && ` · ${words.nobody}`}
          </span>
        </p>
      </header>
      {sent && request.status === "new" && (
        <div className={classes.sent} role="status">
          <Icon name="check" size={18} />
          <div>
            <p className="strong">{words.sentTitle(request.ref)}</p>
            <p>{words.sentNext}</p>
          </div>
        </div>
      )}
      {timeline.isPending && <SkeletonRows rows={3} height={64} />}
      {timeline.isError && (
        <ProblemBar error={timeline.error} mend={{ retry: () => void timeline.refetch() }} />
      )}
      {timeline.data && (
        <Conversation
          items={lastAttempts(timeline.data.items)}
          subject={request.subject}
          me={me.name}
        />
      )}
      <div ref={end} />
      <div className={classes.foot}>
        {resolved ? <p className="dim">{words.solvedHint}</p> : <Solved request={request} />}
        <Composer
          request={request}
          items={timeline.data?.items}
          replyOnly
          placeholder={words.reply}
        />
      </div>
    </div>
  );
}

function Solved({ request }: { request: RequestDetail }) {
  const change = useChangeRequest(request);
  if (!request.may.resolve.allowed) return null;
  return (
    <>
      {change.isError && <ProblemBar error={change.error} />}
      <Button
        variant="default"
        className={classes.solved}
        leftSection={<Icon name="check" size={15} />}
        loading={change.isPending}
        onClick={() => change.mutate({ status: "resolved" })}
      >
        {words.solved}
      </Button>
    </>
  );
}

/** The newest is in sight, at first and whenever something comes; what comes is told as well. */
function useEnd(items: TimelineItem[] | undefined, me: string) {
  const end = useRef<HTMLDivElement>(null);
  const known = useRef<number | null>(null);
  useEffect(() => {
    if (!items || known.current === items.length) return;
    const first = known.current === null;
    known.current = items.length;
    // Not by bringing this place to sight: the field to answer lies over it.
    const page = end.current?.closest("main");
    if (page) page.scrollTop = page.scrollHeight;
    const last = items.at(-1);
    if (!first && last && last.actor.name !== me) announce(words.news(last.actor.name));
  }, [items, me]);
  return end;
}
