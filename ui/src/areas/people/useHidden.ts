import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import { keys, MOST_IDS, type PeopleFilter } from "../../api/queries";
import type { PersonRow } from "../../api/types";

/** Those of the marked ones whom the filter shows, whatever its order. */
export function shownOf(people: readonly Pick<PersonRow, "id">[], filter: PeopleFilter) {
  const { sort: _, ...rest } = filter;
  const ids = people.map(({ id }) => id).sort((one, other) => one - other);
  return { ...rest, ids: ids.join(",") };
}

/** How many of the marked ones the filter leaves out; 0 until that is known. */
export function useHidden(people: readonly PersonRow[], filter: PeopleFilter): number {
  const asked = people.length <= MOST_IDS;
  const query = shownOf(people, filter);
  const { data: hidden = 0 } = useQuery({
    queryKey: [...keys.people, "hidden", query],
    queryFn: async ({ signal }) => {
      const params = { query: { ...query, limit: 1, offset: 0 } };
      const shown = await answer(api.GET("/api/v1/people", { params, signal }));
      return people.length - shown.total;
    },
    enabled: asked,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  return asked ? hidden : 0;
}
