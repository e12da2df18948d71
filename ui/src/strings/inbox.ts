import { n } from "../kit/number";

const requests = (count: number) => (count === 1 ? "1 request" : `${n(count)} requests`);

export const words = {
  title: "Requests",
  views: {
    open: "All open",
    mine: "Mine",
    unassigned: "Unassigned",
    attention: "Needs attention",
    waiting: "Waiting",
    resolved: "Resolved",
    all: "All",
  },
  viewsLabel: "View",
  search: "Search requests",
  searchHint: "Title, number, requester",
  newRequest: "New request",
  shown: (shown: number, total: number) =>
    shown === total ? requests(total) : `${n(shown)} of ${requests(total)}`,
  more: "Show more",
  columns: {
    mark: "Selected",
    ref: "Request",
    title: "Title",
    requester: "Requester",
    status: "Status",
    priority: "Priority",
    assignee: "Assignee",
    created: "Opened",
    updated: "Updated",
  },
  select: (ref: string) => `Select ${ref}`,
  forSubject: (name: string) => `for ${name}`,
  nobody: "Unassigned",
  openedAgo: "opened",
  kindsLabel: "Why it needs attention",
  kinds: { any: "All", failed: "Failed", unknown: "Unknown outcome", overdue: "Overdue" },
  held: (removals: number) =>
    `Sync held ${removals === 1 ? "1 removal" : `${n(removals)} removals`}.`,
  review: "Review",
  empty: {
    open: ["No open requests", "New ones appear here by themselves."],
    mine: ["Nothing is assigned to you", "Take a request from Unassigned to see it here."],
    unassigned: ["Every open request has an assignee", "New ones appear here by themselves."],
    waiting: ["Nothing is waiting", "Requests that wait for somebody appear here."],
    resolved: ["Nothing is resolved yet", "Requests come here once they are resolved."],
    all: ["There are no requests yet", "Open the first one, or wait for the portal to bring it."],
    attention: [
      "Nothing needs attention",
      "Failed actions, unknown outcomes and overdue requests appear here.",
    ],
  },
  allResolved: "Everything is resolved. New ones appear here by themselves.",
  notConnected: "Connect Okta first: then requests can be about people, and actions can be run.",
  notConnectedForAgents:
    "An administrator of Deskhand can connect Okta: then requests can be about people.",
  connect: "Connect Okta",
  filtered: (q: string) => (q ? `Nothing matches “${q}” here` : "Nothing matches these filters"),
  filteredHint: "Look among all requests, or search for something else.",
  clearFilters: "Clear search and filters",
} as const;

export const filters = {
  label: "Filters",
  status: "Status",
  assignee: "Assignee",
  priority: "Priority",
  origin: "Came from",
  sort: "Sort",
  any: "Any",
  value: (label: string, value: string) => `${label}: ${value}`,
  clear: "Clear filters",
  sorts: { updated: "Last updated", "-created": "Newest", priority: "Priority" },
} as const;

export const saved = {
  change: "Change view",
  saveAs: "Save as a view…",
  update: "Save changes to the view",
  rename: "Rename…",
  share: "Share with the service desk",
  unshare: "Stop sharing",
  remove: "Delete the view…",
  name: "Name of the view",
  nameHelp: "It keeps the view, the search, the filters and the order as they are now.",
  shared: "Share it with the whole service desk",
  save: "Save view",
  renameTitle: "Rename the view",
  renameDo: "Rename",
  removeTitle: (name: string) => `Delete the view “${name}”?`,
  removeHint: "Its requests stay. Others who use it lose it too when it is shared.",
  removeDo: (name: string) => `Delete “${name}”`,
  created: (name: string) => `View “${name}” saved`,
  changed: (name: string) => `View “${name}” changed`,
  removed: (name: string) => `View “${name}” deleted`,
  nameMissing: "Give the view a name.",
} as const;

export const bulk = {
  label: "Selected requests",
  selected: (count: number, hidden: number) =>
    hidden > 0 ? `${n(count)} selected, ${n(hidden)} hidden` : `${n(count)} selected`,
  assign: "Assign to…",
  me: "Me",
  nobody: "Nobody",
  priority: "Set priority",
  resolve: "Resolve",
  clear: "Clear the selection",
  done: (count: number) => `${requests(count)} changed.`,
  failed: (refs: string) => `Not changed: ${refs}.`,
} as const;
