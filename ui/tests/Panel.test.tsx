import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { ActionDialog } from "../src/areas/requests/ActionDialog";
import { ActionList, sameRefusal, sharedRefusal } from "../src/areas/requests/ActionList";
import { askForAction } from "../src/areas/requests/ask";
import { Panel } from "../src/areas/requests/Panel";
import { COUNTS, ELENA, item, me, no, offer, person, request, run, session } from "./make";
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

const FIGMA = {
  id: "5",
  label: "Figma Editors",
  description: "Can edit",
  disabled_reason: null,
  warning: null,
};

function serving(offers = [offer(), SUSPEND, GROUP], more: Record<string, unknown> = {}) {
  return serve({
    "GET /api/v1/people/7": person(),
    "POST /api/v1/people/7/refresh": person(),
    "GET /api/v1/people/7/actions": { items: offers },
    "GET /api/v1/requests": { items: [], total: 0, counts: COUNTS },
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

  it("says of a factor that is being set up that it is", async () => {
    const push = { id: "f1", type: "push", provider: "OKTA", label: "Okta Verify" };
    const factors = [
      { ...push, status: "ACTIVE" },
      { ...push, id: "f2", label: "SMS", status: "PENDING_ACTIVATION" },
      { ...push, id: "f3", label: "Security key", status: "INACTIVE" },
    ];
    const read = person({ factors });
    serving([offer()], { "GET /api/v1/people/7": read, "POST /api/v1/people/7/refresh": read });
    await show(panel());
    const list = await screen.findByRole("list", { name: "Factors" });
    const lines = within(list).getAllByRole("listitem");
    expect(lines.map((each) => each.textContent)).toEqual([
      "Okta Verify",
      "SMSBeing set up",
      "Security keyInactive",
    ]);
  });

  it("lists actions by section, each described", async () => {
    serving();
    await show(panel());
    expect(description(await action("Reset MFA"))).toBe("Clear all enrolled factors.");
    const headings = screen.getAllByRole("heading", { level: 3 });
    expect(headings.map((each) => each.textContent)).toEqual(["User", "Groups"]);
  });

  it("folds what is not possible now, in reach with its reason", async () => {
    serving();
    await show(panel());
    const fold = await action("Not possible now (1)");
    expect(screen.queryByRole("button", { name: "Suspend user" })).toBeNull();
    expect(fold.getAttribute("aria-expanded")).toBe("false");
    fireEvent.click(fold);
    expect(fold.getAttribute("aria-expanded")).toBe("true");
    const button = await action("Suspend user");
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(description(button)).toBe("Elena Moreau is suspended already.");
  });

  it("leaves an action that was run from here in its place", async () => {
    serving();
    await show(panel([item({ kind: "action", action: run({ key: SUSPEND.key }) })]));
    const button = await action(/Suspend user/);
    expect(within(button).getByText("Done")).toBeTruthy();
    expect(description(button)).toBe("Elena Moreau is suspended already.");
    expect(screen.queryByRole("button", { name: /^Not possible now/ })).toBeNull();
  });

  it("says once what holds up everything, with the button that mends it", async () => {
    const next = { kind: "open" as const, label: "Finish setup", href: "/settings" };
    const verdict = { allowed: false, reason: "The setup is not finished.", next };
    serving([offer({ verdict }), { ...GROUP, verdict }]);
    await show(panel());
    const button = await action("Reset MFA");
    expect(screen.queryByRole("button", { name: /^Not possible now/ })).toBeNull();
    expect(screen.getAllByText("The setup is not finished.")).toHaveLength(1);
    expect(screen.getAllByRole("link", { name: "Finish setup" })).toHaveLength(1);
    expect(description(button)).toContain("The setup is not finished.");
  });

  it("does not repeat what is broken: the bar across the page tells it", async () => {
    const next = { kind: "reconnect" as const, label: "Mend the connection", href: "/settings" };
    const verdict = { allowed: false, reason: "The token is not accepted.", next };
    serving([offer({ verdict }), { ...GROUP, verdict }], {
      "POST /api/v1/people/7/refresh": refusal(409, "connection_broken"),
    });
    await show(panel());
    expect(description(await action("Reset MFA"))).toContain("until the connection is mended");
    expect(screen.queryByText("The token is not accepted.")).toBeNull();
    expect(screen.queryByRole("link", { name: "Mend the connection" })).toBeNull();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says that a run waits, not that it runs", async () => {
    serving();
    const put = run({ state: "queued", summary: "Okta asks to wait 60 s; it goes on by itself" });
    await show(panel([item({ kind: "action", action: put })]));
    const button = await action(/Reset MFA/);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(within(button).getByText("Waiting")).toBeTruthy();
  });

  it("does not offer twice what is under way", async () => {
    serving();
    await show(panel([item({ kind: "action", action: run({ state: "running" }) })]));
    const button = await action(/Reset MFA/);
    expect(button.getAttribute("aria-disabled")).toBe("true");
    expect(within(button).getByText("Running")).toBeTruthy();
  });

  it("says beside each action how it ended last", async () => {
    serving();
    const at = new Date(Date.now() - 120_000).toISOString();
    const runs = [
      run({ id: "r1", state: "failed", settled_at: at }),
      run({ id: "r2", state: "done", settled_at: at }),
      run({ id: "r3", key: GROUP.key, state: "done", person: { ...ELENA, id: 99 } }),
    ];
    await show(panel(runs.map((action) => item({ id: action.id, kind: "action", action }))));
    expect((await action(/Reset MFA/)).textContent).toBe("Reset MFADone2 min ago");
    expect((await action(/Add to group/)).textContent).toBe("Add to group");
  });

  it("opens groups and apps with how each came about, and a search when they are many", async () => {
    const groups = Array.from({ length: 9 }, (_, at) => ({
      id: `${at}`,
      name: `Group ${at}`,
      type: "OKTA_GROUP",
      type_label: "Okta group",
      description: null,
      source: "rule" as const,
      source_label: at === 0 ? "Direct" : "Rule Sales",
      has_admin_privilege: at === 0,
      apps_count: 0,
    }));
    const elena = person({ groups, groups_count: 9 });
    serving([], { "GET /api/v1/people/7": elena, "POST /api/v1/people/7/refresh": elena });
    await show(panel());
    const toggle = await screen.findByRole("button", { name: "Groups: 9" });
    expect(screen.queryByText("Group 0")).toBeNull();
    fireEvent.click(toggle);
    const list = screen.getByRole("region", { name: "Groups" });
    expect(within(list).getAllByRole("listitem")[0]?.textContent).toBe(
      "Group 0 Admin rightsDirect",
    );
    fireEvent.change(screen.getByRole("searchbox", { name: "Find a group" }), {
      target: { value: "group 7" },
    });
    expect(within(list).getAllByRole("listitem")).toHaveLength(1);
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "zzz" } });
    expect(within(list).getByText("Nothing matches “zzz”.")).toBeTruthy();
  });

  it("names whom it is about and who asked, and the other requests of the subject", async () => {
    const jonas = { ...ELENA, id: 8, name: "Jonas Weber" };
    const asked = serving([], {
      "GET /api/v1/people/8": person({ ...jonas }),
      "GET /api/v1/requests": {
        items: [request(), request({ ref: "REQ-3", title: "New laptop" })],
        total: 14,
        counts: COUNTS,
      },
    });
    await show(
      <Panel
        request={request({ requester: jonas })}
        items={[]}
        hidden={false}
        onShow={() => undefined}
        onSubmitted={() => undefined}
      />,
    );
    expect(await screen.findByRole("heading", { name: "About" })).toBeTruthy();
    const by = screen.getByRole("region", { name: "Asked by" });
    expect(within(by).getByRole("link", { name: "Jonas Weber" })).toBeTruthy();
    const past = screen.getByRole("region", { name: "Other requests" });
    expect(await within(past).findByRole("link", { name: "REQ-3 New laptop" })).toBeTruthy();
    expect(within(past).queryByText(/REQ-12/)).toBeNull();
    expect(within(past).getByRole("link", { name: "12 more on the profile" })).toBeTruthy();
    const read = asked.find((each) => each.path === "/api/v1/requests");
    expect(read?.search.get("person")).toBe("7");
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
    await action("Reset MFA");
    act(() => askForAction("okta.user.suspend"));
    const refused = await action("Suspend user");
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
      <ActionList
        offers={offers as never}
        last={new Map([[GROUP.key, run({ state: "running" })]])}
        unfolded
        onUnfold={() => undefined}
        onAsk={onAsk}
      />,
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
    const own = offer({ verdict: no("Else.") });
    expect(sharedRefusal([own, SUSPEND, SUSPEND])?.reason).toBe(
      "Elena Moreau is suspended already.",
    );
    expect(sharedRefusal([SUSPEND, SUSPEND])?.reason).toBe("Elena Moreau is suspended already.");
  });
});

