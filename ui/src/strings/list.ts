/** What the lists of people, groups and applications say in common. */
import { n } from "../kit/number";

export const words = {
  loadingRow: "Loading…",
  filter: "Filter",
  filterBy: "Filter by…",
  filterValue: (label: string) => `${label}…`,
  filters: "Filters",
  back: "All filters",
  removeFilter: (label: string, value: string) => `Remove the filter ${label}: ${value}`,
  clearAll: "Clear all",
  noChoice: "Nothing matches.",
  moreChoices: "More match: keep typing",
  isOn: "in effect",
  sortBy: (label: string) => `Sort by ${label}`,
  select: (name: string) => `Select ${name}`,
  selection: "Selected",
  selected: (chosen: number, hidden: number) =>
    hidden > 0 ? `${n(chosen)} selected, ${n(hidden)} hidden` : `${n(chosen)} selected`,
  clearSelection: "Clear the selection",
  columns: "Columns",
  allColumns: "Show the usual columns",
} as const;

export const detail = {
  asOf: "As of",
  notRead: "Not read from Okta yet",
  refresh: "Read again from Okta",
  refreshing: "Reading from Okta…",
  oktaId: "Okta ID",
  openInOkta: "Open in Okta",
  notSet: "Not set",
} as const;
