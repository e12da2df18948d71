import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { ActionDialog } from "../src/areas/requests/ActionDialog";
import { ActionList, sharedRefusal } from "../src/areas/requests/ActionList";
import { askForAction } from "../src/areas/requests/ask";
import { Panel } from "../src/areas/requests/Panel";
import { ELENA, item, me, no, offer, person, request, run, session } from "./make";
import { show } from "./render";
import { Reply, refusal, serve } from "./server";

const SUSPEND = offer({
  key: "okta.user.suspend",
  title: "Suspend user",
  danger: true,
  confirm_label: "Suspend Elena Moreau",
  verdict: no("Elena Moreau is suspended already."),
});
const GROUP = offer({
  key: "okta.group.add_member",
  title: "Add to group",
  group: "Groups",
  confirm_label: "Add Elena Moreau to group",
  form: {
    type: "object",
    properties: { group: { title: "Group", type: "integer", "x-picker": "okta.group" } },
    required: ["group"],
  },
});

function serving(offers = [offer(), SUSPEND, GROUP], more: Record<string, unknown> = {}) {
  return serve({
    "GET /api/v1/people/7": person(),
    "POST /api/v1/people/7/refresh": person(),
    "GET /api/v1/people/7/actions": { items: offers },
    ...more,
  });
}

function panel(items = [item()]) {
  return (
    <Panel
      request={request()}
      items={items}
      hidden={false}
      onShow={() => undefined}
      onSubmitted={() => undefined}
    />
  );
}

const action = (name: RegExp | string) => screen.findByRole("button", { name });
const description = (element: HTMLElement) =>
  document.getElementById(element.getAttribute("aria-describedby") ?? "")?.textContent;

describe("the panel", () => {
  it("shows the person, read anew from Okta once", async () => {
    const asked = serving();
    await show(panel());
    expect(await screen.findByText("Jonas Weber")).toBeTruthy();
    expect(screen.getByText("None enrolled")).toBeTruthy();
    await waitFor(() => {
      const reads = asked.filter((each) => each.path.endsWith("/refresh"));
      expect(reads.map((each) => each.search.get("max_age"))).toEqual(["20"]);
    });
  });

  it("lists actions by section, each described", async () => {
    serving();
    await show(panel());
    expect(description(await action("Reset MFA"))).toBe("Clear all enrolled factors.");
    const headings = screen.getAllByRole("heading", { level: 3 });
    expect(headings.map((each) => each.textContent)).toEqual(["User", "Groups"]);
  });

  it("keeps a refused action in reach, with its reason in sight", async () => {
    serving();
    await show(panel());
    const button = await action("Suspend user");
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(description(button)).toBe("Elena Moreau is suspended already.");
  });

  it("says once what holds up everything, with the button that mends it", async () => {
    const next = { kind: "reconnect" as const, label: "Replace the token", href: "/settings" };
    const verdict = { allowed: false, reason: "The token is not accepted.", next };
    serving([offer({ verdict }), { ...GROUP, verdict }]);
    await show(panel());
    const button = await action("Reset MFA");
    expect(screen.getAllByText("The token is not accepted.")).toHaveLength(1);
    expect(screen.getAllByRole("link", { name: "Replace the token" })).toHaveLength(1);
    expect(description(button)).toContain("The token is not accepted.");
  });

  it("does not offer twice what is under way", async () => {
    serving();
    await show(panel([item({ kind: "action", action: run({ state: "running" }) })]));
    const button = await action(/Reset MFA/);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(within(button).getByText("Running")).toBeTruthy();
  });

  it("offers nothing to whoever may not act", async () => {
    const asked = serving();
    const who = session(me({ can: ["requests.work", "people.read"] }));
    await show(panel(), { who });
    expect(await screen.findByText("Jonas Weber")).toBeTruthy();
    expect(screen.queryByText("Apps · Okta")).toBeNull();
    expect(asked.some((each) => each.path.endsWith("/actions"))).toBe(false);
  });

  it("shows what failed with a way on, and the rest of it still", async () => {
    serving([], { "GET /api/v1/people/7/actions": refusal(500, "internal") });
    await show(panel());
    const alert = await screen.findByRole("alert");
    expect(within(alert).getByRole("button", { name: "Try again" })).toBeTruthy();
    expect(await screen.findByText("Jonas Weber")).toBeTruthy();
  });

  it("opens the dialog that the palette asks for, or leads to the reason", async () => {
    serving();
    await show(panel());
    const refused = await action("Suspend user");
    askForAction("okta.user.suspend");
    await waitFor(() => expect(document.activeElement).toBe(refused));
    askForAction("okta.user.reset_mfa");
    expect(await screen.findByRole("dialog")).toBeTruthy();
  });
});

