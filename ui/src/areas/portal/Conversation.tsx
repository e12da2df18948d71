/** The public timeline as a conversation: words as bubbles, what happened as lines between them. */
import type { ReactNode } from "react";
import type { ActionRun, PersonRef, RequestStatus, TimelineItem } from "../../api/types";
import { Icon } from "../../kit/icons";
import { Avatar } from "../../kit/small";
import { ACTION_TONE } from "../../kit/status";
import { Moment } from "../../kit/time";
import { actionIcon } from "../../kit/timeline";
import { meaning, progress, request as words } from "../../strings/portal";
import classes from "./Conversation.module.css";

interface Props {
  items: TimelineItem[];
  /** Whom the request is about. */
  subject: PersonRef;
  /** The name of the reader, whose own words stand on the right. */
  me: string;
}

export function Conversation({ items, subject, me }: Props) {
  return (
    <ol className={classes.list} aria-label={words.conversation}>
      {items.map((item) => (
        <Entry key={item.id} item={item} subject={subject} me={me} />
      ))}
    </ol>
  );
}

function Entry({ item, subject, me }: { item: TimelineItem } & Omit<Props, "items">) {
  const mine = item.actor.name === me;
  if (item.action) {
    return (
      <li>
        <Step run={item.action} at={item.at} subject={subject} me={me} />
      </li>
    );
  }
  if (item.body) {
    return (
      <li className={classes.message} data-mine={mine || undefined}>
        {!mine && <Avatar name={item.actor.name} size={28} />}
        <div className={classes.bubble}>
          <p className={classes.who}>
            <span>{mine ? words.you : item.actor.name}</span>
            <Moment at={item.at} />
          </p>
          <p className="prewrap">{item.body}</p>
        </div>
      </li>
    );
  }
  const text = told(item, mine);
  return text ? <Line at={item.at}>{text}</Line> : null;
}

function Line({ at, children }: { at: string; children: ReactNode }) {
  return (
    <li className={classes.line}>
      <span>{children}</span> <Moment at={at} />
    </li>
  );
}

/** A change in words for the one who asked; an opening without words needs none. */
export function told(item: TimelineItem, mine: boolean): string | null {
  const to = item.change?.to ?? null;
  if (item.kind === "assignment") return to === null ? words.taken : words.given(to);
  if (item.kind !== "status" || to === null) return null;
  const status = to as RequestStatus;
  return mine ? words.movedByMe(status) : words.moved(item.actor.name, status);
}

/**
 * What was done in Okta, in plain words: what, how far, and what it means for the reader. Where we
 * have no such words, or they are for somebody else, the record's own sentence stands there.
 */
function Step({ run, at, subject, me }: { run: ActionRun; at: string } & Omit<Props, "items">) {
  const done = run.state === "done" || run.state === "already";
  const plain = run.person.name === me ? meaning[run.key] : undefined;
  return (
    <div className={classes.step} data-tone={ACTION_TONE[run.state]}>
      <span className={classes.stepIcon}>
        <Icon name={done ? "check" : actionIcon(run.key)} size={16} />
      </span>
      <div className={classes.stepText}>
        <p>
          <span className="strong">{run.title}</span>
          {run.person.id !== subject.id && ` ${words.forPerson(run.person.name)}`}:{" "}
          {progress[run.state]}
        </p>
        {done && <p className="dim">{plain ?? run.summary}</p>}
      </div>
      <Moment at={at} className="meta" />
    </div>
  );
}
