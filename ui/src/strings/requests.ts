import { n } from "../kit/number";

export const words = {
  title: "Requests",
  views: {
    open: "Open",
    mine: "Mine",
    unassigned: "Unassigned",
    waiting: "Waiting",
    resolved: "Resolved",
    all: "All",
    attention: "Needs attention",
  },
  viewsLabel: "Show",
  search: "Search requests",
  searchHint: "Title, number, requester",
  newRequest: "New request",
  shown: (shown: number, total: number) =>
    shown === total
      ? total === 1
        ? "1 request"
        : `${n(total)} requests`
      : `${n(shown)} of ${n(total)} requests`,
  more: "Show more",
  columns: {
    ref: "Request",
    title: "Title",
    requester: "Requester",
    status: "Status",
    assignee: "Assignee",
    updated: "Updated",
  },
  forSubject: (name: string) => `for ${name}`,
  nobody: "Unassigned",
  empty: {
    open: ["No open requests", "New ones appear here by themselves."],
    mine: ["Nothing is assigned to you", "Take a request from Unassigned to see it here."],
    unassigned: ["Every open request has an assignee", "New ones appear here by themselves."],
    waiting: ["Nothing is waiting", "Requests that wait for somebody appear here."],
    resolved: ["Nothing is resolved yet", "Requests come here once they are resolved."],
    all: ["There are no requests yet", "Open the first one, or wait for the portal to bring it."],
    attention: ["Nothing needs attention", "Failed and unknown actions appear here."],
  },
  allResolved: "Everything is resolved. New ones appear here by themselves.",
  notConnected: "Connect Okta first: then requests can be about people, and actions can be run.",
  notConnectedForAgents:
    "An administrator of Deskhand can connect Okta: then requests can be about people.",
  connect: "Connect Okta",
  filtered: (q: string) => `Nothing matches “${q}” here`,
  filteredHint: "Look among all requests, or search for something else.",
  clearSearch: "Clear the search",
} as const;

export const create = {
  title: "New request",
  requester: "Requester",
  requesterHelp: "Who asks for it.",
  onBehalf: "It is about somebody else",
  subject: "Subject",
  subjectHelp: "Whom it is about; actions are done for this person.",
  what: "Title",
  description: "Description",
  submit: "Create request",
  created: (ref: string) => `${ref} created`,
  missingRequester: "Choose who asks for it.",
  missingSubject: "Choose whom it is about.",
  missingTitle: "Say in one line what it is about.",
} as const;

export const page = {
  back: "Requests",
  assign: "Assign",
  assignee: (name: string) => `Assignee: ${name}`,
  nobody: "Nobody",
  takeIt: "Assign to me",
  status: (name: string) => `Status: ${name}`,
  resolve: "Resolve",
  reopen: "Reopen",
  conversation: "Conversation",
  side: "Person & actions",
  filter: "Show on the timeline",
  filters: { all: "All", public: "Public", notes: "Notes", actions: "Actions" },
  filteredEmpty: "Nothing of this kind on the timeline.",
  newEntries: "The timeline has a new entry.",
  showNewest: "Show the newest",
  changed: "Saved",
  onBehalf: (requester: string, subject: string) => `${requester} asks for ${subject}`,
} as const;

export const composer = {
  mode: "Kind of message",
  reply: "Reply",
  note: "Note",
  replyTo: (name: string) => `Reply to ${name}`,
  replyOrAct: (name: string) => `Reply to ${name}, or type / for an action`,
  notePlaceholder: "Internal note: only the service desk sees it",
  replyHint: (name: string) => `${name} sees it in the portal`,
  noteHint: "Only the service desk sees it",
  send: "Send reply",
  save: "Add note",
  keys: (mod: string) => `${mod} Enter to send`,
  sent: "Sent",
} as const;

export const panel = {
  label: "Person and actions",
  subject: "Subject",
  requester: "Requester",
  status: "Okta status",
  email: "Work e-mail",
  manager: "Manager",
  location: "Location",
  groupsApps: "Groups · apps",
  factors: "Factors",
  noFactors: "None enrolled",
  factorsUnknown: "Not read yet",
  oktaId: "Okta ID",
  noManager: "Not set",
  unknown: "Not set",
  asOf: "As of",
  refresh: "Read again from Okta",
  refreshing: "Reading from Okta…",
  openInOkta: "Open in Okta",
  profile: "Open profile",
  groups: "Groups",
  apps: "Apps",
  noGroups: "No groups.",
  noApps: "No apps.",
  direct: "direct",
  viaGroup: "by group",
  factorPending: "not activated",
} as const;

export const actions = {
  title: "Apps · Okta",
  none: "No actions are offered for this person.",
  running: "Running",
  whileBroken: "Nothing can be sent to Okta until the connection is mended.",
  effects: "What happens",
  confirmHint: "It is sent to Okta once, and recorded on the timeline.",
  sent: (title: string, person: string) => `${title} for ${person}: handed to Okta.`,
} as const;
