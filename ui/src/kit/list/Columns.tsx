import type { CSSProperties } from "react";
import { words } from "../../strings/list";
import { Icon } from "../icons";
import { type Column, nextSort, orderOf } from "./columns";
import classes from "./VirtualTable.module.css";

interface Props {
  columns: readonly Pick<Column<never>, "key" | "label" | "figures" | "sort">[];
  marked: boolean;
  layout: CSSProperties;
  sort: string | undefined;
  onSort?: (sort: string) => void;
}

/** The heads of the columns; those that the server can sort by are buttons. */
export function Columns({ columns, marked, layout, sort = "", onSort }: Props) {
  return (
    // biome-ignore lint/a11y: see the table
    <div
      role="row"
      aria-rowindex={1}
      className={`${classes.row} ${classes.columns}`}
      style={layout}
    >
      {marked && (
        // biome-ignore lint/a11y: see the table
        <span role="columnheader">
          <span className="hidden-text">{words.selection}</span>
        </span>
      )}
      {columns.map(({ key, label, figures, sort: by }) => {
        const order = by && onSort ? orderOf(sort, by) : undefined;
        return (
          // biome-ignore lint/a11y: see the table
          <span
            role="columnheader"
            key={key}
            aria-sort={order}
            className={figures ? classes.figures : undefined}
          >
            {by && onSort ? (
              <button
                type="button"
                className={classes.sort}
                title={words.sortBy(label)}
                onClick={() => onSort(nextSort(sort, by))}
              >
                {label}
                {order !== "none" && (
                  <Icon name={order === "ascending" ? "up" : "down"} size={12} />
                )}
              </button>
            ) : (
              label
            )}
          </span>
        );
      })}
    </div>
  );
}
