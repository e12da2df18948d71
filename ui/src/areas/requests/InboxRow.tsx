import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Priority, RequestRow } from "../../api/types";
import { Icon } from "../../kit/icons";
import { MarkBox } from "../../kit/list/MarkBox";
import { Avatar } from "../../kit/small";
import { InternalBadge, PriorityBadge, RequestBadge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { words } from "../../strings/inbox";
import { attention, internal, priorities } from "../../strings/kit";
import classes from "./Inbox.module.css";

interface Props {
  row: RequestRow;
  /** Its place in the whole table, the heading being 1. */
  index: number;
  current: boolean;
  marked: boolean;
  /** `through`: with all rows from the one that was marked last. */
  onMark: (through: boolean) => void;
  onFocus: () => void;
}

export function InboxRow({ row, index, current, marked, onMark, onFocus }: Props) {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (current && document.activeElement !== link.current) link.current?.focus();
  }, [current]);
  const other = row.subject.id !== row.requester.id;
  return (
    // biome-ignore lint/a11y: a table of grid rows; see InboxTable
    <div
      role="row"
      aria-rowindex={index}
      className={classes.row}
      data-current={current || undefined}
      data-marked={marked || undefined}
    >
      {/* biome-ignore lint/a11y: see above */}
      <span role="cell" className={classes.mark}>
        <MarkBox
          aria-label={words.select(row.ref)}
          checked={marked}
          onChange={(event) => {
            const { nativeEvent } = event;
            onMark(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey);
          }}
        />
      </span>
      {/* biome-ignore lint/a11y: see above */}
      <span role="cell" className={classes.ref}>
        {row.ref}
      </span>
      {/* biome-ignore lint/a11y: see above */}
      <span role="cell" className={classes.title}>
        <Link
          ref={link}
          to="/requests/$ref"
          params={{ ref: row.ref }}
          className="row-link cut"
          title={told(row)}
          onFocus={onFocus}
        >
          {row.title}
        </Link>
        <InternalBadge request={row} />
        {row.attention_kind && (
          <span className={classes.attention} data-kind={row.attention_kind}>
            <Icon name="alert" size={13} />
            {attention[row.attention_kind]}
          </span>
        )}
      </span>
      {/* biome-ignore lint/a11y: see above */}
      <span role="cell" className={classes.person}>
        <Avatar name={row.requester.name} />
        <span className="cut">{row.requester.name}</span>
        {other && <span className="dim cut">{words.forSubject(row.subject.name)}</span>}
      </span>
      {/* biome-ignore lint/a11y: see above */}
      <span role="cell" className={classes.status}>
        <RequestBadge status={row.status} />
      </span>
      {/* biome-ignore lint/a11y: see above */}
      <span
        role="cell"
        className={classes.priority}
        data-plain={isPlain(row.priority) || undefined}
      >
        {row.priority && <PriorityOf priority={row.priority} />}
      </span>
      {/* biome-ignore lint/a11y: see above */}
      <span role="cell" className={`${classes.assignee} cut`}>
        {row.assignee ? row.assignee.name : <span className="dim">{words.nobody}</span>}
      </span>
      {/* biome-ignore lint/a11y: see above */}
      <span role="cell" className={`${classes.created} dim`}>
        <RelativeTime at={row.created_at} />
      </span>
      {/* biome-ignore lint/a11y: see above */}
      <span role="cell" className={`${classes.updated} dim`}>
        <RelativeTime at={row.updated_at} />
      </span>
    </div>
  );
}

/** Only what is out of the ordinary gets a badge. */
function PriorityOf({ priority }: { priority: Priority }) {
  if (isPlain(priority)) return <span className="dim">{priorities[priority]}</span>;
  return <PriorityBadge priority={priority} />;
}

function isPlain(priority: RequestRow["priority"]): boolean {
  return priority !== "high" && priority !== "urgent";
}

/** The link lies over the whole row, so what its badges have to say is said by the link. */
function told({ title, internal: own, requester, attention: why }: RequestRow): string {
  return [title, own && internal.why(requester.name), why].filter(Boolean).join("\n");
}
