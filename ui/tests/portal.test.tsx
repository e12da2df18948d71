import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { Session } from "../src/api/types";
import { Conversation, told } from "../src/areas/portal/Conversation";
import { absent, descriptionOf, readAnswers, topicOf } from "../src/areas/portal/topics";
import { topics } from "../src/strings/portal";
import { ELENA, item, me, no, request, run, session } from "./make";
import { open, show } from "./render";
import { Reply, refusal, serve } from "./server";

const EMPLOYEE = session(me({ id: "e1", name: "Elena Moreau", role: "employee", can: [] }));
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
const MADE = request({ ref: "REQ-31", title: "Access to Figma", status: "new" });

function serving(more: Record<string, unknown> = {}, who: Session = EMPLOYEE) {
  return serve({
    "GET /api/v1/session": who,
    "GET /api/v1/requests": { items: [request()], total: 1, counts: COUNTS },
    "GET /api/v1/requests/REQ-12": request(),
    "GET /api/v1/requests/REQ-12/timeline": { items: [item({ kind: "opened", body: "Help." })] },
    "GET /api/v1/requests/REQ-31": MADE,
    "GET /api/v1/requests/REQ-31/timeline": { items: [] },
    "POST /api/v1/requests": new Reply(201, MADE),
    ...more,
  });
}

const posted = (asked: ReturnType<typeof serve>) =>
  asked.filter((each) => each.method === "POST" && each.path === "/api/v1/requests");

beforeEach(() => sessionStorage.clear());

describe("a topic", () => {
  it("makes its title of the answers", () => {
    expect(topicOf("app")?.subject({ app: " Figma " })).toBe("Access to Figma");
    expect(topicOf("app")?.subject({})).toBe("Access to an app");
    expect(topicOf("device")?.subject({ what: "Laptop" })).toBe("Lost or stolen: laptop");
    expect(topicOf("nothing")).toBeUndefined();
  });

  it("has a title once everything is answered, except for what has no topic", () => {
    for (const topic of topics) {
      const answers = Object.fromEntries(topic.questions.map(({ key }) => [key, "x"]));
      expect(topic.subject(answers) === "").toBe(topic.key === "other");
      expect(topic.subject(answers).length).toBeLessThan(200);
    }
  });

  it("is written down with its questions, and without what was left out", () => {
    const questions = topicOf("app")?.questions ?? [];
    const text = descriptionOf(questions, { app: "Figma", why: " ", more: "By Friday." });
    expect(text).toBe("Which app?\nFigma\n\nBy Friday.");
    expect(descriptionOf([], {})).toBe("");
  });

  it("misses what is not answered", () => {
    const topic = topicOf("app") as NonNullable<ReturnType<typeof topicOf>>;
    expect(Object.keys(absent(topic, "", { app: "Figma" }))).toEqual(["why", "title"]);
    expect(absent(topic, "T", { app: "a", why: "b" })).toEqual({});
  });

  it("takes up a draft, and nothing that is none", () => {
    expect(readAnswers('{"app":"Figma","n":3}')).toEqual({ app: "Figma" });
    expect(readAnswers("")).toEqual({});
    expect(readAnswers("[1")).toEqual({});
    expect(readAnswers("null")).toEqual({});
  });
});

