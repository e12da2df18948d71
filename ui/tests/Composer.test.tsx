import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { Composer } from "../src/areas/requests/Composer";
import { ShellActions } from "../src/areas/shell/context";
import { item, no, request, YES } from "./make";
import { show } from "./render";
import { Reply, refusal, serve } from "./server";

const MESSAGES = "POST /api/v1/requests/REQ-12/messages";
const field = () => screen.getByRole("textbox") as HTMLTextAreaElement;
const write = (text: string) => fireEvent.change(field(), { target: { value: text } });

describe("Composer", () => {
  it("sends a reply with Ctrl Enter and empties the field once it is saved", async () => {
    const asked = serve({ [MESSAGES]: new Reply(201, item()) });
    await show(<Composer request={request()} />);
    write("  Hello Elena ");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(field().value).toBe(""));
    expect(asked[0]?.body).toEqual({ kind: "reply", body: "Hello Elena" });
  });

  it("keeps the words when they could not be saved", async () => {
    serve({ [MESSAGES]: refusal(503, "busy") });
    await show(<Composer request={request()} />);
    write("Hello");
    fireEvent.click(screen.getByRole("button", { name: "Send reply" }));
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(field().value).toBe("Hello");
  });

  it("writes a note apart from the reply, each keeping its words", async () => {
    const asked = serve({ [MESSAGES]: new Reply(201, item()) });
    await show(<Composer request={request()} />);
    write("To Elena");
    fireEvent.click(screen.getByRole("button", { name: "Note" }));
    expect(field().value).toBe("");
    write("Between us");
    fireEvent.click(screen.getByRole("button", { name: "Add note" }));
    await waitFor(() => expect(asked[0]?.body).toEqual({ kind: "note", body: "Between us" }));
    fireEvent.click(screen.getByRole("button", { name: "Reply" }));
    expect(field().value).toBe("To Elena");
  });

  it("takes only what was sent: words begun meanwhile stay", async () => {
    let saved: (reply: Reply) => void = () => undefined;
    const waiting = new Promise<Reply>((resolve) => {
      saved = resolve;
    });
    serve({ [MESSAGES]: () => waiting });
    await show(<Composer request={request()} />);
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
    await show(<Composer request={request()} />);
    write("   ");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    expect(asked).toEqual([]);
  });

  it("is closed with the reason when one may not write", async () => {
    const may = { reply: no("It was archived."), note: YES, set_status: YES, assign: YES };
    await show(<Composer request={request({ may })} />);
    expect(field().disabled).toBe(true);
    expect(screen.getByText("It was archived.")).toBeTruthy();
  });

  it("opens the palette on a slash at the start, not within words", async () => {
    const openPalette = vi.fn();
    const shell = { openRequest: () => undefined, openHotkeys: () => undefined, openPalette };
    await show(
      <ShellActions value={shell}>
        <Composer request={request()} />
      </ShellActions>,
    );
    write("/");
    expect(openPalette).toHaveBeenCalledOnce();
    expect(field().value).toBe("");
    write("and");
    write("and/");
    expect(openPalette).toHaveBeenCalledOnce();
    expect(field().value).toBe("and/");
  });

  it("lets employees answer only", async () => {
    await show(<Composer request={request()} replyOnly placeholder="Write to the desk" />);
    expect(screen.queryByRole("button", { name: "Note" })).toBeNull();
    expect(field().placeholder).toBe("Write to the desk");
  });
});
