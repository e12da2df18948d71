import type { ActionState, OktaStatus, Priority, RequestRow, RequestStatus } from "../api/types";

export const words = {
  tryAgain: "Try again",
  close: "Close",
  cancel: "Cancel",
  copy: (what: string) => `Copy ${what}`,
  copied: "Copied",
  copyFailed: "Could not copy",
  loading: "Loading…",
  optional: "optional",
  opensNewTab: "opens in a new tab",
  unexpected: {
    title: "Something unexpected came back",
    detail: (status: number) =>
      `The answer (HTTP ${status}) was not one that Deskhand gives. A proxy in between may have answered.`,
  },
  unreachable: {
    title: "Deskhand cannot be reached",
    read: "No answer came from the server. Check your network; nothing was changed.",
    change:
      "No answer came from the server. It may or may not have been saved: look before you repeat it.",
  },
  pageFault: {
    title: "This page could not be shown",
    detail: "An error in the page itself. Reload it; if it stays, tell your administrator.",
  },
  reload: "Reload the page",
  problemRetryIn: (seconds: number) => `Try again in ${seconds} s.`,
  requiredField: (label: string) => `${label} is needed.`,
  noMatches: "Nothing matches.",
  searching: "Searching…",
  pick: "Type to search",
  clear: "Clear",
  choices: "Choices",
  moreMatch: "More match: keep typing",
  loadingPage: (what: string) => `${what}: loading`,
  whoCan: {
    token: "An administrator of Deskhand can replace the token.",
    connection: "An administrator of Deskhand can mend the connection.",
    setup: "An administrator of Deskhand can finish the setup.",
    settings: "An administrator of Deskhand can change that.",
    connect: "An administrator of Deskhand can connect Okta.",
  },
} as const;

export const requestStatus: Record<RequestStatus, string> = {
  new: "New",
  in_progress: "In progress",
  waiting: "Waiting",
  resolved: "Resolved",
};

/** Why a request needs attention, in as few words as fit a row; the whole reason is its title. */
export const attention: Record<NonNullable<RequestRow["attention_kind"]>, string> = {
  failed: "Action failed",
  unknown: "Outcome unknown",
  overdue: "Overdue",
};

export const priorities: Record<Priority, string> = {
  low: "Low",
  normal: "Normal",
  high: "High",
  urgent: "Urgent",
};

export const internal = {
  name: "Internal",
  why: (name: string) => `Opened for an action; ${name} does not see it.`,
} as const;

export const actionState: Record<ActionState, string> = {
  queued: "Queued",
  running: "Running",
  done: "Done",
  already: "Already so",
  pending: "Pending",
  refused: "Refused",
  failed: "Failed",
  unknown: "Unknown",
};

/** A run that was put off: what it waits for is in its summary. */
export const waiting = "Waiting";

export const oktaStatus: Record<OktaStatus, string> = {
  ACTIVE: "Active",
  PROVISIONED: "Provisioned",
  STAGED: "Staged",
  SUSPENDED: "Suspended",
  DEPROVISIONED: "Deprovisioned",
  LOCKED_OUT: "Locked out",
  PASSWORD_EXPIRED: "Password expired",
  RECOVERY: "Recovery",
};

export const origins: Record<string, string> = {
  admin_dashboard: "Service desk",
  employee_portal: "Portal",
};

const counted = (n: number, unit: string) => `${n} ${unit}${n === 1 ? "" : "s"}`;

export const time = {
  now: "just now",
  ago: (amount: string) => `${amount} ago`,
  ahead: (amount: string) => `in ${amount}`,
  minutes: (n: number) => `${n} min`,
  hours: (n: number) => `${n} h`,
  days: (n: number) => counted(n, "day"),
  took: {
    ms: (n: number) => `${n} ms`,
    seconds: (n: string) => `${n} s`,
    minutes: (minutes: number, seconds: number) => `${minutes} min ${seconds} s`,
  },
} as const;

export const timeline = {
  label: "Timeline",
  opened: "opened the request",
  openedAt: {
    admin_dashboard: "opened the request at the service desk",
    employee_portal: "opened the request in the portal",
  } as Record<string, string>,
  replied: "replied",
  noted: "left an internal note",
  status: (to: string) => `set the status to ${to}`,
  assigned: (to: string) => `assigned the request to ${to}`,
  tookIt: "took the request",
  unassigned: "removed the assignee",
  priority: (to: string) => `set the priority to ${to}`,
  internal: "Only the service desk sees this",
  onPerson: (name: string) => `on ${name}`,
  attempt: (n: number) => `Attempt ${n}`,
  verify: "Read",
  reads: (n: number) => (n === 1 ? "1 read to check it" : `${n} reads to check it`),
  waitingForOkta: "waiting for Okta…",
  noAnswer: "No answer",
  requestId: "request id",
  moving: {
    queued: "Waits for its turn. Nothing was sent to Okta yet.",
    running: "Okta is being asked.",
    pending: "Okta is still working on it. The outcome appears here by itself.",
  } as Partial<Record<ActionState, string>>,
  oktaSaid: "Okta said",
  none: "Nothing here yet.",
} as const;
