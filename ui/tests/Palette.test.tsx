import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { keepRecent } from "../src/kit/recent";
import { COUNTS, no, offer, person, session } from "./make";
import { open } from "./render";
import { serve } from "./server";

const SUSPEND = offer({
  key: "okta.user.suspend",
  title: "Suspend user",
  verdict: no("Elena Moreau is suspended already."),
});

function serving(more: Record<string, unknown> = {}) {
  return serve({
    "GET /api/v1/session": session(),
    "GET /api/v1/requests": { items: [], total: 0, counts: COUNTS },
    "GET /api/v1/people": { items: [], total: 0, synced_at: null },
    "GET /api/v1/people/7": person(),
    "POST /api/v1/people/7/refresh": person(),
    "GET /api/v1/people/7/actions": { items: [offer(), SUSPEND] },
    "GET /api/v1/views": { items: [] },
    "GET /api/v1/accounts": { items: [] },
    "GET /api/v1/integrations": { sections: [] },
    "GET /api/v1/groups": {
      items: [{ id: "5", name: "Figma Editors", type_label: "Okta group" }],
      total: 1,
      synced_at: null,
    },
    "GET /api/v1/applications": {
      items: [{ id: "9", label: "Figma", sign_on: "SAML" }],
      total: 1,
      synced_at: null,
    },
    ...more,
  });
}

const palette = async (address: string) => {
  const opened = open(address);
  await screen.findByRole("heading", { level: 1 });
  act(() => void fireEvent.keyDown(document.body, { key: "k", ctrlKey: true }));
  const field = await screen.findByRole("combobox", { name: "Command palette" });
  return { ...opened, field };
};
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

beforeEach(() => window.sessionStorage.clear());

describe("the palette", () => {
  it("finds groups and applications too, and Ctrl Enter opens one elsewhere", async () => {
    serving();
    const elsewhere = vi.spyOn(window, "open").mockReturnValue(null);
    const { field, router } = await palette("/requests");
    type(field, "figma");
    const groups = await screen.findByRole("group", { name: "Groups" });
    expect(within(groups).getByRole("option").textContent).toBe("Figma EditorsOkta group");
    expect(await screen.findByRole("group", { name: "Applications" })).toBeTruthy();
    fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
    expect(elsewhere).toHaveBeenCalledWith("/groups/5", "_blank", "noopener");
    expect(router.state.location.pathname).toBe("/requests");
    expect(screen.getByRole("dialog")).toBeTruthy();
  });

  it("begins with what was opened last, until something is typed", async () => {
    serving();
    keepRecent("a1", { href: "/people/7", label: "Elena Moreau", hint: "Sales" });
    const { field, router } = await palette("/requests");
    const recent = screen.getByRole("group", { name: "Recent" });
    expect(within(recent).getByRole("option").getAttribute("aria-selected")).toBe("true");
    type(field, "x");
    expect(screen.queryByRole("group", { name: "Recent" })).toBeNull();
    type(field, "");
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(router.state.location.pathname).toBe("/people/7"));
  });

  it("has the actions of the profile that is open; refused ones are found by name", async () => {
    serving();
    const { field } = await palette("/people/7");
    const actions = await screen.findByRole("group", { name: "Actions on Elena Moreau" });
    expect(within(actions).getAllByRole("option")).toHaveLength(1);
    type(field, "suspend");
    expect((await screen.findByRole("option", { name: /Suspend user/ })).textContent).toContain(
      "Elena Moreau is suspended already.",
    );
    type(field, "reset mfa");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(await screen.findByRole("button", { name: "Reset MFA for Elena Moreau" })).toBeTruthy();
  });
});
