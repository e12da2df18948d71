import { useQueries } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import { keys, type PeopleFilter } from "../../api/queries";
import type { PersonRow } from "../../api/types";

/** Beyond this many it is not asked of each whether the list shows them. */
const ASKED = 20;
const LONGEST_SEARCH = 200;

/** The search that leaves at most this person of those that the filter shows. */
export function searchFor(person: Pick<PersonRow, "email">, filter: PeopleFilter): PeopleFilter {
  const q = [filter.q, person.email].filter(Boolean).join(" ");
  const { sort: _, ...rest } = filter;
  return { ...rest, q };
}

/** How many of the marked ones the filter leaves out; 0 until that is known. */
export function useHidden(people: readonly PersonRow[], filter: PeopleFilter): number {
  const asked = people.length <= ASKED ? people : [];
  const answers = useQueries({
    queries: asked.map((person) => {
      const query = searchFor(person, filter);
      return {
        queryKey: [...keys.people, "shown", person.id, query],
        queryFn: async () => {
          const params = { query: { ...query, limit: 5, offset: 0 } };
          const found = await answer(api.GET("/api/v1/people", { params }));
          return found.items.some(({ id }) => id === person.id);
        },
        enabled: query.q !== undefined && query.q.length <= LONGEST_SEARCH,
        staleTime: 60_000,
      };
    }),
  });
  return answers.filter(({ data }) => data === false).length;
}
