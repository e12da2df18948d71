/** The calls of a run as the journal has them: what was sent, and what Okta answered. */
import { useState } from "react";
import type { OktaCall } from "../api/types";
import { timeline as words } from "../strings/kit";
import classes from "./CallLines.module.css";
import { Icon } from "./icons";
import { CopyId } from "./small";
import { duration } from "./time";
import { callTone, isQuietRead, shortId, shortPath } from "./timeline";

/**
 * Reads that went well stay folded: the write and its answer are the proof. `proven` says that the
 * run ended as it was meant to, so that a read which finds nothing confirms a removal.
 */
export function CallLines({ calls, proven }: { calls: OktaCall[]; proven: boolean }) {
  const [open, setOpen] = useState(false);
  const quiet = (call: OktaCall) => isQuietRead(call, proven);
  const reads = calls.filter(quiet).length;
  return (
    <>
      {calls
        .filter((call) => open || !quiet(call))
        .map((call) => (
          <CallLine
            key={`${call.at} ${call.purpose} ${call.attempt} ${call.path}`}
            call={call}
            proven={proven}
          />
        ))}
      {reads > 0 && (
        <button
          type="button"
          className={classes.toggle}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name="chevron" size={13} />
          {words.reads(reads)}
        </button>
      )}
    </>
  );
}

function CallLine({ call, proven }: { call: OktaCall; proven: boolean }) {
  return (
    <div className={classes.call} data-tone={callTone(call, proven)}>
      <div className={classes.line}>
        {call.state !== "started" && (
          <code className={classes.code}>{call.http_status ?? words.noAnswer}</code>
        )}
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
              short={shortId(call.okta_request_id)}
              label={words.requestId}
            />
          )}
        </span>
      </div>
      {call.error_summary && (
        <p className={classes.said}>
          {call.http_status !== null && `${words.oktaSaid}: `}
          {call.error_summary}
          {call.causes.length > 0 && ` (${call.causes.join("; ")})`}
        </p>
      )}
    </div>
  );
}
