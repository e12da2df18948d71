import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { RequestRow } from "../src/api/types";
import { COUNTS, me, request, savedView, session } from "./make";
import { open } from "./render";
import { type Asked, Reply, refusal, serve } from "./server";

const row = (ref: string, more: Partial<RequestRow> = {}) => request({ ref, title: ref, ...more });
const ROWS = [row("REQ-3"), row("REQ-2"), row("REQ-1")];

function serving(more: Record<string, unknown> = {}) {
  return serve({
    "GET /api/v1/session": session(),
    "GET /api/v1/requests": (asked: Asked) => {
      const found = asked.search.get("q") ? ROWS.slice(0, 1) : ROWS;
      return { items: found, total: found.length, counts: COUNTS };
    },
    "GET /api/v1/views": { items: [savedView()] },
    "GET /api/v1/accounts": { items: [me(), me({ id: "a2", name: "Noah Berg" })] },
    "GET /api/v1/integrations": { sections: [] },
    ...more,
  });
}

const box = (ref: string) => screen.findByRole("checkbox", { name: `Select ${ref}` });
const press = (key: string) => act(() => void fireEvent.keyDown(document.body, { key }));
const bar = () => screen.findByRole("region", { name: "Selected requests" });
const sent = (asked: Asked[], path: string) =>
  asked.filter((each) => each.method !== "GET" && each.path === path).map((each) => each.body);
const lists = (asked: Asked[]) =>
  asked.filter((each) => each.path === "/api/v1/requests" && each.search.get("limit") === "50");

it("marks the desk's own requests, and says what that means", async () => {
  const own = row("REQ-9", { internal: true });
  serving({ "GET /api/v1/requests": { items: [own, row("REQ-8")], total: 2, counts: COUNTS } });
  open("/requests");
  const link = await screen.findByRole("link", { name: "REQ-9" });
  expect(link.title).toBe("REQ-9\nOpened for an action; Elena Moreau does not see it.");
  expect(screen.getAllByText("Internal")).toHaveLength(1);
});

describe("the views of the inbox", () => {
  it("have their numbers, and a saved one beside them leads to what it holds", async () => {
    const asked = serving();
    const { router } = open("/requests");
    expect(await screen.findByRole("button", { name: /^Needs attention ?4$/ })).toBeTruthy();
    fireEvent.click(await screen.findByRole("button", { name: "VPN this week" }));
    await waitFor(() => expect(lists(asked).at(-1)?.search.get("q")).toBe("vpn"));
    expect(router.state.location.search).toEqual({ view: "open", saved: "v1", q: "vpn" });
  });

  it("keep filters and order in the address, and let go of them at once", async () => {
    const asked = serving();
    const { router } = open("/requests?view=mine");
    fireEvent.click(await screen.findByRole("button", { name: "Priority" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "Urgent" }));
    fireEvent.click(await screen.findByRole("button", { name: "Sort: Last updated" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "Newest" }));
    await waitFor(() => {
      const last = lists(asked).at(-1)?.search;
      expect(last?.get("priority")).toBe("urgent");
      expect(last?.get("sort")).toBe("-created");
      expect(last?.get("mine")).toBe("true");
    });
    fireEvent.click(await screen.findByRole("button", { name: "Clear filters" }));
    await waitFor(() =>
      expect(router.state.location.search).toEqual({ view: "mine", sort: "-created" }),
    );
  });

  it("save what is shown under a name, and say when the name is taken", async () => {
    let taken = true;
    const made = savedView({ id: "v2", name: "Urgent", filter: { priority: "urgent" } });
    const asked = serving({
      "POST /api/v1/views": () =>
        taken
          ? refusal(422, "taken", {
              errors: [{ field: "name", message: "You have one so named." }],
            })
          : new Reply(201, made),
    });
    const { router } = open("/requests?priority=urgent");
    fireEvent.click(await screen.findByRole("button", { name: "Save view" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "Save as a view…" }));
    const dialog = await screen.findByRole("dialog");
    const save = within(dialog).getByRole("button", { name: "Save view" });
    fireEvent.click(save);
    expect(within(dialog).getByText("Give the view a name.")).toBeTruthy();
    fireEvent.change(within(dialog).getByLabelText(/Name of the view/), {
      target: { value: " Urgent " },
    });
    fireEvent.click(save);
    expect(await within(dialog).findByText("You have one so named.")).toBeTruthy();
    taken = false;
    fireEvent.click(save);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(sent(asked, "/api/v1/views").at(-1)).toMatchObject({
      name: "Urgent",
      filter: { status: "open", priority: "urgent" },
      shared: false,
    });
    expect(router.state.location.search).toMatchObject({ saved: "v2" });
  });

  it("of others are used, not changed", async () => {
    const may_change = { allowed: false, reason: "It is Noah's.", next: null };
    serving({
      "GET /api/v1/views": { items: [savedView({ own: false, shared: true, may_change })] },
    });
    open("/requests?saved=v1&q=vpn");
    fireEvent.click(await screen.findByRole("button", { name: "Change view" }));
    const items = await screen.findAllByRole("menuitem");
    expect(items.map((each) => each.textContent)).toEqual(["Save as a view…"]);
  });
});

