/** What the list of people can be filtered by, and where the choices come from. */
import type { QueryClient } from "@tanstack/react-query";
import { applicationsSource, facetsQuery, groupsSource } from "../../api/directory";
import type { PeopleFacets } from "../../api/types";
import { among, type Choice, type Dimension } from "../../kit/list/filters";
import { words } from "../../strings/people";

const facet =
  (pick: (facets: PeopleFacets) => Choice[]) => async (q: string, client: QueryClient) =>
    among(pick(await client.ensureQueryData(facetsQuery)), q);

const plain = (items: readonly { value: string; count: number }[]): Choice[] =>
  items.map(({ value, count }) => ({ value, label: value, count }));

const objects = (found: { items: readonly Choice[]; total: number }) => ({
  items: [...found.items],
  more: found.total > found.items.length,
});

export const DIMENSIONS: readonly Dimension[] = [
  {
    key: "status",
    label: words.by.status,
    find: facet(({ statuses }) => statuses),
  },
  {
    key: "department",
    label: words.by.department,
    find: facet(({ departments }) => plain(departments)),
  },
  {
    key: "location",
    label: words.by.location,
    find: facet(({ locations }) => plain(locations)),
  },
  {
    key: "group",
    label: words.by.group,
    find: async (q, client) => {
      const { items, total } = await client.fetchQuery(groupsSource(q ? { q } : {}, 0));
      const choices = items.map(({ id, name, members_count }) => ({
        value: id,
        label: name,
        count: members_count,
      }));
      return objects({ items: choices, total });
    },
  },
  {
    key: "app",
    label: words.by.app,
    find: async (q, client) => {
      const { items, total } = await client.fetchQuery(applicationsSource(q ? { q } : {}, 0));
      const choices = items.map(({ id, label, people_count }) => ({
        value: id,
        label,
        count: people_count,
      }));
      return objects({ items: choices, total });
    },
  },
  {
    key: "manager",
    label: words.by.manager,
    find: async (q) => among([{ value: "missing", label: words.managerMissing }], q),
  },
];
