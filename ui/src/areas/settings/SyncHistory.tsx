import { useState } from "react";
import type { SyncRun } from "../../api/types";
import { Icon } from "../../kit/icons";
import { n } from "../../kit/number";
import { Badge, type Tone } from "../../kit/status";
import { duration, Moment, moment } from "../../kit/time";
import { sync as words } from "../../strings/settings";
import { ProblemPanel } from "./ConnectionCard";
import classes from "./SyncHistory.module.css";

const TONE: Record<SyncRun["state"], Tone> = {
  queued: "grey",
  running: "blue",
  succeeded: "green",
  failed: "red",
  held: "amber",
  cancelled: "grey",
};

/** Created, updated and removed over all kinds of objects. */
export function changesOf(run: SyncRun): [number, number, number] {
  const all = Object.values(run.counts);
  const sum = (pick: (each: (typeof all)[number]) => number) =>
    all.reduce((total, each) => total + pick(each), 0);
  return [sum((each) => each.created), sum((each) => each.updated), sum((each) => each.removed)];
}

function startedBy({ trigger, started_by }: SyncRun): string {
  const how = words.trigger[trigger];
  return started_by ? words.triggeredBy(how, started_by) : how;
}

/** `told` is the run whose problem stands above the history. */
export function SyncHistory({ runs, told }: { runs: SyncRun[]; told: string | null }) {
  if (runs.length === 0) return <p className="dim">{words.noHistory}</p>;
  const columns = words.columns;
  return (
    <section className={classes.scroll} tabIndex={0} aria-label={words.history}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{columns.at}</th>
            <th scope="col" className={classes.wide}>
              {columns.trigger}
            </th>
            <th scope="col">{columns.state}</th>
            <th scope="col" className={`${classes.number} ${classes.wide}`}>
              {columns.seconds}
            </th>
            <th scope="col" className={`${classes.number} ${classes.wide}`}>
              {columns.calls}
            </th>
            <th scope="col" className={classes.number}>
              {columns.changes}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Run key={run.id} run={run} told={run.id === told} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Run({ run, told }: { run: SyncRun; told: boolean }) {
  const [open, setOpen] = useState(false);
  const changes = changesOf(run);
  return (
    <>
      <tr>
        <td>
          <button
            type="button"
            className={classes.toggle}
            aria-expanded={open}
            title={words.details(moment(run.queued_at, Date.now()))}
            onClick={() => setOpen(!open)}
          >
            <span data-open={open}>
              <Icon name="chevron" size={13} />
            </span>
            <Moment at={run.queued_at} />
          </button>
        </td>
        <td className={classes.wide}>{startedBy(run)}</td>
        <td>
          <Badge tone={TONE[run.state]}>{words.state[run.state]}</Badge>
        </td>
        <td className={`${classes.number} ${classes.wide}`}>
          {run.seconds != null && duration(run.seconds * 1000)}
        </td>
        <td className={`${classes.number} ${classes.wide}`}>{n(run.calls_total)}</td>
        <td className={classes.number} title={words.changesLong(...changes)}>
          {words.changes(...changes)}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={6} className={classes.details}>
            <Details run={run} told={told} />
          </td>
        </tr>
      )}
    </>
  );
}

function Details({ run, told }: { run: SyncRun; told: boolean }) {
  return (
    <div className={classes.inner}>
      {/* On a phone the columns for these are left out. */}
      <p className={`${classes.narrow} meta`}>
        {startedBy(run)}
        {run.seconds != null && ` · ${duration(run.seconds * 1000)}`} ·{" "}
        {words.callCount(n(run.calls_total))}
      </p>
      {run.problem && !told && <ProblemPanel problem={run.problem} />}
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{words.family}</th>
            {[words.read, words.created, words.updated, words.removed].map((label) => (
              <th scope="col" key={label} className={classes.number}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {run.families.map((family) => {
            const counts = run.counts[family.key];
            return (
              <tr key={family.key}>
                <th scope="row">{family.label}</th>
                <td className={classes.number}>{n(counts?.read ?? family.done)}</td>
                <td className={classes.number}>{counts && n(counts.created)}</td>
                <td className={classes.number}>{counts && n(counts.updated)}</td>
                <td className={classes.number}>{counts && n(counts.removed)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {run.calls.length > 0 && (
        <div>
          <h3>{words.endpoint}</h3>
          <ul>
            {run.calls.map((call) => (
              <li key={call.endpoint}>
                <code>{call.endpoint}</code> × {n(call.count)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {run.notes.length > 0 && (
        <div>
          <h3>{words.notes}</h3>
          <ul>
            {run.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      )}
      {run.peak_memory_mb != null && (
        <p className="meta">{words.memory(Math.round(run.peak_memory_mb).toString())}</p>
      )}
    </div>
  );
}
