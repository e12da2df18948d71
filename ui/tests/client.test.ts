import { beforeEach, describe, expect, it, vi } from "vitest";
import { answer, api, rememberCsrf } from "../src/api/client";
import { ProblemError } from "../src/api/problem";
import { session } from "./make";
import { Reply, refusal, serve } from "./server";

const reply = { kind: "reply" as const, body: "Hello" };
const write = () =>
  answer(
    api.POST("/api/v1/requests/{ref}/messages", {
      params: { path: { ref: "REQ-1" } },
      body: reply,
    }),
  );
const MESSAGES = "POST /api/v1/requests/REQ-1/messages";

beforeEach(() => {
  rememberCsrf(session());
});

describe("a change", () => {
  it("carries the session's token, a read does not", async () => {
    const asked = serve({ [MESSAGES]: {}, "GET /api/v1/accounts": { items: [] } });
    await write();
    await answer(api.GET("/api/v1/accounts"));
    expect(asked.map((each) => each.csrf)).toEqual(["token-1", null]);
  });

  it("is sent once more with the renewed token when another tab has signed in", async () => {
    const asked = serve({
      [MESSAGES]: ({ csrf }: { csrf: string | null }) =>
        csrf === "token-2" ? { id: "t1" } : refusal(403, "csrf"),
      "GET /api/v1/session": session(undefined, { csrf: "token-2" }),
    });
    await expect(write()).resolves.toEqual({ id: "t1" });
    expect(asked.map((each) => `${each.method} ${each.csrf}`)).toEqual([
      "POST token-1",
      "GET null",
      "POST token-2",
    ]);
    expect(asked[2]?.body).toEqual(reply);
  });

  it("is not repeated for ever, nor for another refusal", async () => {
    const again = serve({
      [MESSAGES]: refusal(403, "csrf"),
      "GET /api/v1/session": session(),
    });
    await expect(write()).rejects.toThrow(ProblemError);
    expect(again.filter((each) => each.method === "POST")).toHaveLength(2);
    const refused = serve({ [MESSAGES]: refusal(403, "forbidden") });
    await expect(write()).rejects.toThrow("Refused: forbidden");
    expect(refused).toHaveLength(1);
  });
});

describe("answer", () => {
  it("throws the server's problem", async () => {
    serve({ "GET /api/v1/accounts": refusal(409, "stale", { retry_after: 3 }) });
    const failed = await answer(api.GET("/api/v1/accounts")).catch((error: unknown) => error);
    expect((failed as ProblemError).problem).toMatchObject({ code: "stale", retry_after: 3 });
  });

  it("says that nothing was reached when nothing answered", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("network")));
    const failed = await answer(api.GET("/api/v1/accounts")).catch((error: unknown) => error);
    expect((failed as ProblemError).problem).toMatchObject({ code: "unreachable", status: 0 });
    expect((failed as ProblemError).problem.detail).toContain("nothing was changed");
  });

  it("does not claim that nothing was changed when the answer to a change was lost", async () => {
    const cut = new Response(new ReadableStream({ start: (body) => body.error(new Error("cut")) }));
    for (const lost of [() => Promise.reject(new TypeError("network")), async () => cut]) {
      vi.stubGlobal("fetch", lost);
      const failed = await answer(api.DELETE("/api/v1/session")).catch((error: unknown) => error);
      expect((failed as ProblemError).problem).toMatchObject({ code: "unreachable", status: 0 });
      expect((failed as ProblemError).problem.detail).toContain("may or may not have been saved");
    }
  });

  it("takes an empty answer for a good one", async () => {
    serve({ "DELETE /api/v1/session": new Reply(204, null) });
    await expect(answer(api.DELETE("/api/v1/session"))).resolves.toBeUndefined();
  });
});
