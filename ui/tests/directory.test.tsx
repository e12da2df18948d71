/** People, groups and applications as pages. */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { Application, Group, PersonRow } from "../src/api/types";
import { AT, connection, ELENA, listed, no, offer, person, run, session, YES } from "./make";
import { open } from "./render";
import { type Asked, serve } from "./server";

const JONAS = person({ id: 8, name: "Jonas Weber", email: "jonas.weber@acme.example" });

function group(more: Partial<Group> = {}): Group {
  return {
    id: "12",
    okta_id: "00g12",
    name: "Engineering",
    description: "Everybody in Engineering",
    type: "OKTA_GROUP",
    type_label: "Custom",
    source: null,
    members_count: 1,
    apps_count: 0,
    rules_count: 0,
    has_admin_privilege: false,
    changed_at: AT,
    missing_since: null,
    apps: [],
    rules: [],
    rules_as_of: AT,
    owners: [],
    owners_as_of: AT,
    members_as_of: AT,
    writable: YES,
    okta_url: null,
    ...more,
  };
}

function application(more: Partial<Application> = {}): Application {
  return {
    id: "9",
    okta_id: "0oa9",
    label: "Figma",
    name: "figma",
    status: "ACTIVE",
    sign_on: "SAML",
    people_count: 1,
    groups_count: 1,
    provisioning: false,
    first_party: false,
    changed_at: null,
    missing_since: null,
    groups: [{ id: "12", name: "Designers", type_label: "Custom", members_count: 4 }],
    features: [],
    assignments_as_of: AT,
    okta_url: null,
    ...more,
  };
}

/** People as the server finds them: by a word in the name or the e-mail, and by their ids. */
function found(rows: PersonRow[]) {
  return ({ search }: Asked) => {
    const words = (search.get("q") ?? "").toLowerCase().split(" ");
    const ids = search.get("ids")?.split(",");
    const items = rows
      .filter(({ id }) => ids?.includes(String(id)) ?? true)
      .filter(({ name, email }) =>
        words.every((word) => `${name} ${email}`.toLowerCase().includes(word)),
      )
      .map((row) => listed({ ...row, groups: ["Designers", "Everyone"], apps: ["Figma"] }));
    return { items, total: items.length, synced_at: AT };
  };
}

function serving(more: Record<string, unknown> = {}) {
  return serve({
    "GET /api/v1/session": session(),
    "GET /api/v1/connections/okta": connection(),
    "GET /api/v1/integrations": { sections: [] },
    "GET /api/v1/people": found([person(), JONAS]),
    "GET /api/v1/people/facets": {
      departments: [{ value: "Sales", count: 3 }],
      locations: [],
      statuses: [{ value: "LOCKED_OUT", label: "Locked out", count: 1 }],
    },
    ...more,
  });
}

const key = (name: string) => fireEvent.keyDown(document.body, { key: name });

