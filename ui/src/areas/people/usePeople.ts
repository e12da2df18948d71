import { useQueries, useQuery } from "@tanstack/react-query";
import { PEOPLE_PAGE, type PeopleFilter, peopleQuery } from "../../api/queries";
import type { PersonRow } from "../../api/types";

/**
 * The total is read by a query of its own that stays mounted: were it read off the visible pages,
 * a far scroll to pages that are not there yet would make the table shorter than the scroll.
 */
export function useTotal(filter: PeopleFilter) {
  return useQuery({
    ...peopleQuery(filter, 0, 1),
    placeholderData: (
      before: { items: PersonRow[]; total: number; synced_at: string | null } | undefined,
    ) => before,
  });
}

/** The pages around the rows that are shown; a row whose page is on its way is undefined. */
export function useRows(filter: PeopleFilter, first: number, last: number) {
  const from = Math.floor(Math.max(0, first) / PEOPLE_PAGE);
  const to = Math.floor(Math.max(0, last) / PEOPLE_PAGE);
  const pages = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const results = useQueries({
    queries: pages.map((page) => ({
      ...peopleQuery(filter, page * PEOPLE_PAGE),
      staleTime: 60_000,
    })),
  });
  const row = (index: number): PersonRow | undefined => {
    const page = Math.floor(index / PEOPLE_PAGE);
    return results[page - from]?.data?.items[index % PEOPLE_PAGE];
  };
  return { row, failed: results.find((each) => each.isError) };
}
