import type { ReactNode, RefObject } from "react";

export interface Column<R> {
  key: string;
  label: string;
  /** The narrowest it gets, in px. */
  least: number;
  /** Its share of the space that is left; 0 keeps it narrow. */
  grow: number;
  /** The server's name for sorting by it. */
  sort?: string;
  /** Figures stand at the end of their column. */
  figures?: boolean;
  dim?: boolean;
  /** Where a phone shows it; elsewhere it has no room. */
  phone?: "side" | "below";
  text?: (row: R) => string | number | null | undefined;
  cell?: (row: R) => ReactNode;
}

/** Draws the link that opens a row; the row hands it the focus. */
export type RowLink<R> = (
  row: R,
  target: {
    ref: RefObject<HTMLAnchorElement | null>;
    className: string;
    onFocus: () => void;
  },
) => ReactNode;

export const MARK_PX = 18;
const GAP_PX = 14;
const EDGE_PX = 20;

type Measures = readonly { least: number; grow: number }[];

/** The grid of one row; `marked` puts the box for marking a row first. */
export function tracks(columns: Measures, marked: boolean): string {
  const each = columns.map(({ least, grow }) =>
    grow > 0 ? `minmax(${least}px, ${grow}fr)` : `${least}px`,
  );
  return [...(marked ? [`${MARK_PX}px`] : []), ...each].join(" ");
}

/** Below this width the table scrolls sideways. */
export function leastWidth(columns: Measures, marked: boolean): number {
  const all = [...(marked ? [MARK_PX] : []), ...columns.map(({ least }) => least)];
  return all.reduce((sum, least) => sum + least, 0) + GAP_PX * (all.length - 1) + EDGE_PX * 2;
}

export type Order = "ascending" | "descending" | "none";

/** How a list sorted by `sort` ("name", "-name") stands in the column named `by`. */
export function orderOf(sort: string, by: string): Order {
  if (sort === by) return "ascending";
  return sort === `-${by}` ? "descending" : "none";
}

/** What a click on the column's head sorts by next. */
export function nextSort(sort: string, by: string): string {
  return orderOf(sort, by) === "ascending" ? `-${by}` : by;
}
