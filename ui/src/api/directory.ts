/** The reads of groups, applications and who is in them. */
import { queryOptions } from "@tanstack/react-query";
import { PAGE, type PageQuery } from "../kit/list/usePages";
import { answer, api } from "./client";
import { isMoving, keys, type PeopleFilter } from "./queries";
import type {
  ApplicationList,
  ApplicationPeople,
  GroupList,
  GroupMembers,
  GroupType,
  PeopleList,
} from "./types";

export interface GroupFilter {
  q?: string;
  type?: GroupType;
  admin?: boolean;
  sort?: string;
}

export interface ApplicationFilter {
  q?: string;
  status?: "ACTIVE" | "INACTIVE";
  sign_on?: string;
  sort?: string;
}

export const peopleSource = (filter: PeopleFilter, offset: number): PageQuery<PeopleList> => ({
  queryKey: [...keys.people, filter, offset, PAGE],
  queryFn: ({ signal }) =>
    answer(
      api.GET("/api/v1/people", { params: { query: { ...filter, limit: PAGE, offset } }, signal }),
    ),
});

export const facetsQuery = queryOptions({
  queryKey: [...keys.people, "facets"],
  queryFn: () => answer(api.GET("/api/v1/people/facets")),
});

export const groupsSource = (filter: GroupFilter, offset: number): PageQuery<GroupList> => ({
  queryKey: [...keys.groups, filter, offset],
  queryFn: ({ signal }) =>
    answer(
      api.GET("/api/v1/groups", { params: { query: { ...filter, limit: PAGE, offset } }, signal }),
    ),
});

export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: keys.group(id),
    queryFn: () =>
      answer(api.GET("/api/v1/groups/{group_id}", { params: { path: { group_id: Number(id) } } })),
  });

/** Who is in a group; the filter is what is searched for. */
export const membersSource =
  (id: string) =>
  (q: string, offset: number): PageQuery<GroupMembers> => ({
    queryKey: [...keys.group(id), "members", q, offset],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/groups/{group_id}/members", {
          params: { path: { group_id: Number(id) }, query: { q, limit: PAGE, offset } },
          signal,
        }),
      ),
  });

export const applicationsSource = (
  filter: ApplicationFilter,
  offset: number,
): PageQuery<ApplicationList> => ({
  queryKey: [...keys.applications, filter, offset],
  queryFn: ({ signal }) =>
    answer(
      api.GET("/api/v1/applications", {
        params: { query: { ...filter, limit: PAGE, offset } },
        signal,
      }),
    ),
});

export const applicationQuery = (id: string) =>
  queryOptions({
    queryKey: keys.application(id),
    queryFn: () =>
      answer(
        api.GET("/api/v1/applications/{application_id}", {
          params: { path: { application_id: Number(id) } },
        }),
      ),
  });

/** Who has an application; the filter is what is searched for. */
export const holdersSource =
  (id: string) =>
  (q: string, offset: number): PageQuery<ApplicationPeople> => ({
    queryKey: [...keys.application(id), "people", q, offset],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v1/applications/{application_id}/people", {
          params: { path: { application_id: Number(id) }, query: { q, limit: PAGE, offset } },
          signal,
        }),
      ),
  });

/** A run that is followed by itself: events carry the news, and asking is the net under them. */
export const actionQuery = (id: string) =>
  queryOptions({
    queryKey: keys.action(id),
    queryFn: () =>
      answer(api.GET("/api/v1/actions/{run_id}", { params: { path: { run_id: id } } })),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? 3000 : false),
  });
