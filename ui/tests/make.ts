/** Answers of the server with everything filled in; a test names what it is about. */
import type {
  ActionOffer,
  ActionRun,
  Connection,
  ListedPerson,
  Me,
  OktaCall,
  Person,
  RequestCounts,
  RequestDetail,
  SavedView,
  Session,
  SyncRun,
  TimelineItem,
} from "../src/api/types";

export const AT = "2026-11-24T09:12:00Z";
export const YES = { allowed: true, reason: null, next: null };
export const no = (reason: string) => ({ allowed: false, reason, next: null });

export const ELENA = {
  id: 7,
  name: "Elena Moreau",
  email: "elena.moreau@acme.example",
  title: "Account Executive",
  department: "Sales",
};

const EVERYTHING = [
  "requests.read_all",
  "requests.work",
  "people.read",
  "actions.run",
  "connections.read",
  "connections.manage",
  "sync.run",
];

export function me(more: Partial<Me> = {}): Me {
  return {
    id: "a1",
    name: "Maya Lindqvist",
    email: "maya@acme.example",
    role: "administrator",
    person_id: null,
    can: EVERYTHING,
    ...more,
  };
}

export function session(who: Me | null = me(), more: Partial<Session> = {}): Session {
  return {
    signed_in: who !== null,
    csrf: "token-1",
    me: who,
    demo: null,
    product: { name: "Deskhand", version: "0.1.0", sandbox_console_url: null },
    ...more,
  };
}

export function call(more: Partial<OktaCall> = {}): OktaCall {
  return {
    attempt: 1,
    purpose: "write",
    method: "POST",
    path: "/api/v1/users/00uabcdefghijklmnop29/lifecycle/reset_factors",
    state: "answered",
    http_status: 200,
    error_code: null,
    error_summary: null,
    causes: [],
    okta_request_id: "Zx81kq0AAbd",
    duration_ms: 341,
    at: AT,
    ...more,
  };
}

export function run(more: Partial<ActionRun> = {}): ActionRun {
  return {
    id: "run-1",
    key: "okta.user.reset_mfa",
    title: "Reset MFA",
    state: "done",
    person: ELENA,
    request_ref: "REQ-12",
    parameters: [],
    summary: "3 factors cleared.",
    advice: null,
    calls: [call()],
    submitted_at: AT,
    settled_at: AT,
    duration_ms: 900,
    may_retry: no("It is done."),
    secret: null,
    ...more,
  };
}

export function item(more: Partial<TimelineItem> = {}): TimelineItem {
  return {
    id: "t1",
    at: AT,
    kind: "reply",
    visibility: "public",
    actor: { kind: "person", name: "Maya Lindqvist" },
    body: null,
    change: null,
    action: null,
    ...more,
  };
}

export function request(more: Partial<RequestDetail> = {}): RequestDetail {
  return {
    ref: "REQ-12",
    title: "Locked out",
    status: "in_progress",
    requester: ELENA,
    subject: ELENA,
    assignee: null,
    origin: "employee_portal",
    created_at: AT,
    updated_at: AT,
    attention: null,
    attention_kind: null,
    priority: "normal",
    internal: false,
    last_message_at: null,
    resolved_at: null,
    description: "",
    version: 3,
    may: { reply: YES, note: YES, set_status: YES, assign: YES, set_priority: YES, resolve: YES },
    ...more,
  };
}

export const COUNTS: RequestCounts = {
  open: 5,
  new: 1,
  in_progress: 2,
  waiting: 2,
  resolved: 9,
  mine: 3,
  unassigned: 1,
  attention: 4,
  failed: 1,
  unknown: 2,
  overdue: 1,
  held: 0,
  held_removals: 0,
};

/** A filter as the server answers it, with every field. */
const EVERY_REQUEST: SavedView["filter"] = {
  status: "open",
  mine: false,
  unassigned: false,
  attention: false,
  attention_kind: null,
  assignee: null,
  priority: null,
  origin: null,
  q: "",
  sort: "updated",
};

type Given = Partial<Omit<SavedView, "filter">> & { filter?: Partial<SavedView["filter"]> };

export function savedView({ filter = { q: "vpn" }, ...more }: Given = {}): SavedView {
  return {
    id: "v1",
    name: "VPN this week",
    shared: false,
    own: true,
    owner: { id: "a1", name: "Maya Lindqvist", role: "administrator" },
    may_change: YES,
    ...more,
    filter: { ...EVERY_REQUEST, ...filter },
  };
}

export function offer(more: Partial<ActionOffer> = {}): ActionOffer {
  return {
    key: "okta.user.reset_mfa",
    title: "Reset MFA",
    group: "User",
    description: "Clear all enrolled factors.",
    effects: ["Okta removes every factor."],
    danger: false,
    risk: "medium",
    confirm_label: "Reset MFA for Elena Moreau",
    confirm_name: null,
    verdict: YES,
    form: { type: "object", properties: {} },
    slash: null,
    ...more,
  };
}

/** A line of the list of people, with the names of what he has. */
export function listed(more: Partial<ListedPerson> = {}): ListedPerson {
  const { groups: _, apps: __, ...row } = person();
  return { ...row, groups: null, apps: null, ...more };
}

export function person(more: Partial<Person> = {}): Person {
  return {
    ...ELENA,
    okta_id: "00u1",
    login: ELENA.email,
    status: "ACTIVE",
    status_label: "Active",
    status_badge: null,
    manager: "Jonas Weber",
    manager_person: null,
    manager_by: "",
    manager_missing: false,
    missing_since: null,
    reports_count: 0,
    transitioning_to: null,
    location: "Paris, FR",
    groups_count: 0,
    apps_count: 0,
    first_name: "Elena",
    last_name: "Moreau",
    city: "Paris",
    country: "FR",
    employee_number: null,
    second_email: null,
    credential_provider: "OKTA",
    created_at: null,
    activated_at: null,
    last_login_at: null,
    status_changed_at: null,
    as_of: AT,
    attributes: [],
    groups: [],
    apps: [],
    factors: [],
    factors_as_of: AT,
    okta_url: null,
    ...more,
  };
}

export function sync(more: Partial<SyncRun> = {}): SyncRun {
  return {
    id: "s1",
    kind: "full",
    trigger: "manual",
    started_by: "Maya Lindqvist",
    state: "succeeded",
    queued_at: AT,
    started_at: AT,
    finished_at: AT,
    seconds: 42,
    families: [],
    eta_text: null,
    counts: {},
    calls: [],
    calls_total: 12,
    peak_memory_mb: null,
    problem: null,
    held: {},
    notes: [],
    ...more,
  };
}

export function connection(more: Partial<Connection> = {}): Connection {
  return {
    id: "1",
    state: "connected",
    domain: "acme.okta.com",
    auth_mode: "api_token",
    acts_as: { name: "Service", login: "svc@acme.example" },
    engine: "Identity Engine",
    setup: "finished",
    is_sandbox: false,
    console_url: null,
    okta_admin_url: null,
    problem: null,
    connected_at: AT,
    last_call_at: AT,
    last_sync: sync(),
    next_sync_at: AT,
    ...more,
  };
}