describe("ActionList", () => {
  it("asks for what may be done, not for what is refused or under way", async () => {
    const onAsk = vi.fn();
    const offers = { data: { items: [offer(), SUSPEND, GROUP] }, isPending: false, isError: false };
    await show(
      <ActionList offers={offers as never} running={new Set([GROUP.key])} onAsk={onAsk} />,
    );
    for (const name of ["Suspend user", /Add to group/, "Reset MFA"]) {
      fireEvent.click(await action(name));
    }
    expect(onAsk.mock.calls.map(([of]) => of.key)).toEqual(["okta.user.reset_mfa"]);
  });
});

describe("sharedRefusal", () => {
  it("is none while something may be done, or for different reasons", () => {
    expect(sharedRefusal([])).toBeNull();
    expect(sharedRefusal([SUSPEND])).toBeNull();
    expect(sharedRefusal([SUSPEND, offer()])).toBeNull();
    expect(sharedRefusal([SUSPEND, offer({ verdict: no("Else.") })])).toBeNull();
    expect(sharedRefusal([SUSPEND, SUSPEND])?.reason).toBe("Elena Moreau is suspended already.");
  });
});

describe("the dialog of an action", () => {
  const dialog = (of = offer(), onClose = () => undefined) => (
    <ActionDialog
      offer={of}
      person={ELENA}
      requestRef="REQ-12"
      onClose={onClose}
      onSubmitted={() => undefined}
    />
  );

  it("says what happens, names the person on the button, and sends it once", async () => {
    const asked = serve({ "POST /api/v1/actions": new Reply(202, run({ state: "queued" })) });
    const onClose = vi.fn();
    await show(dialog(offer(), onClose));
    expect(screen.getByText("Okta removes every factor.")).toBeTruthy();
    const confirm = screen.getByRole("button", { name: "Reset MFA for Elena Moreau" });
    fireEvent.click(confirm);
    fireEvent.click(confirm);
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    const sent = asked.filter((each) => each.method === "POST");
    expect(sent.map((each) => each.body)).toEqual([
      { key: "okta.user.reset_mfa", person_id: 7, request_ref: "REQ-12", parameters: {} },
    ]);
  });

  it("does not send what is incomplete; it says what is missing", async () => {
    const asked = serve({});
    await show(dialog(GROUP));
    fireEvent.click(screen.getByRole("button", { name: "Add Elena Moreau to group" }));
    expect(await screen.findByText("Group is needed.")).toBeTruthy();
    expect(asked.filter((each) => each.method === "POST")).toEqual([]);
  });

  it("stays open with the reason when the gate refuses", async () => {
    serve({ "POST /api/v1/actions": refusal(409, "under_way") });
    const onClose = vi.fn();
    await show(dialog(offer(), onClose));
    fireEvent.click(screen.getByRole("button", { name: "Reset MFA for Elena Moreau" }));
    expect((await screen.findByRole("alert")).textContent).toContain("Refused: under_way");
    expect(onClose).not.toHaveBeenCalled();
  });
});
