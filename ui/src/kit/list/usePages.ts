/** Long lists read in pages: the first stays mounted, the others come as they are scrolled to. */
import { keepPreviousData, type QueryKey, useQuery } from "@tanstack/react-query";
import { useRef } from "react";

export const PAGE = 100;
/** Rows beyond those in sight whose pages are fetched already. */
const AHEAD = 40;

export interface Page<Row> {
  items: Row[];
  total: number;
}

/** One page of a list from `offset` on. */
export interface PageQuery<P> {
  queryKey: QueryKey;
  queryFn: (context: { signal: AbortSignal }) => Promise<P>;
}

export type Source<Filter, P> = (filter: Filter, offset: number) => PageQuery<P>;

/**
 * The first page, and with it the total: were that read off the pages in sight, a far scroll to
 * pages that are not there yet would make the list shorter than the scroll. While a new filter's
 * answer is on its way, `shown` is the one whose rows are still on screen.
 */
export function useHead<Filter, P extends Page<unknown>>(
  source: Source<Filter, P>,
  filter: Filter,
) {
  const head = useQuery({ ...source(filter, 0), placeholderData: keepPreviousData });
  const settled = useRef(filter);
  if (head.data && !head.isPlaceholderData) settled.current = filter;
  return { head, shown: settled.current };
}

/** The pages around the rows that are shown; a row whose page is on its way is undefined. */
export function useRows<Filter, Row>(
  source: Source<Filter, Page<Row>>,
  filter: Filter,
  first: number,
  last: number,
) {
  const from = Math.floor(Math.max(0, first - AHEAD) / PAGE);
  const to = Math.floor((Math.max(0, last) + AHEAD) / PAGE);
  // What a screen shows, with the rows ahead of it, never spans more than three pages.
  const pages = [
    useRead(source(filter, from * PAGE), true),
    useRead(source(filter, (from + 1) * PAGE), from + 1 <= to),
    useRead(source(filter, (from + 2) * PAGE), from + 2 <= to),
  ];
  const row = (index: number): Row | undefined =>
    pages[Math.floor(index / PAGE) - from]?.data?.items[index % PAGE];
  return { row, failed: pages.find((each) => each.isError) };
}

function useRead<P>(query: PageQuery<P>, enabled: boolean) {
  return useQuery({ ...query, enabled, staleTime: 60_000 });
}
