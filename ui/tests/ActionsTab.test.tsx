import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ActionSetting } from "../src/api/types";
import { ActionsTab } from "../src/areas/settings/ActionsTab";
import { AT, me, session } from "./make";
import { show } from "./render";
import { type Asked, refusal, serve } from "./server";

function setting(more: Partial<ActionSetting> = {}): ActionSetting {
  return {
    key: "okta.user.suspend",
    title: "Suspend user",
    group: "User",
    description: "Lock the account.",
    risk: "high",
    enabled: true,
    roles: ["administrator", "agent"],
    possible_roles: ["administrator", "agent"],
    note: null,
    changed_at: null,
    changed_by: null,
    ...more,
  };
}
const DEPROVISION = setting({
  key: "okta.user.deprovision",
  title: "Deprovision user",
  roles: ["administrator"],
  possible_roles: ["administrator"],
  note: "Only administrators may run this.",
});
const PUT = "PUT /api/v1/action-settings/okta.user.suspend";

function serving(more: Record<string, unknown> = {}) {
  return serve({
    "GET /api/v1/action-settings": { items: [setting(), DEPROVISION] },
    [PUT]: ({ body }: Asked) => ({
      ...setting(),
      ...(body as object),
      changed_at: AT,
      changed_by: "Maya Lindqvist",
    }),
    ...more,
  });
}

const offered = () => screen.findByRole("switch", { name: "Offer Suspend user" });
const isOn = (element: HTMLElement) => (element as HTMLInputElement).checked;
const changes = (asked: Asked[]) =>
  asked.filter((each) => each.method === "PUT").map((each) => each.body);

describe("the settings of actions", () => {
  it("are saved at once, and name who changed them", async () => {
    const asked = serving();
    await show(<ActionsTab />);
    const control = await offered();
    expect(screen.getAllByText("As delivered")).toHaveLength(2);
    fireEvent.click(control);
    expect(await screen.findByText(/Maya Lindqvist/)).toBeTruthy();
    expect(changes(asked)).toEqual([{ enabled: false, roles: ["administrator", "agent"] }]);
    expect(isOn(control)).toBe(false);
    fireEvent.click(control);
    await waitFor(() => expect(isOn(control)).toBe(true));
  });

  it("say who may run it, and why others never may", async () => {
    const asked = serving();
    await show(<ActionsTab />);
    const group = await screen.findByRole("group", { name: "Who may run Suspend user" });
    fireEvent.click(within(group).getByRole("checkbox", { name: /Service desk/ }));
    await waitFor(() =>
      expect(changes(asked)).toEqual([{ enabled: true, roles: ["administrator"] }]),
    );
    expect(screen.getByText(DEPROVISION.note as string)).toBeTruthy();
    const only = screen.getByRole("group", { name: "Who may run Deprovision user" });
    expect(within(only).getAllByRole("checkbox")).toHaveLength(1);
  });

  it("stand as before when they could not be saved, with the reason", async () => {
    serving({
      [PUT]: refusal(422, "invalid", {
        errors: [{ field: "roles", message: "Choose a role, or switch the action off." }],
      }),
    });
    await show(<ActionsTab />);
    const control = await offered();
    fireEvent.click(control);
    expect((await screen.findByRole("alert")).textContent).toContain("Choose a role");
    expect(isOn(control)).toBe(true);
  });

  it("can be read by the service desk, with the reason why not more", async () => {
    serving();
    const agent = session(me({ role: "agent", can: ["connections.read"] }));
    await show(<ActionsTab />, { who: agent });
    expect(await screen.findByText("Administrators, Service desk")).toBeTruthy();
    expect(screen.getByText(/Only administrators of Deskhand can change this/)).toBeTruthy();
    expect(screen.queryByRole("switch")).toBeNull();
    expect(screen.queryByRole("checkbox")).toBeNull();
  });
});
