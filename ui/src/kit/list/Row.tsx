import { type CSSProperties, useEffect, useRef } from "react";
import { words } from "../../strings/list";
import type { Column, RowLink } from "./columns";
import { MarkBox } from "./MarkBox";
import type { Marks } from "./VirtualTable";
import classes from "./VirtualTable.module.css";

interface Props<R> {
  /** Undefined while its page is on the way. */
  row: R | undefined;
  columns: readonly Column<R>[];
  link: RowLink<R>;
  marks: Marks<R> | undefined;
  index: number;
  place: CSSProperties;
  current: boolean;
  waiting: string;
  onFocus: () => void;
}

export function Row<R>(props: Props<R>) {
  const { row, columns, link, marks, index, place, current, waiting, onFocus } = props;
  const target = useRef<HTMLAnchorElement>(null);
  const ready = row !== undefined;
  useEffect(() => {
    if (current && ready && document.activeElement !== target.current) {
      target.current?.focus({ preventScroll: true });
    }
  }, [current, ready]);
  const marked = row !== undefined && marks?.has(row);
  return (
    // biome-ignore lint/a11y: see the table
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      data-current={current || undefined}
      data-marked={marked || undefined}
      style={place}
    >
      {row === undefined && (
        // biome-ignore lint/a11y: see the table
        <span role="cell" className={classes.loading}>
          <span className="hidden-text">{waiting}</span>
        </span>
      )}
      {row !== undefined && marks && (
        // biome-ignore lint/a11y: see the table
        <span role="cell" className={classes.mark}>
          <MarkBox
            aria-label={words.select(marks.nameOf(row))}
            checked={marked === true}
            onChange={() => marks.toggle(row)}
          />
        </span>
      )}
      {row !== undefined &&
        columns.map((column, place) => {
          const text = column.text?.(row);
          return (
            // biome-ignore lint/a11y: see the table
            <span
              role="cell"
              key={column.key}
              className={`${classes.cell} cut`}
              data-phone={place === 0 ? "name" : column.phone}
              data-dim={column.dim}
              data-figures={column.figures}
              title={typeof text === "string" ? text : undefined}
            >
              {place === 0
                ? link(row, { ref: target, className: "row-link cut", onFocus })
                : (column.cell?.(row) ?? text)}
            </span>
          );
        })}
    </div>
  );
}
