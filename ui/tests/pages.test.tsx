/** The application as a whole, at an address, as somebody. */
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Session } from "../src/api/types";
import { connection, ELENA, item, me, request, session, sync } from "./make";
import { open } from "./render";
import { refusal, serve } from "./server";

const COUNTS = {
  open: 1,
  new: 0,
  in_progress: 1,
  waiting: 0,
  resolved: 4,
  mine: 0,
  unassigned: 1,
  attention: 0,
};
const LIST = { items: [request()], total: 1, counts: COUNTS };
const NOBODY = { items: [], total: 0, synced_at: null };
const EMPLOYEE = session(me({ name: "Elena Moreau", role: "employee", can: [] }));

function serving(who: Session, more: Record<string, unknown> = {}) {
  return serve({
    "GET /api/v1/session": who,
    "GET /api/v1/requests": LIST,
    "GET /api/v1/people": NOBODY,
    "GET /api/v1/connections/okta": connection(),
    "GET /api/v1/integrations": { sections: [] },
    "GET /api/v1/connections/okta/syncs": { items: [] },
    ...more,
  });
}

const title = (name: string | RegExp) => screen.findByRole("heading", { level: 1, name });

describe("signing in", () => {
  const DEMO = [{ key: "maya", name: "Maya Lindqvist", role: "administrator", title: "IT Lead" }];

  it("stands at the address that was asked for, and leads there with one click", async () => {
    serving(session(null, { demo: DEMO }), { "POST /api/v1/session/demo": session() });
    open("/people");
    fireEvent.click(await screen.findByRole("button", { name: "Sign in as Maya Lindqvist" }));
    expect(await title("People")).toBeTruthy();
  });

  it("says what was wrong and keeps the fields", async () => {
    serving(session(null), { "POST /api/v1/session": refusal(401, "wrong_credentials") });
    open("/");
    fireEvent.change(await screen.findByLabelText("Work e-mail"), {
      target: { value: "m@acme.example" },
    });
    fireEvent.change(screen.getByLabelText("Password"), { target: { value: "no" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect((await screen.findByRole("alert")).textContent).toContain("wrong_credentials");
    expect((screen.getByLabelText("Work e-mail") as HTMLInputElement).value).toBe("m@acme.example");
  });

  it("comes back when the session ended elsewhere", async () => {
    let who = session();
    serving(who, {
      "GET /api/v1/session": () => who,
      "GET /api/v1/requests": () => (who.me ? LIST : refusal(401, "not_signed_in")),
    });
    const { client } = open("/requests");
    await title("Requests");
    who = session(null);
    await act(() => client.invalidateQueries({ queryKey: ["requests"] }));
    expect(await title("Sign in to Deskhand")).toBeTruthy();
  });
});

describe("requests", () => {
  it("are the whole inbox for the desk, one's own for an employee", async () => {
    serving(session());
    const desk = open("/requests");
    expect(await title("Requests")).toBeTruthy();
    expect(await screen.findByRole("link", { name: "Locked out" })).toBeTruthy();
    desk.unmount();
    serving(EMPLOYEE);
    open("/requests");
    expect(await title("How can we help?")).toBeTruthy();
    expect(screen.queryByText("People")).toBeNull();
  });

  it("that are filtered away say so, with the way back", async () => {
    const asked = serving(session(), {
      "GET /api/v1/requests": { items: [], total: 0, counts: COUNTS },
    });
    open("/requests?q=vpn&view=mine");
    expect(await screen.findByText("Nothing matches “vpn” here")).toBeTruthy();
    const list = asked.find((each) => each.search.get("q") === "vpn");
    expect(list?.search.get("mine")).toBe("true");
    fireEvent.click(screen.getByRole("button", { name: "Clear search and filters" }));
    expect(await screen.findByText("Nothing is assigned to you")).toBeTruthy();
  });

  it("that are none yet lead to what comes first, for whoever can do it", async () => {
    const none = { items: [], total: 0, counts: { ...COUNTS, resolved: 0 } };
    const more = {
      "GET /api/v1/requests": none,
      "GET /api/v1/connections/okta": connection({ state: "not_connected", last_sync: null }),
    };
    serving(session(), more);
    const administrator = open("/requests");
    expect(await screen.findByRole("link", { name: "Connect Okta" })).toBeTruthy();
    administrator.unmount();
    const agent = session(me({ role: "agent", can: ["requests.work", "connections.read"] }));
    serving(agent, more);
    const desk = open("/requests");
    expect(await screen.findByText(/An administrator of Deskhand can connect Okta/)).toBeTruthy();
    expect(screen.queryByRole("link", { name: "Connect Okta" })).toBeNull();
    desk.unmount();
    serving(session(), { "GET /api/v1/requests": none });
    const empty = open("/requests");
    expect(await screen.findByText("No open requests")).toBeTruthy();
    expect(screen.queryByText(/Everything is resolved/)).toBeNull();
    empty.unmount();
    serving(session(), {
      "GET /api/v1/requests": { ...none, counts: { ...COUNTS, resolved: 3 } },
    });
    open("/requests");
    expect(await screen.findByText(/Everything is resolved/)).toBeTruthy();
  });

  it("that could not be read offer to try again, and come", async () => {
    let broken = true;
    serving(session(), {
      "GET /api/v1/requests": () => (broken ? refusal(500, "internal") : LIST),
    });
    open("/requests");
    const alert = await screen.findByRole("alert");
    broken = false;
    fireEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "Locked out" })).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("that do not exist say so under a heading of their own", async () => {
    serving(session(), {
      "GET /api/v1/requests/REQ-9": refusal(404, "not_found", {
        title: "There is no such request",
        next: null,
      }),
    });
    open("/requests/REQ-9");
    expect(await title("There is no such request")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Go to Requests" })).toBeTruthy();
  });

  it("show an employee the public side, with a field to answer", async () => {
    serving(EMPLOYEE, {
      "GET /api/v1/requests/REQ-12": request(),
      "GET /api/v1/requests/REQ-12/timeline": { items: [item({ body: "We look into it." })] },
    });
    open("/requests/REQ-12");
    expect(await screen.findByText("We look into it.")).toBeTruthy();
    expect(screen.queryByText("Apps · Okta")).toBeNull();
    expect(screen.getByPlaceholderText("Write to the service desk")).toBeTruthy();
  });
});

describe("people", () => {
  it("that were never synced lead to the connection, and claim no number", async () => {
    const none = connection({ id: null, state: "not_connected", setup: "none", last_sync: null });
    serving(session(), { "GET /api/v1/connections/okta": none });
    open("/people");
    expect(await screen.findByText("No people yet")).toBeTruthy();
    const now = await screen.findByRole("button", { name: "Sync now" });
    await waitFor(() => expect(now.getAttribute("aria-description")).toContain("not connected"));
    expect(screen.getByRole("link", { name: "Connect Okta" }).getAttribute("href")).toBe(
      "/settings/integrations/okta",
    );
    expect(screen.queryByText(/0 active/)).toBeNull();
  });

  it("are not open to an employee, who is told so", async () => {
    serving(EMPLOYEE);
    open("/people");
    expect(await title("This is not open to you")).toBeTruthy();
    expect(screen.getByText(/Your role \(Employee\)/)).toBeTruthy();
  });

  it("can be looked for among all when nobody matches", async () => {
    const asked = serving(session(), {
      "GET /api/v1/people": { items: [], total: 0, synced_at: "2026-11-24T09:00:00Z" },
    });
    open("/people?q=zzz");
    fireEvent.click(await screen.findByRole("button", { name: "Look in every status" }));
    await waitFor(() => expect(asked.at(-1)?.search.get("status")).toBe("all"));
  });
});

describe("the connection", () => {
  const problem = {
    title: "Okta does not accept the token",
    detail: "It was revoked.",
    http_status: 401,
    error_code: "E0000011",
    okta_request_id: "Zx81",
    at: "2026-11-24T09:00:00Z",
    next: {
      kind: "reconnect" as const,
      label: "Replace the token",
      href: "/settings/integrations/okta",
    },
  };
  const broken = connection({ state: "broken", problem });

  it("that broke is told on every page, with the way to mend it", async () => {
    serving(session(), { "GET /api/v1/connections/okta": broken });
    open("/requests");
    const bar = await screen.findByRole("alert");
    expect(bar.textContent).toContain("Okta does not accept the token (401 E0000011)");
    expect(within(bar).getByRole("link", { name: "Replace the token" })).toBeTruthy();
  });

  it("tells it once on its own page, where the button opens the field", async () => {
    serving(session(), { "GET /api/v1/connections/okta": broken });
    open("/settings/integrations/okta");
    await title("Okta");
    const alert = await screen.findByRole("alert");
    fireEvent.click(within(alert).getByRole("button", { name: "Replace the token" }));
    expect(await screen.findByLabelText(/API token/, { selector: "input" })).toBeTruthy();
  });

  it("that is not there asks an administrator for domain and token", async () => {
    const none = connection({ id: null, state: "not_connected", setup: "none", last_sync: null });
    const asked = serving(session(), {
      "GET /api/v1/connections/okta": none,
      "PUT /api/v1/connections/okta": refusal(422, "refused", {
        errors: [{ field: "api_token", message: "Okta does not accept this token." }],
      }),
    });
    open("/settings/integrations/okta");
    fireEvent.click(await screen.findByRole("button", { name: "Connect" }));
    expect(await screen.findByText("Enter the Okta domain.")).toBeTruthy();
    expect(asked.some((each) => each.method === "PUT")).toBe(false);
    fireEvent.change(screen.getByLabelText(/Okta domain/), { target: { value: "acme.okta.com" } });
    fireEvent.change(screen.getByLabelText(/API token/), { target: { value: "bad" } });
    fireEvent.click(screen.getByRole("button", { name: "Connect" }));
    expect(await screen.findByText("Okta does not accept this token.")).toBeTruthy();
    expect(screen.getAllByRole("alert")).toHaveLength(1);
    expect(asked.find((each) => each.method === "PUT")?.body).toEqual({
      domain: "acme.okta.com",
      api_token: "bad",
    });
  });

  it("says once what held a sync, and what that leaves of the directory", async () => {
    const held = sync({
      state: "held",
      finished_at: "2026-11-24T10:00:00Z",
      problem: { ...problem, title: "Okta returned nobody" },
    });
    serving(session(), {
      "GET /api/v1/connections/okta": connection({ last_sync: held }),
      "GET /api/v1/connections/okta/syncs": { items: [held] },
      "GET /api/v1/people": { items: [], total: 0, synced_at: "2026-11-24T09:00:00Z" },
    });
    open("/settings/integrations/okta");
    expect(await screen.findByText("Okta returned nobody")).toBeTruthy();
    expect(await screen.findByText(/; the last attempt was held$/)).toBeTruthy();
    fireEvent.click(await screen.findByRole("button", { expanded: false, name: /\d\d:\d\d/ }));
    expect(await screen.findByText("Removed")).toBeTruthy();
    expect(screen.getAllByText("Okta returned nobody")).toHaveLength(1);
  });

  it("says what a sync under way has read", async () => {
    const run = sync({
      state: "running",
      finished_at: null,
      families: [
        { key: "users", label: "People", state: "done", done: 50_000, total: 50_000 },
        { key: "memberships", label: "Memberships", state: "running", done: 100, total: 400 },
        { key: "apps", label: "Apps", state: "running", done: 9, total: null },
        { key: "assignments", label: "App assignments", state: "waiting", done: 0, total: null },
      ],
    });
    serving(session(), {
      "GET /api/v1/connections/okta": connection({ last_sync: run }),
      "GET /api/v1/syncs/s1": run,
    });
    open("/settings/integrations/okta");
    const bars = await screen.findAllByRole("progressbar");
    expect(bars.map((bar) => bar.getAttribute("aria-valuetext"))).toEqual([
      "50,000",
      "100 of 400",
      "9 so far",
      "Waiting",
    ]);
    expect(bars.map((bar) => bar.getAttribute("aria-valuenow"))).toEqual(["100", "25", null, null]);
  });
});

describe("the palette", () => {
  const palette = async () => {
    await title("Requests");
    act(() => {
      fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
    });
    return screen.findByRole("combobox", { name: "Command palette" });
  };

  it("finds people and goes there with Enter", async () => {
    serving(session(), {
      "GET /api/v1/people": {
        items: [{ ...ELENA, okta_id: "00u1", status: "ACTIVE", status_label: "Active" }],
        total: 1,
        synced_at: null,
      },
      "GET /api/v1/requests": { items: [], total: 0, counts: COUNTS },
    });
    const { router } = open("/requests");
    const field = await palette();
    fireEvent.change(field, { target: { value: "moreau" } });
    const found = await screen.findByRole("option", { name: /Elena Moreau/ });
    await waitFor(() => expect(found.getAttribute("aria-selected")).toBe("true"));
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(router.state.location.pathname).toBe("/people/7"));
  });

  it("moves round by the arrows and leaves by Escape", async () => {
    serving(session());
    open("/requests");
    const field = await palette();
    const chosen = () =>
      screen
        .getAllByRole("option")
        .findIndex((each) => each.getAttribute("aria-selected") === "true");
    expect(chosen()).toBe(0);
    fireEvent.keyDown(field, { key: "ArrowDown" });
    expect(chosen()).toBe(1);
    fireEvent.keyDown(field, { key: "ArrowUp" });
    fireEvent.keyDown(field, { key: "ArrowUp" });
    expect(chosen()).toBe(screen.getAllByRole("option").length - 1);
    fireEvent.keyDown(field, { key: "Escape" });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("says when nothing matches", async () => {
    serving(session());
    open("/requests");
    fireEvent.change(await palette(), { target: { value: "qqqq" } });
    expect(await screen.findByText("Nothing matches “qqqq”.")).toBeTruthy();
  });
});

it("the keys are listed by a question mark", async () => {
  serving(session());
  open("/requests");
  await title("Requests");
  act(() => {
    fireEvent.keyDown(document.body, { key: "?" });
  });
  const dialog = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  expect(within(dialog).getByText("Write an internal note")).toBeTruthy();
});
