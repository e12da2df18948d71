/** What the address of the inbox carries; all of it, so that a link shows the same list. */
export interface InboxSearch {
  view?: string | undefined;
  q?: string | undefined;
  status?: string | undefined;
  assignee?: string | undefined;
  priority?: string | undefined;
  origin?: string | undefined;
  /** Why it needs attention. */
  kind?: string | undefined;
  sort?: string | undefined;
  /** The saved view that these came from. */
  saved?: string | undefined;
}

const NAMES = [
  "view",
  "q",
  "status",
  "assignee",
  "priority",
  "origin",
  "kind",
  "sort",
  "saved",
] as const satisfies readonly (keyof InboxSearch)[];

/** Texts only: what is not one of them, or is empty, was never asked. */
export function inboxSearch(given: Record<string, unknown>): InboxSearch {
  const search: InboxSearch = {};
  for (const name of NAMES) {
    const value = given[name];
    if (typeof value === "number") search[name] = String(value);
    else if (typeof value === "string" && value !== "") search[name] = value;
  }
  return search;
}
