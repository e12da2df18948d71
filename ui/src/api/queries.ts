/** Every read of the product: its key, its call, and how long old data may stand in. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api, rememberCsrf } from "./client";
import type { paths } from "./schema";
import type { ActionState, PersonRow, PickerItem, Priority, RequestStatus, SyncRun } from "./types";

export interface RequestFilter {
  status?: RequestStatus | "open" | "all";
  mine?: boolean;
  unassigned?: boolean;
  attention?: boolean;
  /** The id of a person who asks or is the subject. */
  person?: number;
  assignee?: string;
  priority?: Priority;
  origin?: "employee_portal" | "admin_dashboard";
  q?: string;
  sort?: "updated" | "-created" | "priority";
}

export interface PeopleFilter {
  q?: string;
  status?: string;
  department?: string;
  location?: string;
  /** Ids of a group, of an application. */
  group?: number;
  app?: number;
  manager?: "missing";
  /** "name", "-name", and so on by the columns that the server sorts. */
  sort?: string;
}

export const keys = {
  session: ["session"],
  requests: ["requests"],
  views: ["views"],
  request: (ref: string) => ["request", ref],
  timeline: (ref: string) => ["timeline", ref],
  people: ["people"],
  person: (id: number) => ["person", id],
  groups: ["groups"],
  group: (id: string) => ["group", id],
  applications: ["applications"],
  application: (id: string) => ["application", id],
  offers: ["offers"],
  offersOf: (personId: number) => ["offers", personId],
  action: (id: string) => ["action", id],
  accounts: ["accounts"],
  integrations: ["integrations"],
  connection: ["connection"],
  review: ["review"],
  actionSettings: ["action-settings"],
  syncs: ["syncs"],
  sync: (id: string) => ["sync", id],
} as const;

const REQUEST_PAGE = 50;
export const PEOPLE_PAGE = 100;
/** As many people as one read takes by their ids. */
export const MOST_IDS = 200;

export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async () => rememberCsrf(await answer(api.GET("/api/v1/session"))),
  staleTime: Number.POSITIVE_INFINITY,
});

export const requestsQuery = (filter: RequestFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.requests, filter],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/requests", {
          params: { query: { ...filter, limit: REQUEST_PAGE, offset: pageParam } },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.length * REQUEST_PAGE;
      return shown < last.total ? shown : undefined;
    },
    placeholderData: keepPreviousData,
  });

export const requestCountsQuery = queryOptions({
  queryKey: [...keys.requests, "counts"],
  queryFn: async () =>
    (await answer(api.GET("/api/v1/requests", { params: { query: { limit: 1 } } }))).counts,
});

export const findRequestsQuery = (q: string) =>
  queryOptions({
    queryKey: [...keys.requests, "find", q],
    queryFn: () =>
      answer(api.GET("/api/v1/requests", { params: { query: { q, status: "all", limit: 6 } } })),
    placeholderData: keepPreviousData,
  });

export const requestQuery = (ref: string) =>
  queryOptions({
    queryKey: keys.request(ref),
    queryFn: () => answer(api.GET("/api/v1/requests/{ref}", { params: { path: { ref } } })),
  });

const MOVING: readonly ActionState[] = ["queued", "running", "pending"];

export function isMoving(state: ActionState): boolean {
  return MOVING.includes(state);
}

export const timelineQuery = (ref: string) =>
  queryOptions({
    queryKey: keys.timeline(ref),
    queryFn: () =>
      answer(api.GET("/api/v1/requests/{ref}/timeline", { params: { path: { ref } } })),
    // Live events carry the news; this is the net under them while something is under way.
    refetchInterval: ({ state }) =>
      state.data?.items.some((item) => item.action && isMoving(item.action.state)) ? 3000 : false,
  });

export const accountsQuery = queryOptions({
  queryKey: keys.accounts,
  queryFn: () => answer(api.GET("/api/v1/accounts")),
  staleTime: 300_000,
});

export const peopleQuery = (filter: PeopleFilter, offset: number, limit = PEOPLE_PAGE) =>
  queryOptions({
    queryKey: [...keys.people, filter, offset, limit],
    queryFn: () =>
      answer(api.GET("/api/v1/people", { params: { query: { ...filter, limit, offset } } })),
  });

export const personQuery = (id: number) =>
  queryOptions({
    queryKey: keys.person(id),
    queryFn: () =>
      answer(api.GET("/api/v1/people/{person_id}", { params: { path: { person_id: id } } })),
  });