describe("the list of people", () => {
  it("keeps its rows while others are on their way", async () => {
    const answer = found([person(), JONAS]);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    serving({
      "GET /api/v1/people": async (asked: Asked) => {
        if (asked.search.get("q")) await held;
        return answer(asked);
      },
    });
    open("/people");
    expect(await screen.findByRole("link", { name: "Elena Moreau" })).toBeTruthy();
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "jonas" } });
    const table = screen.getByRole("table", { name: "People" });
    await waitFor(() => expect(table.getAttribute("aria-busy")).toBe("true"));
    expect(screen.getByRole("link", { name: "Elena Moreau" })).toBeTruthy();
    release();
    await waitFor(() => expect(screen.queryByRole("link", { name: "Elena Moreau" })).toBeNull());
    expect(screen.getByRole("link", { name: "Jonas Weber" })).toBeTruthy();
    expect(table.getAttribute("aria-busy")).toBe("false");
  });

  it("is filtered from the keyboard, in the address, and chip by chip back", async () => {
    const asked = serving();
    const { router } = open("/people");
    await screen.findByRole("link", { name: "Elena Moreau" });
    key("f");
    const field = await screen.findByRole("combobox", { name: "Filter by…" });
    fireEvent.change(field, { target: { value: "dep" } });
    fireEvent.keyDown(field, { key: "Enter" });
    await screen.findByRole("option", { name: /Sales/ });
    fireEvent.keyDown(screen.getByRole("combobox", { name: "Department…" }), { key: "Enter" });
    await waitFor(() => expect(router.state.location.search).toEqual({ department: "Sales" }));
    await waitFor(() => expect(asked.at(-1)?.search.get("department")).toBe("Sales"));
    fireEvent.click(
      await screen.findByRole("button", { name: "Remove the filter Department: Sales" }),
    );
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it("is sorted by its heads, which say how", async () => {
    const asked = serving();
    open("/people?sort=title");
    const head = await screen.findByRole("columnheader", { name: /Title/ });
    expect(head.getAttribute("aria-sort")).toBe("ascending");
    fireEvent.click(within(head).getByRole("button"));
    await waitFor(() => expect(head.getAttribute("aria-sort")).toBe("descending"));
    await waitFor(() =>
      expect(asked.some(({ search }) => search.get("sort") === "-title")).toBe(true),
    );
  });

  it("says how many marked people a search hides, and saves them", async () => {
    const asked = serving();
    let saved: Blob | undefined;
    URL.revokeObjectURL = () => {};
    URL.createObjectURL = (file) => {
      saved = file as Blob;
      return "blob:here";
    };
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
    open("/people");
    await screen.findByRole("link", { name: "Elena Moreau" });
    key("j");
    key("x");
    fireEvent.click(await screen.findByRole("checkbox", { name: "Select Jonas Weber" }));
    expect(await screen.findByText("2 selected")).toBeTruthy();
    fireEvent.change(screen.getByRole("searchbox"), { target: { value: "jonas" } });
    expect(await screen.findByText("2 selected, 1 hidden")).toBeTruthy();
    const counting = asked.filter(({ search }) => search.get("ids") && search.get("q") === "jonas");
    expect(counting.map(({ search }) => search.get("ids"))).toEqual(["7,8"]);
    fireEvent.click(screen.getByRole("button", { name: "Export selection" }));
    await waitFor(() => expect(saved?.size).toBeGreaterThan(100));
    const text = await saved?.text();
    expect(text).toContain("Elena Moreau");
    expect(text).toContain(",Designers; Everyone,");
    fireEvent.click(screen.getByRole("button", { name: "Clear the selection" }));
    expect(screen.queryByText(/selected/)).toBeNull();
  });

  it("is not saved in part when it is too long to be saved", async () => {
    serving({ "GET /api/v1/people": { items: [person()], total: 61_000, synced_at: AT } });
    open("/people");
    fireEvent.click(await screen.findByRole("button", { name: "Export" }));
    expect((await screen.findByRole("alert")).textContent).toContain("At most 50,000 people");
  });

  it("keeps the columns that were chosen", async () => {
    localStorage.setItem("deskhand.columns.people", '["title","unheard of"]');
    serving();
    open("/people");
    await screen.findByRole("link", { name: "Elena Moreau" });
    const heads = screen.getAllByRole("columnheader").map((each) => each.textContent);
    expect(heads).toEqual(["Selected", "Name", "Title"]);
    localStorage.clear();
  });
});

