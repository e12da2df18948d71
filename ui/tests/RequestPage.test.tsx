import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { COUNTS, item, me, no, person, request, run, session, YES } from "./make";
import { open } from "./render";
import { type Asked, serve } from "./server";

const ITEMS = [
  item({ id: "t1", kind: "opened", body: "Help" }),
  item({ id: "t2", kind: "note", visibility: "internal", body: "Between us" }),
  item({ id: "t3", kind: "action", visibility: "internal", action: run() }),
  item({
    id: "t4",
    kind: "priority",
    visibility: "internal",
    change: { from: "normal", to: "urgent" },
  }),
];

function serving(more: Record<string, unknown> = {}) {
  return serve({
    "GET /api/v1/session": session(),
    "GET /api/v1/requests/REQ-12": request(),
    "PATCH /api/v1/requests/REQ-12": request({ version: 4 }),
    "GET /api/v1/requests/REQ-12/timeline": { items: ITEMS },
    "GET /api/v1/requests": { items: [], total: 0, counts: COUNTS },
    "GET /api/v1/people/7": person(),
    "POST /api/v1/people/7/refresh": person(),
    "GET /api/v1/people/7/actions": { items: [] },
    "GET /api/v1/accounts": { items: [me(), me({ id: "a2", name: "Noah Berg" })] },
    "GET /api/v1/integrations": { sections: [] },
    ...more,
  });
}

const page = async (address = "/requests/REQ-12") => {
  const opened = open(address);
  await screen.findByRole("heading", { level: 1, name: "Locked out" });
  return opened;
};
const press = (key: string) => act(() => void fireEvent.keyDown(document.body, { key }));
const changes = (asked: Asked[]) =>
  asked.filter((each) => each.method === "PATCH").map((each) => each.body);

describe("the timeline of a request", () => {
  const shown = () => screen.getByRole("group", { name: "Show on the timeline" });

  it("is filtered by its address, with the number of each kind", async () => {
    serving();
    const { router } = await page("/requests/REQ-12?show=notes");
    expect(await screen.findByText("Between us")).toBeTruthy();
    expect(screen.queryByText("Help")).toBeNull();
    const buttons = within(shown()).getAllByRole("button");
    expect(buttons.map((each) => each.textContent)).toEqual([
      "All4",
      "Public1",
      "Notes1",
      "Actions1",
    ]);
    fireEvent.click(within(shown()).getByRole("button", { name: /^Actions/ }));
    expect(await screen.findByText("3 factors cleared.")).toBeTruthy();
    expect(router.state.location.search).toEqual({ show: "actions" });
    fireEvent.click(within(shown()).getByRole("button", { name: /^All/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it("is whole for an address that asks for what there is not", async () => {
    serving();
    await page("/requests/REQ-12?show=everything");
    expect(await screen.findByText("Help")).toBeTruthy();
    expect(screen.getByText("set the priority to Urgent")).toBeTruthy();
  });
});

it("says that its person does not see the desk's own request", async () => {
  serving({ "GET /api/v1/requests/REQ-12": request({ internal: true }) });
  await page();
  expect(screen.getByTitle("Opened for an action; Elena Moreau does not see it.").textContent).toBe(
    "Internal",
  );
});

describe("the keys of a request", () => {
  it("take it, and resolve it, with the version that was looked at", async () => {
    const asked = serving();
    await page();
    press("i");
    await waitFor(() => expect(changes(asked)).toEqual([{ version: 3, assignee_id: "a1" }]));
    press("e");
    await waitFor(() => expect(changes(asked).at(-1)).toMatchObject({ status: "resolved" }));
  });

  it("open its priorities", async () => {
    const asked = serving();
    await page();
    press("p");
    fireEvent.click(await screen.findByRole("menuitem", { name: "Urgent" }));
    await waitFor(() => expect(changes(asked)).toEqual([{ version: 3, priority: "urgent" }]));
  });

  it("do nothing where one may not", async () => {
    const may = {
      reply: YES,
      note: YES,
      set_status: no("It is archived."),
      assign: no("It is archived."),
      set_priority: no("It is archived."),
      resolve: no("It is archived."),
    };
    const asked = serving({ "GET /api/v1/requests/REQ-12": request({ may }) });
    await page();
    for (const key of ["i", "e", "p"]) press(key);
    expect(screen.queryByRole("menu")).toBeNull();
    expect(changes(asked)).toEqual([]);
  });
});
