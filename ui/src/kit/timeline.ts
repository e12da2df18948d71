/** What a timeline entry says, apart from how it looks. */
import type { ActionRun, ActionState, OktaCall, Priority, TimelineItem } from "../api/types";
import { priorities, requestStatus, timeline as words } from "../strings/kit";
import type { IconName } from "./icons";
import { ACTION_TONE, isPutOff, type Tone } from "./status";

export const FILTERS = ["all", "public", "notes", "actions"] as const;
export type Filter = (typeof FILTERS)[number];

/** What an address may ask for; anything else is the whole timeline. */
export function filterOf(asked: string | undefined): Filter {
  return FILTERS.find((filter) => filter === asked) ?? "all";
}

export function matches(item: TimelineItem, filter: Filter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "public":
      return item.visibility === "public";
    case "notes":
      return item.kind === "note";
    case "actions":
      return item.kind === "action";
  }
}

export function priorityName(value: string | null): string {
  return priorities[value as Priority] ?? value ?? "";
}

function statusName(value: string | null): string {
  return requestStatus[value as keyof typeof requestStatus] ?? value ?? "";
}

/** The words after the actor's name. */
export function verb(item: TimelineItem, origin?: string): string {
  const to = item.change?.to ?? null;
  switch (item.kind) {
    case "opened":
      return words.openedAt[origin ?? ""] ?? words.opened;
    case "reply":
      return words.replied;
    case "note":
      return words.noted;
    case "status":
      return words.status(statusName(to));
    case "assignment":
      if (to === null) return words.unassigned;
      return to === item.actor.name ? words.tookIt : words.assigned(to);
    case "priority":
      return words.priority(priorityName(to));
    case "action":
      return item.action?.title ?? "";
  }
}

/** Runs of one action with the same parameters for the same person are attempts at one thing. */
function attempt({ key, person, parameters }: ActionRun): string {
  return JSON.stringify([key, person.id, parameters]);
}

/** The ids of runs after which the same thing was tried again: the later one says what holds now. */
export function overtaken(items: TimelineItem[]): Set<string> {
  const later = new Set<string>();
  const found = new Set<string>();
  for (const { action } of [...items].reverse()) {
    if (!action) continue;
    const name = attempt(action);
    if (later.has(name)) found.add(action.id);
    later.add(name);
  }
  return found;
}

const FRUITLESS: readonly ActionState[] = ["refused", "failed", "unknown"];

/** The timeline without attempts that came to nothing and were made again. */
export function lastAttempts(items: TimelineItem[]): TimelineItem[] {
  const old = overtaken(items);
  return items.filter(
    // What was done stays: what tells two of them apart, as the group, may be left out here.
    ({ action }) => !action || !old.has(action.id) || !FRUITLESS.includes(action.state),
  );
}

const ICON: Record<TimelineItem["kind"], IconName> = {
  opened: "message",
  reply: "message",
  note: "note",
  status: "check",
  assignment: "person",
  priority: "flag",
  action: "key",
};

const ACTION_ICON: readonly [RegExp, IconName][] = [
  [/mfa|factor/, "shield"],
  [/unsuspend/, "play"],
  [/deprovision/, "personOff"],
  [/suspend|deactivate/, "ban"],
  [/group\.remove/, "groupOff"],
  [/group/, "group"],
  [/application\.assign/, "appAdd"],
  [/application\.remove/, "appOff"],
  [/app/, "app"],
  [/restore/, "signin"],
  [/session/, "signout"],
  [/unlock/, "unlock"],
  [/activate/, "check"],
];

/** The icon of an action by its key; an action that is new to us gets the key. */
export function actionIcon(key: string): IconName {
  return ACTION_ICON.find(([pattern]) => pattern.test(key))?.[1] ?? "key";
}

export function icon(item: TimelineItem): IconName {
  return item.action ? actionIcon(item.action.key) : ICON[item.kind];
}

export function tone(item: TimelineItem): Tone {
  if (item.action) return isPutOff(item.action) ? "amber" : ACTION_TONE[item.action.state];
  return item.kind === "status" && item.change?.to === "resolved" ? "green" : "grey";
}

/**
 * Red only where Okta refused or nothing came back; a read-back that differs is not an error.
 * `proven` says that the run ended as it was meant to.
 */
export function callTone(call: OktaCall, proven = false): "red" | "amber" | "grey" {
  if (call.state === "lost") return "amber";
  if (call.state === "started" || (proven && isAbsence(call))) return "grey";
  return (call.http_status ?? 0) >= 400 ? "red" : "grey";
}

/** What was taken away is not found any more: after a removal this is the proof of it. */
function isAbsence(call: OktaCall): boolean {
  return call.purpose === "verify" && call.http_status === 404;
}

/** A read that only confirms: it answered, and nothing about it asks for a look. */
export function isQuietRead(call: OktaCall, proven = false): boolean {
  return (
    call.purpose === "verify" && call.state === "answered" && callTone(call, proven) === "grey"
  );
}

const ID_WHOLE = 14;
const ID_START = 8;

/** The start of a request id; the whole one is in its title and in its copy. */
export function shortId(id: string): string {
  return id.length > ID_WHOLE ? `${id.slice(0, ID_START)}…` : id;
}

const LONG_ID = /\b(0[0-9a-z]{2}|[a-z]{3})[0-9A-Za-z]{14,}\b/g;

/** Okta ids shortened, so that the call fits its line: 00u1ab…. The whole path is in its title. */
export function shortPath(path: string): string {
  return path.replaceAll(LONG_ID, (id) => `${id.slice(0, 4)}…${id.slice(-3)}`);
}
