/** The server's answers, named. Taken by path, so that nothing here repeats a field. */
import type { paths } from "./schema";

type Body<R> = R extends { content: { "application/json": infer B } } ? B : never;
type Success<R> = R extends { 200: infer A }
  ? Body<A>
  : R extends { 201: infer A }
    ? Body<A>
    : R extends { 202: infer A }
      ? Body<A>
      : never;
type Answer<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  responses: infer R;
}
  ? Success<R>
  : never;

export type Session = Answer<"/api/v1/session", "get">;
export type Me = NonNullable<Session["me"]>;
export type DemoPerson = NonNullable<Session["demo"]>[number];

export type RequestList = Answer<"/api/v1/requests", "get">;
export type RequestRow = RequestList["items"][number];
export type RequestCounts = RequestList["counts"];
export type RequestDetail = Answer<"/api/v1/requests/{ref}", "get">;
export type RequestStatus = RequestRow["status"];
/** Employees are not told it: then a request has none. */
export type Priority = NonNullable<RequestRow["priority"]>;
export type SavedView = Answer<"/api/v1/views", "get">["items"][number];
export type BulkItem = Answer<"/api/v1/requests/bulk", "post">["items"][number];
export type PersonRef = RequestRow["requester"];
export type AccountRef = NonNullable<RequestRow["assignee"]>;
export type Verdict = RequestDetail["may"]["reply"];
export type NextStep = NonNullable<Verdict["next"]>;

export type TimelineItem = Answer<"/api/v1/requests/{ref}/timeline", "get">["items"][number];
export type ActionRun = NonNullable<TimelineItem["action"]>;
export type ActionState = ActionRun["state"];
/** A secret that a run made, without the secret itself. */
export type ActionSecretState = NonNullable<ActionRun["secret"]>;
export type OktaCall = ActionRun["calls"][number];

export type PeopleList = Answer<"/api/v1/people", "get">;
/** With the names of what the person has, where they were asked for. */
export type ListedPerson = PeopleList["items"][number];
export type PersonRow = Omit<ListedPerson, "groups" | "apps">;
export type Person = Answer<"/api/v1/people/{person_id}", "get">;
/** Okta's eight states of a person. */
export type OktaStatus =
  | "ACTIVE"
  | "PROVISIONED"
  | "STAGED"
  | "SUSPENDED"
  | "DEPROVISIONED"
  | "LOCKED_OUT"
  | "PASSWORD_EXPIRED"
  | "RECOVERY";
export type ActionOffer = Answer<"/api/v1/people/{person_id}/actions", "get">["items"][number];
export type PickerItem = Answer<"/api/v1/pickers/{picker}", "get">["items"][number];

export type Integrations = Answer<"/api/v1/integrations", "get">;
export type Connection = Answer<"/api/v1/connections/okta", "get">;
export type ConnectionProblem = NonNullable<Connection["problem"]>;
export type Review = Answer<"/api/v1/connections/okta/review", "get">;
export type ActionSetting = Answer<"/api/v1/action-settings", "get">["items"][number];
export type SyncRun = Answer<"/api/v1/syncs/{sync_id}", "get">;

export type Permission =
  | "requests.read_all"
  | "requests.work"
  | "people.read"
  | "actions.run"
  | "connections.read"
  | "connections.manage"
  | "sync.run";

/** RFC 9457 as the server writes it; `next` is the button that mends the failure. */
export interface Problem {
  title: string;
  detail: string;
  status: number;
  code: string;
  next: NextStep | null;
  retry_after: number | null;
  errors: { field: string; message: string }[];
}

export type PeopleFacets = Answer<"/api/v1/people/facets", "get">;
export type GroupList = Answer<"/api/v1/groups", "get">;
export type GroupRow = GroupList["items"][number];
export type GroupType = "OKTA_GROUP" | "APP_GROUP" | "BUILT_IN";
export type Group = Answer<"/api/v1/groups/{group_id}", "get">;
export type GroupMembers = Answer<"/api/v1/groups/{group_id}/members", "get">;
export type GroupMember = GroupMembers["items"][number];
export type ApplicationList = Answer<"/api/v1/applications", "get">;
export type ApplicationRow = ApplicationList["items"][number];
export type Application = Answer<"/api/v1/applications/{application_id}", "get">;
export type ApplicationPeople = Answer<"/api/v1/applications/{application_id}/people", "get">;
export type ApplicationPerson = ApplicationPeople["items"][number];