describe("the portal", () => {
  it("begins with what one may need, and one's own requests in plain words", async () => {
    const asked = serving();
    open("/requests");
    expect(await screen.findByRole("heading", { level: 1, name: "How can we help?" })).toBeTruthy();
    expect(screen.getAllByRole("link", { name: /./ }).length).toBeGreaterThan(topics.length);
    const mine = await screen.findByRole("list", { name: "My requests" });
    expect(within(mine).getByText("Being worked on")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: /^Closed/ }));
    await waitFor(() => expect(asked.at(-1)?.search.get("status")).toBe("resolved"));
  });

  it("asks a topic's questions, and says what happens next", async () => {
    const asked = serving();
    const { router } = open("/ask/app");
    fireEvent.click(await screen.findByRole("button", { name: "Send to the service desk" }));
    expect(screen.getAllByText("Please answer this.")).toHaveLength(2);
    expect(document.activeElement).toBe(screen.getByLabelText(/Which app/));
    expect(posted(asked)).toEqual([]);
    fireEvent.change(screen.getByLabelText(/Which app/), { target: { value: "Figma" } });
    expect((screen.getByLabelText(/^Title/) as HTMLInputElement).value).toBe("Access to Figma");
    fireEvent.change(screen.getByLabelText(/need it for/), { target: { value: "Drafts" } });
    fireEvent.click(screen.getByRole("button", { name: "Send to the service desk" }));
    expect(await screen.findByText("We have it: REQ-31")).toBeTruthy();
    expect(router.state.location.pathname).toBe("/requests/REQ-31");
    expect(posted(asked).map((each) => each.body)).toEqual([
      {
        title: "Access to Figma",
        description: "Which app?\nFigma\n\nWhat do you need it for?\nDrafts",
      },
    ]);
  });

  it("keeps what was written through a failure and a look elsewhere", async () => {
    serving({ "POST /api/v1/requests": refusal(500, "internal") });
    const first = open("/ask/other");
    const title = await screen.findByLabelText(/What do you need/);
    fireEvent.change(title, { target: { value: "A chair" } });
    fireEvent.click(screen.getByRole("button", { name: "Send to the service desk" }));
    expect((await screen.findByRole("alert")).textContent).toContain("internal");
    first.unmount();
    open("/ask/other");
    const again = (await screen.findByLabelText(/What do you need/)) as HTMLInputElement;
    expect(again.value).toBe("A chair");
  });

  it("knows no other topics", async () => {
    serving();
    open("/ask/nonsense");
    expect(await screen.findByText("There is no such page")).toBeTruthy();
  });

  it("lets one say that it is solved, where the server allows it", async () => {
    const asked = serving({
      "PATCH /api/v1/requests/REQ-12": request({ status: "resolved", version: 4 }),
    });
    const own = open("/requests/REQ-12");
    fireEvent.click(await screen.findByRole("button", { name: "It is solved" }));
    expect(await screen.findByText(/Write again to open it/)).toBeTruthy();
    const change = asked.find((each) => each.method === "PATCH");
    expect(change?.body).toEqual({ version: 3, status: "resolved" });
    own.unmount();
    const may = { ...request().may, resolve: no("Only its requester.") };
    serving({ "GET /api/v1/requests/REQ-12": request({ may }) });
    open("/requests/REQ-12");
    await screen.findByText("Help.");
    expect(screen.queryByRole("button", { name: "It is solved" })).toBeNull();
  });

  it("tells of an answer that comes while one reads", async () => {
    let items = [item({ id: "1", kind: "opened", body: "Help." })];
    serving({ "GET /api/v1/requests/REQ-12/timeline": () => ({ items }) });
    const { client } = open("/requests/REQ-12");
    await screen.findByText("Help.");
    items = [
      ...items,
      item({ id: "2", actor: { kind: "person", name: "Noah Berg" }, body: "On it." }),
    ];
    await act(() => client.invalidateQueries({ queryKey: ["timeline"] }));
    expect(await screen.findByText("On it.")).toBeTruthy();
    expect(screen.getByText("News from Noah Berg.")).toBeTruthy();
  });
});

describe("the conversation", () => {
  it("tells an action in plain words: what, how far, and what it means", async () => {
    const failed = run({ id: "r2", state: "failed", summary: null });
    await show(
      <Conversation
        subject={ELENA}
        me="Elena Moreau"
        items={[
          item({ id: "1", kind: "action", action: run() }),
          item({ id: "2", kind: "action", action: failed }),
        ]}
      />,
    );
    const [done, other] = screen.getAllByRole("listitem");
    expect(done?.textContent).toContain("Reset MFA: doneYour ways to sign in were reset.");
    // The record's own sentence is for the desk, or for somebody else's request.
    expect(done?.textContent).not.toContain("3 factors cleared.");
    expect(other?.textContent).toContain("did not work; the service desk is on it");
    expect(other?.textContent).not.toContain("Your ways to sign in");
  });

  it("tells the record's own sentence of somebody else", async () => {
    const items = [item({ kind: "action", action: run() })];
    await show(<Conversation subject={ELENA} me="Jonas Weber" items={items} />);
    expect(screen.getByRole("listitem").textContent).toContain("done3 factors cleared.");
  });

  it("tells changes from the reader's side", () => {
    const change = (kind: "status" | "assignment", to: string | null) =>
      item({ kind, change: { from: "new", to } });
    expect(told(change("status", "resolved"), false)).toBe("Maya Lindqvist marked it as solved");
    expect(told(change("status", "resolved"), true)).toBe("You marked it as solved");
    expect(told(change("status", "in_progress"), true)).toBe("You opened it again");
    expect(told(change("assignment", "Noah Berg"), false)).toBe("Noah Berg takes care of it now");
    expect(told(change("assignment", null), false)).toMatch(/somebody else/);
    expect(told(item({ kind: "opened" }), true)).toBeNull();
  });
});
