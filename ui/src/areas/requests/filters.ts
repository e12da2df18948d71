import type { RequestFilter } from "../../api/queries";
import type { RequestCounts } from "../../api/types";

export const VIEWS = [
  "open",
  "mine",
  "unassigned",
  "waiting",
  "resolved",
  "all",
  "attention",
] as const;

export type InboxView = (typeof VIEWS)[number];

/** What an address may ask for; anything else is the view of open requests. */
export function viewOf(asked: string | undefined): InboxView {
  return VIEWS.find((view) => view === asked) ?? "open";
}

export function filterOf(view: InboxView, q: string): RequestFilter {
  const search = q ? { q } : {};
  switch (view) {
    case "mine":
      return { status: "open", mine: true, ...search };
    case "unassigned":
      return { status: "open", unassigned: true, ...search };
    case "attention":
      return { status: "all", attention: true, ...search };
    default:
      return { status: view, ...search };
  }
}

/** "All" has no number of its own: the sum would say nothing that one acts on. */
export function countOf(view: InboxView, counts: RequestCounts | undefined): number | undefined {
  return view === "all" ? undefined : counts?.[view];
}
