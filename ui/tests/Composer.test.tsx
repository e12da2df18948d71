import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { TimelineItem } from "../src/api/types";
import { useAskedAction } from "../src/areas/requests/ask";
import { Composer } from "../src/areas/requests/Composer";
import { forgetDrafts } from "../src/kit/drafts";
import { item, me, no, offer, request, session } from "./make";
import { show } from "./render";
import { type Asked, Reply, refusal, serve } from "./server";

const MESSAGES = "POST /api/v1/requests/REQ-12/messages";
const field = () => screen.getByRole("textbox") as HTMLTextAreaElement;
const write = (text: string) => fireEvent.change(field(), { target: { value: text } });

const posted = (asked: Asked[]) =>
  asked.filter((each) => each.method === "POST").map((each) => each.body);

beforeEach(() => window.sessionStorage.clear());

/** The composer below a timeline that a button brings news to. */
function Below({ news }: { news: TimelineItem }) {
  const [items, setItems] = useState([item({ id: "t0" })]);
  return (
    <>
      <button type="button" onClick={() => setItems([...items, news])}>
        News
      </button>
      <Composer request={request()} items={items} />
    </>
  );
}

describe("a draft", () => {
  const note = () => fireEvent.click(screen.getByRole("button", { name: "Note" }));

  it("outlives the page, each kind for itself, until it is sent", async () => {
    serve({ [MESSAGES]: new Reply(201, item()) });
    const first = await show(<Composer request={request()} items={[]} />);
    write("To Elena");
    note();
    write("Between us");
    first.unmount();
    const second = await show(<Composer request={request()} items={[]} />);
    expect(field().value).toBe("To Elena");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(field().value).toBe(""));
    second.unmount();
    await show(<Composer request={request()} items={[]} />);
    expect(field().value).toBe("");
    note();
    expect(field().value).toBe("Between us");
  });

  it("belongs to its request and to whoever wrote it", async () => {
    const first = await show(<Composer request={request()} items={[]} />);
    write("To Elena");
    first.unmount();
    const second = await show(<Composer request={request({ ref: "REQ-13" })} items={[]} />);
    expect(field().value).toBe("");
    second.unmount();
    await show(<Composer request={request()} items={[]} />, { who: session(me({ id: "a2" })) });
    expect(field().value).toBe("");
  });

  it("is gone when it was sent from a page that one has left", async () => {
    let saved: (reply: Reply) => void = () => undefined;
    const waiting = new Promise<Reply>((resolve) => {
      saved = resolve;
    });
    const asked = serve({ [MESSAGES]: () => waiting });
    const first = await show(<Composer request={request()} items={[]} />);
    write("To Elena");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(posted(asked)).toHaveLength(1));
    first.unmount();
    saved(new Reply(201, item()));
    await waitFor(() => expect(window.sessionStorage.length).toBe(0));
  });

  it("is forgotten with all others when one signs out", async () => {
    await show(<Composer request={request()} items={[]} />);
    write("To Elena");
    window.sessionStorage.setItem("other", "stays");
    forgetDrafts();
    expect(Object.keys(window.sessionStorage)).toEqual(["other"]);
  });
});

describe("after a lost answer", () => {
  const lose = async (news: TimelineItem) => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    await show(<Below news={news} />);
    write("Hello");
    fireEvent.click(screen.getByRole("button", { name: "Send reply" }));
    return screen.findByRole("alert");
  };
  const news = () => fireEvent.click(screen.getByRole("button", { name: "News" }));
  const gone = () => waitFor(() => expect(screen.queryByRole("alert")).toBeNull());

  it("claims nothing, and goes when one types on", async () => {
    expect((await lose(item())).textContent).toContain("It may or may not have been saved");
    write("Hello again");
    await gone();
  });

  it("takes the words away when the timeline shows that they were saved", async () => {
    await lose(item({ id: "t9", body: "Hello" }));
    news();
    await gone();
    expect(field().value).toBe("");
  });

  it("leaves the words when the news are something else", async () => {
    await lose(item({ id: "t9", body: "Hello", actor: { kind: "person", name: "Noah Berg" } }));
    news();
    await gone();
    expect(field().value).toBe("Hello");
  });
});