describe("a profile", () => {
  const ENGINEERING = {
    id: "12",
    name: "Engineering",
    description: null,
    type: "OKTA_GROUP",
    type_label: "Custom",
    source: "rule" as const,
    source_label: "Rule Engineering (or added by hand)",
    has_admin_privilege: true,
    apps_count: 1,
  };
  const FIGMA = {
    id: "9",
    label: "Figma",
    sign_on: "SAML",
    scope: "GROUP",
    status: "ACTIVE",
    direct: true,
    via: [{ id: "12", name: "Engineering" }],
    path_label: "Direct and through Engineering",
    provisioning: false,
  };

  it("says how each group and application came about", async () => {
    serving({
      "GET /api/v1/people/7": person({ groups: [ENGINEERING], apps: [FIGMA] }),
      "GET /api/v1/people/7/actions": { items: [] },
    });
    open("/people/7?tab=access");
    const groups = await screen.findByRole("list", { name: "Groups" });
    expect(groups.textContent).toContain("Rule Engineering (or added by hand)");
    expect(groups.textContent).toContain("Administrator");
    const apps = screen.getByRole("list", { name: "Applications" });
    expect(apps.textContent).toContain("Direct and through Engineering");
    const through = within(apps).getByRole("link", { name: "Engineering" });
    expect(through.getAttribute("href")).toBe("/groups/12");
    expect(screen.getByRole("link", { name: /Access/ }).getAttribute("aria-current")).toBe("page");
  });

  it("searches a long list and shows all of it when asked", async () => {
    const many = Array.from({ length: 30 }, (_, at) => ({
      ...ENGINEERING,
      id: `${at}`,
      name: `Team ${at}`,
    }));
    serving({
      "GET /api/v1/people/7": person({ groups: many }),
      "GET /api/v1/people/7/actions": { items: [] },
    });
    open("/people/7?tab=access");
    const groups = await screen.findByRole("list", { name: "Groups" });
    expect(within(groups).getAllByRole("listitem")).toHaveLength(12);
    fireEvent.click(screen.getByRole("button", { name: "Show all 30" }));
    expect(within(groups).getAllByRole("listitem")).toHaveLength(30);
    fireEvent.change(screen.getByRole("searchbox", { name: "Search groups" }), {
      target: { value: "team 29" },
    });
    expect(within(groups).getAllByRole("listitem")).toHaveLength(1);
  });

  it("reads factors that nobody has read yet, and says when", async () => {
    const factor = {
      id: "f1",
      type: "push",
      provider: "OKTA",
      label: "Okta Verify",
      status: "ACTIVE",
    };
    serving({
      "GET /api/v1/people/7": person({ factors: null, factors_as_of: null }),
      "GET /api/v1/people/7/actions": { items: [] },
      "POST /api/v1/people/7/refresh": person({
        factors: [factor, { ...factor, id: "f2", label: "SMS", status: "PENDING_ACTIVATION" }],
      }),
    });
    open("/people/7?tab=factors");
    const factors = await screen.findByRole("list", { name: "Factors" });
    await waitFor(() => expect(factors.textContent).toContain("Okta Verify"));
    const [active, begun] = within(factors).getAllByRole("listitem");
    expect(active?.textContent).toContain("Active");
    expect(begun?.textContent).toContain("Being set up");
  });

  it("does an action without a request, and leads to the one that was opened", async () => {
    const asked = serving({
      "GET /api/v1/people/7": person(),
      "GET /api/v1/people/7/actions": { items: [offer()] },
      "POST /api/v1/actions": run({ request_ref: "REQ-31", person: ELENA }),
      "GET /api/v1/actions/run-1": run({ request_ref: "REQ-31" }),
    });
    open("/people/7");
    fireEvent.click(await screen.findByRole("button", { name: "Reset MFA" }));
    fireEvent.click(await screen.findByRole("button", { name: "Reset MFA for Elena Moreau" }));
    const request = await screen.findByRole("link", { name: "Open REQ-31" });
    expect(request.getAttribute("href")).toBe("/requests/REQ-31");
    const sent = asked.find(({ method }) => method === "POST");
    expect(sent?.body).toMatchObject({ key: "okta.user.reset_mfa", person_id: 7 });
    expect(sent?.body).not.toHaveProperty("request_ref", expect.any(String));
    expect(screen.getByText("3 factors cleared.")).toBeTruthy();
  });
});

