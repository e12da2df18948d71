/** A table of any length, of which only the rows in sight exist. */
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { words } from "../../strings/list";
import { useKey } from "../keys";
import { ProblemBar } from "../ProblemBar";
import { useCursor } from "../useCursor";
import { Columns } from "./Columns";
import { type Column, leastWidth, type RowLink, tracks } from "./columns";
import { Row } from "./Row";
import { type Page, type Source, useRows } from "./usePages";
import { useWindow } from "./useWindow";
import classes from "./VirtualTable.module.css";

const ROW_PX = 36;
const LINE_PX = 56;
const HEAD_PX = 33;

/** The rows that were marked, and how to mark one. */
export interface Marks<R> {
  has: (row: R) => boolean;
  toggle: (row: R) => void;
  nameOf: (row: R) => string;
}

interface Props<Filter, R> {
  label: string;
  source: Source<Filter, Page<R>>;
  filter: Filter;
  total: number;
  columns: readonly Column<R>[];
  /** What opens the row; it stands in the first column. */
  link: RowLink<R>;
  /** These rows are about to be replaced by others. */
  stale?: boolean;
  sort?: string | undefined;
  onSort?: (sort: string) => void;
  marks?: Marks<R>;
}

export function VirtualTable<Filter, R>(props: Props<Filter, R>) {
  const { label, source, filter, total, columns, link, stale = false, sort, onSort, marks } = props;
  const phone = useMediaQuery("(max-width: 640px)", false, { getInitialValueInEffect: false });
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = phone ? LINE_PX : ROW_PX;
  const { first, end, reveal } = useWindow(scroller, total, rowPx, phone ? 0 : HEAD_PX);
  const rows = useRows(source, filter, first, Math.max(first, end - 1));
  const resetOn = JSON.stringify(filter);
  const [cursor, setCursor] = useCursor(total, resetOn);
  const pointed = cursor < 0 ? undefined : rows.row(cursor);
  useKey("x", () => pointed && marks?.toggle(pointed), marks !== undefined);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list starts at its top
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [resetOn]);
  useEffect(() => {
    if (cursor >= 0) reveal(cursor);
  }, [cursor, reveal]);

  const marked = marks !== undefined;
  const layout = phone
    ? {}
    : { gridTemplateColumns: tracks(columns, marked), minWidth: leastWidth(columns, marked) };
  return (
    <>
      {rows.failed && (
        <div className={classes.problem}>
          <ProblemBar
            error={rows.failed.error}
            mend={{ retry: () => void rows.failed?.refetch() }}
          />
        </div>
      )}
      {/* biome-ignore lint/a11y: a table whose rows are placed one by one cannot be a table element */}
      <div
        role="table"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-busy={stale}
        className={classes.scroller}
        ref={scroller}
        tabIndex={0}
      >
        <Columns
          columns={columns}
          marked={marked}
          layout={layout}
          sort={sort}
          {...(onSort && { onSort })}
        />
        {/* biome-ignore lint/a11y: see the table */}
        <div
          role="rowgroup"
          className={classes.rows}
          style={{ height: total * rowPx, ...(!phone && { minWidth: layout.minWidth }) }}
        >
          {Array.from({ length: end - first }, (_, place) => first + place).map((index) => (
            <Row
              key={index}
              row={rows.row(index)}
              columns={columns}
              link={link}
              marks={marks}
              index={index}
              place={{ height: rowPx, transform: `translateY(${index * rowPx}px)`, ...layout }}
              current={index === cursor}
              waiting={words.loadingRow}
              onFocus={() => setCursor(index)}
            />
          ))}
        </div>
      </div>
    </>
  );
}