describe("Composer", () => {
  it("sends a reply with Ctrl Enter and empties the field once it is saved", async () => {
    const asked = serve({ [MESSAGES]: new Reply(201, item()) });
    await show(<Composer request={request()} items={[]} />);
    write("  Hello Elena ");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(field().value).toBe(""));
    expect(posted(asked)).toEqual([{ kind: "reply", body: "Hello Elena" }]);
  });

  it("keeps the words when they could not be saved", async () => {
    serve({ [MESSAGES]: refusal(503, "busy") });
    await show(<Composer request={request()} items={[]} />);
    write("Hello");
    fireEvent.click(screen.getByRole("button", { name: "Send reply" }));
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(field().value).toBe("Hello");
  });

  it("writes a note apart from the reply, each keeping its words", async () => {
    const asked = serve({ [MESSAGES]: new Reply(201, item()) });
    await show(<Composer request={request()} items={[]} />);
    write("To Elena");
    fireEvent.click(screen.getByRole("button", { name: "Note" }));
    expect(field().value).toBe("");
    write("Between us");
    fireEvent.click(screen.getByRole("button", { name: "Add note" }));
    await waitFor(() => expect(posted(asked)).toEqual([{ kind: "note", body: "Between us" }]));
    fireEvent.click(screen.getByRole("button", { name: "Reply" }));
    expect(field().value).toBe("To Elena");
  });

  it("takes only what was sent: words begun meanwhile stay", async () => {
    let saved: (reply: Reply) => void = () => undefined;
    const waiting = new Promise<Reply>((resolve) => {
      saved = resolve;
    });
    serve({ [MESSAGES]: () => waiting });
    await show(<Composer request={request()} items={[]} />);
    write("To Elena");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    fireEvent.click(screen.getByRole("button", { name: "Note" }));
    write("Between us");
    saved(new Reply(201, item()));
    await waitFor(() => expect(screen.getByRole("button", { name: "Add note" })).toBeTruthy());
    fireEvent.click(screen.getByRole("button", { name: "Reply" }));
    await waitFor(() => expect(field().value).toBe(""));
    fireEvent.click(screen.getByRole("button", { name: "Note" }));
    expect(field().value).toBe("Between us");
  });

  it("sends nothing blank", async () => {
    const asked = serve({});
    await show(<Composer request={request()} items={[]} />);
    write("   ");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    expect(posted(asked)).toEqual([]);
  });

  it("is closed with the reason when one may not write", async () => {
    const may = { ...request().may, reply: no("It was archived.") };
    await show(<Composer request={request({ may })} items={[]} />);
    expect(field().disabled).toBe(true);
    expect(screen.getByText("It was archived.")).toBeTruthy();
  });

  it("writes only notes on the desk's own request: nobody would read a reply", async () => {
    const asked = serve({ [MESSAGES]: new Reply(201, item()) });
    await show(<Composer request={request({ internal: true })} items={[]} />);
    expect(screen.queryByRole("button", { name: "Reply" })).toBeNull();
    fireEvent.keyDown(document.body, { key: "r" });
    write("Between us");
    fireEvent.click(screen.getByRole("button", { name: "Add note" }));
    await waitFor(() => expect(posted(asked)).toEqual([{ kind: "note", body: "Between us" }]));
  });

  it("lets employees answer only", async () => {
    await show(
      <Composer request={request()} items={[]} replyOnly placeholder="Write to the desk" />,
    );
    expect(screen.queryByRole("button", { name: "Note" })).toBeNull();
    expect(field().placeholder).toBe("Write to the desk");
  });
});

/** The composer on a page that opens the forms of actions. */
function Asking({ ask }: { ask: (key: string, start: string) => void }) {
  useAskedAction(ask);
  return <Composer request={request()} items={[]} />;
}
describe("a slash at the start", () => {
  const GROUP = offer({
    key: "okta.group.add_member",
    title: "Add to group",
    slash: "/okta add to group",
    form: {
      type: "object",
      properties: { group: { title: "Group", type: "integer", "x-picker": "okta.group" } },
    },
  });
  const SUSPEND = offer({
    key: "okta.user.suspend",
    title: "Suspend user",
    slash: "/okta suspend user",
    verdict: no("Elena Moreau is suspended already."),
  });

  const composer = async () => {
    serve({
      "GET /api/v1/people/7/actions": {
        items: [offer({ slash: "/okta reset multi-factor" }), SUSPEND, GROUP],
      },
    });
    const ask = vi.fn();
    await show(<Asking ask={ask} />);
    write("/");
    await screen.findByRole("listbox", { name: "Actions for Elena Moreau" });
    return ask;
  };
  const key = (name: string) => fireEvent.keyDown(field(), { key: name });
  const chosen = () =>
    screen
      .getAllByRole("option")
      .find((each) => each.id === field().getAttribute("aria-activedescendant"));

  it("lists the actions for the subject, and the keys open one", async () => {
    const ask = await composer();
    expect(screen.getAllByRole("option")).toHaveLength(3);
    key("ArrowUp");
    expect(chosen()?.textContent).toContain("Add to group");
    key("ArrowDown");
    expect(chosen()?.textContent).toContain("Reset MFA");
    key("Enter");
    expect(ask).toHaveBeenCalledWith("okta.user.reset_mfa", "");
    expect(field().value).toBe("");
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("hands over what follows a whole command", async () => {
    const ask = await composer();
    write("/okta add to group Figma");
    expect(screen.getByRole("option").textContent).toContain("with “Figma”");
    fireEvent.click(screen.getByRole("option"));
    expect(ask).toHaveBeenCalledWith("okta.group.add_member", "Figma");
  });

  it("shows why an action cannot be done, and does not open it", async () => {
    const ask = await composer();
    write("/suspend");
    const option = screen.getByRole("option");
    expect(option.getAttribute("aria-disabled")).toBe("true");
    expect(option.textContent).toContain("Elena Moreau is suspended already.");
    key("Enter");
    expect(ask).not.toHaveBeenCalled();
    expect(field().value).toBe("/suspend");
  });

  it("is left by Escape, and comes back with the next slash", async () => {
    await composer();
    write("/etc/hosts is wrong");
    expect(screen.getByText(/No action is called/)).toBeTruthy();
    key("Escape");
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(field().value).toBe("/etc/hosts is wrong");
    write("");
    write("/");
    expect(screen.getByRole("listbox")).toBeTruthy();
  });

  it("within words is only a slash", async () => {
    await composer();
    write("and/or");
    expect(screen.queryByRole("listbox")).toBeNull();
  });
});

describe("a message that is sent again", () => {
  it("carries the same key until it is there; the next one has its own", async () => {
    let broken = true;
    const asked = serve({
      [MESSAGES]: () => (broken ? refusal(503, "busy") : new Reply(201, item())),
    });
    await show(<Composer request={request()} items={[]} />);
    const send = () => fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    const sent = () => asked.filter((each) => each.method === "POST").map((each) => each.key);
    write("Hello");
    send();
    await screen.findByRole("alert");
    broken = false;
    send();
    await waitFor(() => expect(field().value).toBe(""));
    write("Hello");
    send();
    await waitFor(() => expect(sent()).toHaveLength(3));
    const [first, second, third] = sent();
    expect(first).toBe(second);
    expect(third).not.toBe(first);
  });
});
