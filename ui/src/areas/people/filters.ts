/** The list of people as its address says it. */
import type { PeopleFilter } from "../../api/queries";

/** What the address of the list carries. */
export type PeopleSearch = Partial<
  Record<"q" | "status" | "department" | "location" | "group" | "app" | "manager" | "sort", string>
>;

/** What narrows the list, beside the search and the status that it starts with. */
export const NARROWING = ["status", "department", "location", "group", "app", "manager"] as const;

export const isPlain = (status: string): boolean => status === "visible" || status === "all";

/** Only what is asked for: two addresses that mean the same read the same page. */
export function filterOf(search: PeopleSearch): PeopleFilter {
  const { q, status = "visible", department, location, manager, sort } = search;
  const group = idOf(search.group);
  const app = idOf(search.app);
  return {
    status,
    ...(q && { q }),
    ...(department && { department }),
    ...(location && { location }),
    ...(group && { group }),
    ...(app && { app }),
    ...(manager && { manager: "missing" }),
    ...(sort && sort !== "name" && { sort }),
  };
}

function idOf(text: string | undefined): number | undefined {
  return text && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Whether a row fits no more than the search and the plain status say. */
export function isNarrowed(search: PeopleSearch): boolean {
  return NARROWING.some((key) => search[key] && !(key === "status" && isPlain(search[key])));
}

/** The address without what narrows it. */
export function widened(search: PeopleSearch): PeopleSearch {
  const { q, sort, status } = search;
  return {
    ...(q && { q }),
    ...(sort && { sort }),
    ...(status && isPlain(status) && { status }),
  };
}

/** Change one part of the address; undefined takes it out. */
export function changed(
  search: PeopleSearch,
  key: keyof PeopleSearch,
  value: string | undefined,
): PeopleSearch {
  const { [key]: _, ...rest } = search;
  return value ? { ...rest, [key]: value } : rest;
}