describe("what needs attention", () => {
  it("is told by kind, with the removals that a sync holds", async () => {
    const asked = serving({
      "GET /api/v1/requests": {
        items: [row("REQ-3", { attention: "Reset MFA failed", attention_kind: "failed" })],
        total: 1,
        counts: { ...COUNTS, held: 1, held_removals: 40 },
      },
    });
    open("/requests?view=attention");
    expect(await screen.findByText("Sync held 40 removals.")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Review" }).getAttribute("href")).toBe(
      "/settings/integrations/okta",
    );
    fireEvent.click(screen.getByRole("button", { name: /^Unknown outcome ?2$/ }));
    await waitFor(() => expect(lists(asked).at(-1)?.search.get("attention_kind")).toBe("unknown"));
  });
});

describe("several requests", () => {
  it("are chosen by box and key, also when a search then hides some", async () => {
    serving();
    const { router } = open("/requests");
    fireEvent.click(await box("REQ-3"));
    fireEvent.click(await box("REQ-1"), { shiftKey: true });
    expect(await screen.findByText("3 selected")).toBeTruthy();
    press("j");
    press("x");
    expect(await screen.findByText("2 selected")).toBeTruthy();
    await act(() => router.navigate({ to: "/requests", search: { q: "REQ-3" } }));
    expect(await screen.findByText("2 selected, 2 hidden")).toBeTruthy();
    press("Escape");
    await waitFor(() =>
      expect(screen.queryByText(/selected/i, { selector: "span.strong" })).toBeNull(),
    );
  });

  it("are assigned at once; the one that could not be stays chosen, with its reason", async () => {
    const asked = serving({
      "POST /api/v1/requests/bulk": {
        items: [
          { ref: "REQ-3", outcome: "changed", problem: null },
          { ref: "REQ-2", outcome: "failed", problem: "There is no such request." },
        ],
      },
    });
    open("/requests");
    fireEvent.click(await box("REQ-3"));
    fireEvent.click(await box("REQ-2"));
    fireEvent.click(within(await bar()).getByRole("button", { name: "Assign to…" }));
    fireEvent.click(await screen.findByRole("menuitem", { name: "Noah Berg" }));
    expect(await screen.findByText("1 selected")).toBeTruthy();
    expect(sent(asked, "/api/v1/requests/bulk")).toEqual([
      { refs: ["REQ-3", "REQ-2"], assignee_id: "a2" },
    ]);
    expect(within(await bar()).getByRole("listitem").textContent).toBe(
      "REQ-2 There is no such request.",
    );
    expect(screen.getByText("1 request changed. Not changed: REQ-2.")).toBeTruthy();
  });

  it("are resolved by E, as the one row is that one is on", async () => {
    const asked = serving({
      "POST /api/v1/requests/bulk": (given: Asked) => ({
        items: (given.body as { refs: string[] }).refs.map((ref) => ({
          ref,
          outcome: "changed",
          problem: null,
        })),
      }),
    });
    open("/requests");
    fireEvent.click(await box("REQ-2"));
    fireEvent.click(await box("REQ-1"));
    press("e");
    await waitFor(() => expect(screen.queryByText("2 selected")).toBeNull());
    press("j");
    press("e");
    await waitFor(() =>
      expect(sent(asked, "/api/v1/requests/bulk")).toEqual([
        { refs: ["REQ-2", "REQ-1"], status: "resolved" },
        { refs: ["REQ-3"], status: "resolved" },
      ]),
    );
  });
});
