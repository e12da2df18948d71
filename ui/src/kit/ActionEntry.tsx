/** One run of an action on the timeline: what came of it, what Okta said, what mends it. */
import { Button, Loader } from "@mantine/core";
import { isMoving } from "../api/queries";
import type { ActionRun, OktaCall } from "../api/types";
import { words as kit, timeline as words } from "../strings/kit";
import classes from "./ActionEntry.module.css";
import { Icon } from "./icons";
import { NextButton } from "./ProblemBar";
import { CopyId } from "./small";
import { duration } from "./time";
import { callTone, shortPath } from "./timeline";

interface Props {
  run: ActionRun;
  busy: boolean;
  onRetry?: (() => void) | undefined;
  onRefresh?: (() => void) | undefined;
}

export function ActionEntry({ run, busy, onRetry, onRefresh }: Props) {
  const moving = isMoving(run.state);
  return (
    <div className={classes.action}>
      {run.parameters.length > 0 && (
        <p className="dim">
          {run.parameters.map((each) => `${each.label}: ${each.value}`).join(" · ")}
        </p>
      )}
      {run.summary && <p className="prewrap">{run.summary}</p>}
      {moving && !run.summary && (
        <p className={classes.moving}>
          <Loader size={12} color="var(--blue-line)" />
          {run.state === "queued" ? words.queued : words.running}
        </p>
      )}
      {run.calls.map((call) => (
        // A call is known by its place in the journal: attempt and purpose come once each.
        <CallLine key={`${call.attempt}-${call.purpose}-${call.at}`} call={call} />
      ))}
      <Advice run={run} busy={busy} onRetry={onRetry} onRefresh={onRefresh} />
    </div>
  );
}

/** The steps that mend it. Retry is offered only where the server allows it, else its reason shows. */
function Advice({ run, busy, onRetry, onRefresh }: Props) {
  if (run.state !== "failed" && run.state !== "unknown" && run.state !== "refused") return null;
  const retry = run.may_retry.allowed ? onRetry : undefined;
  const steps = run.advice?.next ?? [];
  const named = steps.some((step) => step.kind === "retry");
  const shown = steps.filter((step) => step.href || (step.kind === "retry" ? retry : onRefresh));
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
                busy={busy && step.kind === "retry"}
                mend={{ ...(retry && { retry }), ...(onRefresh && { refresh: onRefresh }) }}
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

function CallLine({ call }: { call: OktaCall }) {
  const failed = callTone(call);
  return (
    <div className={classes.call} data-tone={failed}>
      <div className={classes.line}>
        {call.state === "answered" && <code className={classes.code}>{call.http_status}</code>}
        {call.state === "lost" && <code className={classes.code}>{words.noAnswer}</code>}
        {call.error_code && <code className={classes.code}>{call.error_code}</code>}
        <code className={classes.path} title={`${call.method} ${call.path}`}>
          {call.method} {shortPath(call.path)}
        </code>
        <span className={classes.end}>
          {call.purpose === "verify" && <span>{words.verify}</span>}
          {call.attempt > 1 && <span>{words.attempt(call.attempt)}</span>}
          {call.state === "started" ? (
            <span>{words.waitingForOkta}</span>
          ) : (
            call.duration_ms != null && <span className="mono">{duration(call.duration_ms)}</span>
          )}
          {call.okta_request_id && (
            <CopyId
              value={call.okta_request_id}
              short={
                call.okta_request_id.length > 14
                  ? `${call.okta_request_id.slice(0, 12)}…`
                  : call.okta_request_id
              }
              label={words.requestId}
            />
          )}
        </span>
      </div>
      {call.error_summary && (
        <p className={classes.said}>
          {words.oktaSaid}: {call.error_summary}
          {call.causes.length > 0 && ` (${call.causes.join("; ")})`}
        </p>
      )}
    </div>
  );
}
