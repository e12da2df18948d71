import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { requestQuery, timelineQuery } from "../../api/queries";
import type { RequestDetail } from "../../api/types";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { PagePending, SkeletonRows } from "../../kit/small";
import { RequestBadge } from "../../kit/status";
import { Timeline } from "../../kit/Timeline";
import { lastAttempts } from "../../kit/timeline";
import { words } from "../../strings/portal";
import { Composer } from "../requests/Composer";
import { PageProblem } from "../shell/Fault";
import { usePage } from "../shell/usePage";
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
  const resolved = request.status === "resolved";
  return (
    <div className={classes.page}>
      <Link to="/requests" className={classes.back}>
        <Icon name="back" size={14} />
        {words.back}
      </Link>
      <header className={classes.head}>
        <p className={classes.facts}>
          <span className="dim">{request.ref}</span>
          <RequestBadge status={request.status} />
          <span className="dim">
            {request.assignee ? words.assignee(request.assignee.name) : !resolved && words.nobody}
          </span>
        </p>
        <h1>{request.title}</h1>
      </header>
      {timeline.isPending && <SkeletonRows rows={3} height={64} />}
      {timeline.isError && (
        <ProblemBar error={timeline.error} mend={{ retry: () => void timeline.refetch() }} />
      )}
      {timeline.data && <Timeline items={lastAttempts(timeline.data.items)} />}
      {resolved && <p className="dim">{words.resolvedHint}</p>}
      <div className={classes.composer}>
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