export const offersQuery = (personId: number, request?: string) =>
  queryOptions({
    queryKey: [...keys.offersOf(personId), request ?? null],
    queryFn: () =>
      answer(
        api.GET("/api/v1/people/{person_id}/actions", {
          params: { path: { person_id: personId }, query: request ? { request } : {} },
        }),
      ),
  });

export type PickerName = paths["/api/v1/pickers/{picker}"]["get"]["parameters"]["path"]["picker"];

/** Where a picker searches; `key` names the source in the cache. */
export interface PickerSource {
  key: readonly (string | number | null)[];
  /** `more`: there are others that match. */
  find: (q: string) => Promise<{ items: PickerItem[]; more: boolean }>;
}

const PICKED = 20;

/** Objects of one kind that an action can take, judged for this person. */
export const objectsOf = (picker: PickerName, personId?: number): PickerSource => ({
  key: [picker, personId ?? null],
  find: async (q) => {
    // One more than is shown tells whether there are more.
    const query = { q, limit: PICKED + 1, ...(personId !== undefined && { person_id: personId }) };
    const { items } = await answer(
      api.GET("/api/v1/pickers/{picker}", { params: { path: { picker }, query } }),
    );
    return { items: items.slice(0, PICKED), more: items.length > PICKED };
  },
});

const PICKED_PEOPLE = 12;

/** People of every status: also whoever Okta blocks can ask for help. */
export const anybody: PickerSource = {
  key: ["person"],
  find: async (q) => {
    const query = { q, status: "all", limit: PICKED_PEOPLE };
    const found = await answer(api.GET("/api/v1/people", { params: { query } }));
    return { items: found.items.map(personItem), more: found.total > found.items.length };
  },
};

export const pickerQuery = (source: PickerSource, q: string) =>
  queryOptions({
    queryKey: ["picker", ...source.key, q],
    queryFn: () => source.find(q),
    placeholderData: keepPreviousData,
  });

export function personItem(person: Pick<PersonRow, "id" | "name" | "email" | "title">): PickerItem {
  return {
    id: String(person.id),
    label: person.name,
    description: [person.title, person.email].filter(Boolean).join(" · "),
    disabled_reason: null,
    warning: null,
  };
}

export const integrationsQuery = queryOptions({
  queryKey: keys.integrations,
  queryFn: () => answer(api.GET("/api/v1/integrations")),
});

export const connectionQuery = queryOptions({
  queryKey: keys.connection,
  queryFn: () => answer(api.GET("/api/v1/connections/okta")),
});

export const reviewQuery = queryOptions({
  queryKey: keys.review,
  queryFn: () => answer(api.GET("/api/v1/connections/okta/review")),
});

export const actionSettingsQuery = queryOptions({
  queryKey: keys.actionSettings,
  queryFn: () => answer(api.GET("/api/v1/action-settings")),
});

export const syncsQuery = queryOptions({
  queryKey: keys.syncs,
  queryFn: () =>
    answer(api.GET("/api/v1/connections/okta/syncs", { params: { query: { limit: 20 } } })),
});

export const isSyncing = (run: SyncRun | null | undefined): run is SyncRun =>
  run?.state === "queued" || run?.state === "running";

/** One run, followed by events and, should they fail, by asking. */
export const syncQuery = (id: string) =>
  queryOptions({
    queryKey: keys.sync(id),
    queryFn: () =>
      answer(api.GET("/api/v1/syncs/{sync_id}", { params: { path: { sync_id: id } } })),
    refetchInterval: ({ state }) => (isSyncing(state.data) ? 3000 : false),
  });

const PAST = 10;

/** What a person asked for or is the subject of, newest first. */
export const requestsOfQuery = (personId: number) =>
  queryOptions({
    queryKey: [...keys.requests, "of", personId],
    queryFn: () =>
      answer(
        api.GET("/api/v1/requests", {
          params: { query: { person: personId, status: "all", sort: "-created", limit: PAST } },
        }),
      ),
  });

export const viewsQuery = queryOptions({
  queryKey: keys.views,
  queryFn: () => answer(api.GET("/api/v1/views")),
  staleTime: 60_000,
});

const FOUND = 4;

export const findGroupsQuery = (q: string) =>
  queryOptions({
    queryKey: [...keys.groups, "find", q],
    queryFn: () => answer(api.GET("/api/v1/groups", { params: { query: { q, limit: FOUND } } })),
    placeholderData: keepPreviousData,
  });

export const findApplicationsQuery = (q: string) =>
  queryOptions({
    queryKey: [...keys.applications, "find", q],
    queryFn: () =>
      answer(api.GET("/api/v1/applications", { params: { query: { q, limit: FOUND } } })),
    placeholderData: keepPreviousData,
  });
