import { describe, expect, it } from "vitest";
import type { ActionRun } from "../src/api/types";
import { isPutOff } from "../src/kit/status";
import {
  actionIcon,
  callTone,
  icon,
  isQuietRead,
  lastAttempts,
  matches,
  overtaken,
  shortId,
  shortPath,
  tone,
  verb,
} from "../src/kit/timeline";
import { call, ELENA, item, run } from "./make";

const note = item({ kind: "note", visibility: "internal" });
const action = item({ kind: "action", visibility: "internal", action: run() });
const reply = item();

describe("attempts", () => {
  const at = (id: string, more: Partial<ActionRun> = {}) =>
    item({ id, kind: "action", action: run({ id, ...more }) });
  const vpn = [{ label: "Group", value: "VPN" }];

  it("are overtaken by a later run of the same thing, and by nothing else", () => {
    const items = [
      at("1", { state: "failed" }),
      at("2", { state: "failed", parameters: vpn }),
      at("3", { state: "failed", person: { ...ELENA, id: 8 } }),
      at("4", { state: "failed", key: "okta.user.suspend" }),
      item({ id: "5" }),
      at("6"),
    ];
    expect([...overtaken(items)]).toEqual(["1"]);
    expect(lastAttempts(items).map((each) => each.id)).toEqual(["2", "3", "4", "5", "6"]);
  });

  it("that did something stay, whatever came later", () => {
    expect(lastAttempts([at("1"), at("2")])).toHaveLength(2);
  });
});

describe("isPutOff", () => {
  it("is a queued run that says what it waits for", () => {
    expect(isPutOff(run({ state: "queued", summary: "Okta asks to wait 60 s" }))).toBe(true);
    expect(isPutOff(run({ state: "queued", summary: null }))).toBe(false);
    expect(isPutOff(run({ state: "failed" }))).toBe(false);
  });
});

describe("matches", () => {
  it.each([
    ["all", [true, true, true]],
    ["public", [true, false, false]],
    ["notes", [false, true, false]],
    ["actions", [false, false, true]],
  ] as const)("%s", (filter, shown) => {
    expect([reply, note, action].map((each) => matches(each, filter))).toEqual(shown);
  });
});

describe("verb", () => {
  const change = (to: string | null) => ({ from: null, to });

  it("says where a request was opened", () => {
    const opened = item({ kind: "opened" });
    expect(verb(opened, "employee_portal")).toBe("opened the request in the portal");
    expect(verb(opened, "slack")).toBe("opened the request");
  });

  it("names a status as people see it", () => {
    expect(verb(item({ kind: "status", change: change("in_progress") }))).toBe(
      "set the status to In progress",
    );
  });

  it("tells taking from giving and from taking away", () => {
    const assigned = (to: string | null) => verb(item({ kind: "assignment", change: change(to) }));
    expect(assigned("Maya Lindqvist")).toBe("took the request");
    expect(assigned("Tom Okafor")).toBe("assigned the request to Tom Okafor");
    expect(assigned(null)).toBe("removed the assignee");
  });

  it("is the title for an action", () => {
    expect(verb(action)).toBe("Reset MFA");
  });
});

describe("look", () => {
  it("has the colour of the action's state", () => {
    const of = (state: Parameters<typeof run>[0]) =>
      tone(item({ kind: "action", action: run(state) }));
    expect(of({ state: "done" })).toBe("green");
    expect(of({ state: "failed" })).toBe("red");
    expect(of({ state: "unknown" })).toBe("amber");
    expect(of({ state: "running" })).toBe("blue");
    expect(tone(item({ kind: "status", change: { from: "new", to: "resolved" } }))).toBe("green");
    expect(tone(reply)).toBe("grey");
  });

  it("has an icon by what is done, and the key for what is new", () => {
    expect(icon(action)).toBe("shield");
    expect(icon(note)).toBe("note");
    expect(actionIcon("okta.group.add_member")).toBe("group");
    expect(actionIcon("okta.user.suspend")).toBe("ban");
    expect(actionIcon("okta.user.deactivate")).toBe("ban");
    expect(actionIcon("okta.user.activate")).toBe("check");
    expect(actionIcon("okta.user.unsuspend")).toBe("play");
    expect(actionIcon("okta.user.restore_sessions")).toBe("signin");
    expect(actionIcon("okta.application.remove")).toBe("appOff");
    expect(actionIcon("other.thing")).toBe("key");
  });
});

describe("calls", () => {
  it("is red for a refusal, amber for a lost answer, grey for the rest", () => {
    expect(callTone(call({ http_status: 403 }))).toBe("red");
    expect(callTone(call({ http_status: 204 }))).toBe("grey");
    expect(callTone(call({ state: "lost", http_status: null }))).toBe("amber");
    expect(callTone(call({ state: "started", http_status: null }))).toBe("grey");
  });

  it("folds only reads that answered well", () => {
    expect(isQuietRead(call({ purpose: "verify" }))).toBe(true);
    expect(isQuietRead(call({ purpose: "verify", http_status: 404 }))).toBe(false);
    // After a removal that held, what is not found is the proof.
    expect(isQuietRead(call({ purpose: "verify", http_status: 404 }), true)).toBe(true);
    expect(isQuietRead(call({ purpose: "verify", http_status: 403 }), true)).toBe(false);
    expect(isQuietRead(call({ http_status: 404 }), true)).toBe(false);
    expect(isQuietRead(call({ purpose: "verify", state: "lost", http_status: null }))).toBe(false);
    expect(isQuietRead(call())).toBe(false);
  });

  it("shortens ids, not words", () => {
    expect(shortPath("/api/v1/groups/00gabcdefghijklmnop1/users/00uabcdefghijklmnop29")).toBe(
      "/api/v1/groups/00ga…op1/users/00ua…p29",
    );
    expect(shortPath("/api/v1/users/me/lifecycle/reset_factors")).toBe(
      "/api/v1/users/me/lifecycle/reset_factors",
    );
    expect(shortId("Zx81kq0AAbdQ7mJ4tTqW3gAAABc")).toBe("Zx81kq0A…");
    expect(shortId("Zx81kq0AAbd")).toBe("Zx81kq0AAbd");
  });
});