describe("sameRefusal", () => {
  const ACTIVATE = offer({ key: "okta.user.activate", title: "Activate user", verdict: no("So.") });
  const UNLOCK = offer({ key: "okta.user.unlock", title: "Unlock user", verdict: no("So.") });

  it("names the first action that is refused for the same reason, and only that", () => {
    const items = [ACTIVATE, SUSPEND, offer(), UNLOCK];
    expect(items.map((each) => sameRefusal(items, each))).toEqual([
      null,
      null,
      null,
      "Activate user",
    ]);
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

  it("names what was picked on its button, with the warning that comes with it", async () => {
    const admins = { ...FIGMA, id: "6", label: "Admins", warning: "It carries admin rights." };
    serve({ "GET /api/v1/pickers/okta.group": { items: [FIGMA, admins] } });
    await show(dialog(GROUP));
    fireEvent.click(screen.getByRole("combobox"));
    fireEvent.click(await screen.findByRole("option", { name: /Figma Editors/ }));
    expect(screen.getByRole("button", { name: "Add Elena Moreau to Figma Editors" })).toBeTruthy();
    expect(screen.queryByText("More match: keep typing")).toBeNull();
    fireEvent.click(screen.getByRole("combobox"));
    fireEvent.click(await screen.findByRole("option", { name: /Admins/ }));
    expect(screen.getByRole("button", { name: "Add Elena Moreau to Admins" })).toBeTruthy();
    expect(screen.getAllByText("It carries admin rights.").length).toBeGreaterThan(0);
    fireEvent.click(screen.getByRole("button", { name: "Clear" }));
    expect(screen.getByRole("button", { name: "Add Elena Moreau to group" })).toBeTruthy();
  });

  it("says when more match than are shown", async () => {
    const many = Array.from({ length: 21 }, (_, at) => ({
      ...FIGMA,
      id: `${at}`,
      label: `G${at}`,
    }));
    const asked = serve({ "GET /api/v1/pickers/okta.group": { items: many } });
    await show(dialog(GROUP));
    fireEvent.click(screen.getByRole("combobox"));
    expect(await screen.findByText("More match: keep typing")).toBeTruthy();
    expect(screen.getAllByRole("option")).toHaveLength(20);
    expect(asked.at(-1)?.search.get("limit")).toBe("21");
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
