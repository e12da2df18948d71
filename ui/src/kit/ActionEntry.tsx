/** One run of an action on the timeline: what came of it, what Okta said, what mends it. */
import { Button, Loader } from "@mantine/core";
import type { ReactNode } from "react";
import { isMoving } from "../api/queries";
import type { ActionRun } from "../api/types";
import { words as kit, timeline as words } from "../strings/kit";
import classes from "./ActionEntry.module.css";
import { CallLines } from "./CallLines";
import { Icon } from "./icons";
import { type Mend, NextButton } from "./ProblemBar";
import { isPutOff } from "./status";

interface Props {
  run: ActionRun;
  busy: boolean;
  /** The same was tried again later: what mends it stands there. */
  overtaken?: boolean;
  onRetry?: (() => void) | undefined;
  onRefresh?: (() => void) | undefined;
  /** What belongs to the outcome and is not told by the record itself. */
  children?: ReactNode;
}

export function ActionEntry(props: Props) {
  const { run, busy, overtaken = false, onRetry, onRefresh, children } = props;
  // Where the outcome is Okta's own sentence, it stands at its call already.
  const told = run.calls.some((call) => call.error_summary === run.summary);
  return (
    <div className={classes.action}>
      {run.parameters.length > 0 && (
        <p className="dim">
          {run.parameters.map((each) => `${each.label}: ${each.value}`).join(" · ")}
        </p>
      )}
      {run.summary && !told && run.state !== "pending" && <p className="prewrap">{run.summary}</p>}
      <Moving run={run} />
      {children}
      <CallLines calls={run.calls} proven={run.state === "done" || run.state === "already"} />
      {!overtaken && <Advice run={run} busy={busy} onRetry={onRetry} onRefresh={onRefresh} />}
    </div>
  );
}

/** What is going on now. A run that was put off says itself what it waits for. */
function Moving({ run }: { run: ActionRun }) {
  if (!isMoving(run.state) || isPutOff(run)) return null;
  return (
    <p className={classes.moving}>
      <Loader size={12} color="var(--blue-line)" />
      {run.state === "pending" && run.summary ? run.summary : words.moving[run.state]}
    </p>
  );
}

/** The steps that mend it. Retry is offered only where the server allows it, else its reason shows. */
function Advice({ run, busy, onRetry, onRefresh }: Props) {
  if (run.state !== "failed" && run.state !== "unknown" && run.state !== "refused") return null;
  const retry = run.may_retry.allowed ? onRetry : undefined;
  const mend: Mend = {
    ...(retry && { retry, wait: retry }),
    ...(onRefresh && { refresh: onRefresh }),
  };
  const shown = (run.advice?.next ?? []).filter((step) => step.href || mend[step.kind]);
  const named = shown.some((step) => mend[step.kind] === retry);
  if (!run.advice && !retry) return null;
  return (
    <div className={classes.advice} data-tone={run.state === "failed" ? "red" : "amber"}>
      <Icon name="alert" />
      <div className={classes.adviceText}>
        {run.advice && <p>{run.advice.text}</p>}
        {!run.may_retry.allowed && run.may_retry.reason && run.state !== "refused" && (
          <p className="dim">{run.may_retry.reason}</p>
        )}
        {(shown.length > 0 || retry) && (
          <div className={classes.buttons}>
            {shown.map((step) => (
              <NextButton
                key={`${step.kind}-${step.label}`}
                next={step}
                busy={busy && mend[step.kind] === retry}
                mend={mend}
              />
            ))}
            {retry && !named && (
              <Button variant="default" onClick={retry} loading={busy}>
                {kit.tryAgain}
              </Button>
            )}
          </div>
        )}
      </div>
    </div>
  );
}
