/** A sync that is under way: each kind of object with its own bar, live. */
import { Button } from "@mantine/core";
import type { SyncRun } from "../../api/types";
import { n } from "../../kit/number";
import { ProblemBar } from "../../kit/ProblemBar";
import { useCan } from "../../session";
import { sync as words } from "../../strings/settings";
import { useCancelSync } from "./connect";
import classes from "./Progress.module.css";

type Family = SyncRun["families"][number];

function amount(family: Family): string {
  if (family.state === "waiting") return words.waiting;
  if (family.state === "failed") return words.failed;
  if (family.state === "done") return n(family.done);
  if (family.total === null) return words.soFar(n(family.done));
  return words.progress(n(family.done), n(family.total));
}

export function Progress({ run }: { run: SyncRun }) {
  const cancel = useCancelSync();
  const may = useCan("sync.run");
  return (
    <div className={classes.progress}>
      <p className="dim">
        {run.state === "queued"
          ? words.queued
          : [run.eta_text, words.calls(n(run.calls_total))].filter(Boolean).join(" · ")}
      </p>
      <ul>
        {run.families.map((family) => (
          <li key={family.key} className={classes.family} data-state={family.state}>
            <span>{family.label}</span>
            <Bar family={family} />
            <span className={`${classes.amount} figures`}>{amount(family)}</span>
          </li>
        ))}
      </ul>
      {cancel.isError && <ProblemBar error={cancel.error} />}
      {may && (
        <div>
          <Button
            variant="default"
            aria-label={words.cancelLabel}
            loading={cancel.isPending}
            onClick={() => cancel.mutate(run.id)}
          >
            {words.cancel}
          </Button>
        </div>
      )}
    </div>
  );
}

function Bar({ family }: { family: Family }) {
  const finished = family.state === "done";
  const share = finished ? 1 : family.total ? Math.min(1, family.done / family.total) : 0;
  const known = finished || family.total !== null;
  return (
    <span
      role="progressbar"
      aria-label={family.label}
      aria-valuetext={amount(family)}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(known && { "aria-valuenow": Math.round(share * 100) })}
      className={classes.track}
    >
      <span className={classes.fill} style={{ width: `${share * 100}%` }} />
    </span>
  );
}
