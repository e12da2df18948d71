import type { RequestRow } from "../../api/types";
import { useKey } from "../../kit/keys";
import { useCursor } from "../../kit/useCursor";
import { words } from "../../strings/inbox";
import classes from "./Inbox.module.css";
import { InboxRow } from "./InboxRow";
import type { Selection } from "./useSelection";

interface Props {
  rows: readonly RequestRow[];
  total: number;
  /** Another list starts at its top. */
  resetOn: string;
  selection: Selection;
  /** Resolve what is chosen; with nothing chosen, the row that one is on. */
  onResolve: (refs: readonly string[]) => void;
}

export function InboxTable({ rows, total, resetOn, selection, onResolve }: Props) {
  const [cursor, setCursor] = useCursor(rows.length, resetOn);
  const pointed = rows[cursor];
  useKey("x", () => pointed && selection.toggle(pointed.ref));
  useKey("e", () => {
    const refs = selection.refs.length > 0 || !pointed ? selection.refs : [pointed.ref];
    if (refs.length > 0) onResolve(refs);
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are laid out as a grid, and as lines on a phone
    <div role="table" aria-label={words.title} aria-rowcount={total + 1} className={classes.table}>
      {/* biome-ignore lint/a11y: see the table */}
      <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.columns}`}>
        {Object.entries(words.columns).map(([key, label]) => (
          // biome-ignore lint/a11y: see the table
          <span role="columnheader" key={key}>
            {key === "mark" ? <span className="hidden-text">{label}</span> : label}
          </span>
        ))}
      </div>
      {rows.map((row, index) => (
        <InboxRow
          key={row.ref}
          row={row}
          index={index + 2}
          current={index === cursor}
          marked={selection.has(row.ref)}
          onMark={(through) => selection.toggle(row.ref, through)}
          onFocus={() => setCursor(index)}
        />
      ))}
    </div>
  );
}
