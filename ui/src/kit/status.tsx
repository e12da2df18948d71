import type { ReactNode } from "react";
import type {
  ActionRun,
  ActionState,
  OktaStatus,
  PersonRow,
  Priority,
  RequestRow,
  RequestStatus,
} from "../api/types";
import { actionState, internal, priorities, requestStatus, waiting } from "../strings/kit";
import classes from "./status.module.css";

export type Tone = "green" | "amber" | "red" | "blue" | "grey";

/** A word with its colour; the word alone says it too. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`${classes.badge} ${classes[tone]}`}>{children}</span>;
}

export const REQUEST_TONE: Record<RequestStatus, Tone> = {
  new: "grey",
  in_progress: "blue",
  waiting: "amber",
  resolved: "green",
};

export function RequestBadge({ status }: { status: RequestStatus }) {
  return <Badge tone={REQUEST_TONE[status]}>{requestStatus[status]}</Badge>;
}

const PRIORITY_TONE: Record<Priority, Tone> = {
  low: "grey",
  normal: "grey",
  high: "amber",
  urgent: "red",
};

export function PriorityBadge({ priority }: { priority: Priority }) {
  return <Badge tone={PRIORITY_TONE[priority]}>{priorities[priority]}</Badge>;
}

/** Of a request that only the service desk sees; of any other, nothing. */
export function InternalBadge({
  request,
}: {
  request: Pick<RequestRow, "internal" | "requester">;
}) {
  if (!request.internal) return null;
  return (
    <span className={classes.whole} title={internal.why(request.requester.name)}>
      <Badge tone="grey">{internal.name}</Badge>
    </span>
  );
}

export const ACTION_TONE: Record<ActionState, Tone> = {
  queued: "grey",
  running: "blue",
  done: "green",
  already: "green",
  pending: "amber",
  refused: "amber",
  failed: "red",
  unknown: "amber",
};

/** Not begun or put off for a reason, which its summary tells. */
export function isPutOff(run: Pick<ActionRun, "state" | "summary">): boolean {
  return run.state === "queued" && Boolean(run.summary);
}

export function ActionBadge({ run }: { run: Pick<ActionRun, "state" | "summary"> }) {
  if (isPutOff(run)) return <Badge tone="amber">{waiting}</Badge>;
  return <Badge tone={ACTION_TONE[run.state]}>{actionState[run.state]}</Badge>;
}

const OKTA_TONE: Record<OktaStatus, Tone> = {
  ACTIVE: "green",
  PROVISIONED: "blue",
  STAGED: "grey",
  SUSPENDED: "red",
  DEPROVISIONED: "grey",
  LOCKED_OUT: "red",
  PASSWORD_EXPIRED: "amber",
  RECOVERY: "amber",
};

type State = Pick<PersonRow, "status" | "status_label" | "status_badge"> & {
  transitioning_to?: string | null | undefined;
};

/** Blue while Okta is changing it. A status that Okta adds one day is shown by its name, in grey. */
function oktaTone({ status, transitioning_to }: State): Tone {
  return transitioning_to ? "blue" : (OKTA_TONE[status as OktaStatus] ?? "grey");
}

/** For a row: the state itself in one badge, the group only where the two are the same. */
export function StateBadge({ person }: { person: State }) {
  return <Badge tone={oktaTone(person)}>{person.status_badge ?? person.status_label}</Badge>;
}

/** The group of states, and beside it the state within the group that asks for something. */
export function PersonBadge({ person }: { person: State }) {
  const plain = !person.status_badge;
  const tone = oktaTone(person);
  return (
    <span className={classes.pair}>
      <Badge tone={plain ? tone : "green"}>{person.status_label}</Badge>
      {!plain && <Badge tone={tone}>{person.status_badge}</Badge>}
    </span>
  );
}