describe("a group", () => {
  const MEMBERS = {
    items: [{ ...JONAS, source: "direct", source_label: "Direct" }],
    total: 1,
  };

  it("reads its owners when nobody has yet", async () => {
    const asked = serving({
      "GET /api/v1/groups/12": group({ owners: null, owners_as_of: null }),
      "GET /api/v1/groups/12/members": MEMBERS,
      "POST /api/v1/groups/12/refresh": group({
        owners: [{ kind: "person", id: "8", name: "Stefan Clarke" }],
      }),
    });
    open("/groups/12");
    const owner = await screen.findByRole("link", { name: "Stefan Clarke" });
    expect(owner.getAttribute("href")).toBe("/people/8");
    expect(asked.filter(({ path }) => path.endsWith("/refresh"))).toHaveLength(1);
  });

  it("says why its members cannot be changed, and what being one means", async () => {
    serving({
      "GET /api/v1/groups/12": group({
        writable: no("Okta fills this group itself."),
        has_admin_privilege: true,
        rules: [
          {
            name: "Fill",
            status: "INACTIVE",
            expression: 'user.city=="Paris"',
            excluded_count: 2,
          },
        ],
      }),
      "GET /api/v1/groups/12/members": MEMBERS,
    });
    open("/groups/12");
    expect(await screen.findByText("Okta fills this group itself.")).toBeTruthy();
    expect(screen.getByText("Members hold Okta administrator rights.")).toBeTruthy();
    expect(screen.getByText("Everyone whose city is Paris.")).toBeTruthy();
    expect(screen.getByText("2 people are excluded (of 100)")).toBeTruthy();
    const members = await screen.findByRole("table", { name: "Members of Engineering" });
    expect(members.textContent).toContain("Direct");
  });

  it("is listed with what it can be filtered by", async () => {
    const asked = serving({
      "GET /api/v1/groups": { items: [group()], total: 1, synced_at: AT },
    });
    open("/groups");
    const row = await screen.findByRole("link", { name: "Engineering" });
    expect(row.getAttribute("href")).toBe("/groups/12");
    fireEvent.click(screen.getByRole("button", { name: "Administrator rights" }));
    await waitFor(() => expect(asked.at(-1)?.search.get("admin")).toBe("true"));
  });
});

it("an application says who has it and how", async () => {
  serving({
    "GET /api/v1/applications/9": application(),
    "GET /api/v1/applications/9/people": {
      items: [
        {
          ...JONAS,
          direct: false,
          via: [],
          path_label: "Through Designers",
          assignment_status: "",
        },
      ],
      total: 1,
    },
  });
  open("/applications/9");
  const people = await screen.findByRole("table", { name: "People with Figma" });
  await waitFor(() => expect(people.textContent).toContain("Through Designers"));
  expect(screen.getByRole("link", { name: "Designers" }).getAttribute("href")).toBe("/groups/12");
});

it.each([
  ["/groups?q=e&sort=-members", "Members", { q: "e", sort: "members" }, "members"],
  ["/groups?sort=type", "Name", {}, null],
  ["/applications", "People", { sort: "people" }, "people"],
  ["/applications?sort=sign_on", "Sign-on", { sort: "-sign_on" }, "-sign_on"],
  ["/applications?sort=changed", "Name", {}, null],
])("%s is sorted by %s, in the address", async (from, title, to, sent) => {
  const asked = serving({
    "GET /api/v1/groups": { items: [group()], total: 1, synced_at: AT },
    "GET /api/v1/applications": { items: [application()], total: 1, sign_ons: [], synced_at: AT },
  });
  const { router } = open(from);
  const head = await screen.findByRole("columnheader", { name: new RegExp(`^${title}`) });
  fireEvent.click(within(head).getByRole("button"));
  await waitFor(() => expect(router.state.location.search).toEqual(to));
  const path = `/api/v1/${from.split("?")[0]?.slice(1)}`;
  await waitFor(() => {
    const lists = asked.filter((each) => each.path === path);
    expect(lists.at(-1)?.search.get("sort")).toBe(sent);
  });
  expect(head.getAttribute("aria-sort")).toBe(sent?.startsWith("-") ? "descending" : "ascending");
});
