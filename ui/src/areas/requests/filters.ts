/** From the address of the inbox to what the server is asked, and from a saved view back. */
import type { RequestFilter } from "../../api/queries";
import type { Priority, RequestCounts, RequestStatus, SavedView } from "../../api/types";
import type { InboxSearch } from "./address";

export const VIEWS = [
  "open",
  "mine",
  "unassigned",
  "attention",
  "waiting",
  "resolved",
  "all",
] as const;

export type InboxView = (typeof VIEWS)[number];

export const STATUSES: readonly RequestStatus[] = ["new", "in_progress", "waiting", "resolved"];
export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];
export const ORIGINS = ["employee_portal", "admin_dashboard"] as const;
export const KINDS = ["failed", "unknown", "overdue"] as const;
/** The last changed first, the newest first, the most pressing first. */
export const SORTS = ["updated", "-created", "priority"] as const;

type Sort = (typeof SORTS)[number];

function oneOf<T extends string>(among: readonly T[], asked: string | undefined): T | undefined {
  return among.find((each) => each === asked);
}

/** What an address may ask for; anything else is the view of open requests. */
export function viewOf(asked: string | undefined): InboxView {
  return oneOf(VIEWS, asked) ?? "open";
}

export function sortOf(asked: string | undefined): Sort {
  return oneOf(SORTS, asked) ?? "updated";
}

/** The view's own meaning, before anything narrows it. */
function base(view: InboxView): RequestFilter {
  switch (view) {
    case "mine":
      return { status: "open", mine: true };
    case "unassigned":
      return { status: "open", unassigned: true };
    case "attention":
      return { status: "all", attention: true };
    default:
      return { status: view };
  }
}

/** Whether a list of this view can be narrowed by status: those of one status cannot. */
export function hasStatuses(view: InboxView): boolean {
  return view !== "waiting" && view !== "resolved";
}

export function hasAssignees(view: InboxView): boolean {
  return view !== "mine" && view !== "unassigned";
}

export function filterOf(search: InboxSearch): RequestFilter {
  const view = viewOf(search.view);
  const status = hasStatuses(view) ? oneOf(STATUSES, search.status) : undefined;
  const assignee = hasAssignees(view) ? search.assignee : undefined;
  const priority = oneOf(PRIORITIES, search.priority);
  const origin = oneOf(ORIGINS, search.origin);
  const kind = view === "attention" ? oneOf(KINDS, search.kind) : undefined;
  const sort = sortOf(search.sort);
  return {
    ...base(view),
    ...(status && { status }),
    ...(assignee && { assignee }),
    ...(priority && { priority }),
    ...(origin && { origin }),
    ...(kind && { attention_kind: kind }),
    ...(search.q && { q: search.q }),
    ...(sort !== "updated" && { sort }),
  };
}

/** Whether something narrows the view that is not its own meaning. */
export function isNarrowed(search: InboxSearch): boolean {
  const { sort: _, ...filter } = filterOf(search);
  return JSON.stringify(filter) !== JSON.stringify(base(viewOf(search.view)));
}

type SavedFilter = SavedView["filter"];

const UNFILTERED: SavedFilter = {
  status: "open",
  mine: false,
  unassigned: false,
  attention: false,
  q: "",
  sort: "updated",
};

/** The list on screen, as a saved view keeps it. */
export function savedFilterOf(search: InboxSearch): SavedFilter {
  return { ...UNFILTERED, ...filterOf(search) };
}

function viewOfSaved(filter: SavedFilter): InboxView {
  if (filter.attention) return "attention";
  if (filter.mine) return "mine";
  if (filter.unassigned) return "unassigned";
  return oneOf(VIEWS, filter.status ?? undefined) ?? "open";
}

/** The address that shows what a saved view holds. */
export function searchOf({ id, filter }: Pick<SavedView, "id" | "filter">): InboxSearch {
  const view = viewOfSaved(filter);
  const status = oneOf(STATUSES, filter.status ?? undefined);
  return {
    view,
    saved: id,
    ...(status && status !== view && { status }),
    ...(filter.q && { q: filter.q }),
    ...(filter.assignee && { assignee: filter.assignee }),
    ...(filter.priority && { priority: filter.priority }),
    ...(filter.origin && { origin: filter.origin }),
    ...(filter.attention_kind && { kind: filter.attention_kind }),
    ...(filter.sort && filter.sort !== "updated" && { sort: filter.sort }),
  };
}

/** Whether the list on screen is no longer what the saved view holds. */
export function differs(saved: Pick<SavedView, "id" | "filter">, search: InboxSearch): boolean {
  const asText = (of: InboxSearch) => JSON.stringify(Object.entries(filterOf(of)).sort());
  return asText(searchOf(saved)) !== asText(search);
}

/** "All" has no number of its own: the sum would say nothing that one acts on. */
export function countOf(view: InboxView, counts: RequestCounts | undefined): number | undefined {
  return view === "all" ? undefined : counts?.[view];
}
