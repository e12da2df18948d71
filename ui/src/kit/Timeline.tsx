/** The one conversation of a request: messages, notes, changes and actions, oldest first. */
import type { ReactNode } from "react";
import type { ActionRun, TimelineItem } from "../api/types";
import { timeline as words } from "../strings/kit";
import { ActionEntry } from "./ActionEntry";
import { Icon } from "./icons";
import { ActionBadge } from "./status";
import classes from "./Timeline.module.css";
import { Moment } from "./time";
import { icon, overtaken, tone, verb } from "./timeline";

interface Props {
  items: TimelineItem[];
  origin?: string;
  /** Leave out for people who may not run actions. */
  onRetry?: ((runId: string) => void) | undefined;
  onRefresh?: ((personId: number) => void) | undefined;
  /** Shows the way to what a run keeps secret, as a temporary password. */
  renderSecret?: ((run: ActionRun) => ReactNode) | undefined;
  /** The person the page is about; an action on somebody else names them. */
  subjectId?: number;
  retrying?: string | null;
}

export function Timeline({ items, origin, ...rest }: Props) {
  const old = overtaken(items);
  return (
    <ol className={classes.list} aria-label={words.label}>
      {items.map((item) => (
        <Entry
          key={item.id}
          item={item}
          origin={origin}
          overtaken={item.action !== null && old.has(item.action.id)}
          {...rest}
        />
      ))}
    </ol>
  );
}

function Entry({
  item,
  origin,
  onRetry,
  onRefresh,
  renderSecret,
  subjectId,
  overtaken,
  retrying = null,
}: Omit<Props, "items"> & { item: TimelineItem; overtaken: boolean }) {
  const run = item.action;
  return (
    <li className={classes.entry} data-kind={item.kind} data-state={run?.state}>
      <span className={classes.dot} data-tone={tone(item)}>
        <Icon name={icon(item)} size={14} />
      </span>
      <div className={classes.head}>
        <p>
          <span className="strong">{item.actor.name}</span>{" "}
          <span className="dim">
            {verb(item, origin)}
            {run && run.person.id !== subjectId && subjectId !== undefined
              ? ` ${words.onPerson(run.person.name)}`
              : ""}
          </span>
          {run && (
            <>
              {" "}
              <ActionBadge run={run} />
            </>
          )}
        </p>
        <Moment at={item.at} className={classes.time} />
      </div>
      {item.body && (
        <div className={item.kind === "note" ? classes.note : classes.message}>
          {item.kind === "note" && <span className="hidden-text">{words.internal}: </span>}
          <p className="prewrap">{item.body}</p>
        </div>
      )}
      {run && (
        <ActionEntry
          run={run}
          overtaken={overtaken}
          busy={retrying === run.id}
          onRetry={onRetry && (() => onRetry(run.id))}
          onRefresh={onRefresh && (() => onRefresh(run.person.id))}
        >
          {run.secret && renderSecret?.(run)}
        </ActionEntry>
      )}
    </li>
  );
}
