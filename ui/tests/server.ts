/** Deskhand's server as the browser sees it: answers by method and path, and what was asked. */
import { vi } from "vitest";

export interface Asked {
  method: string;
  path: string;
  search: URLSearchParams;
  body: unknown;
  csrf: string | null;
  /** The name of the order, under which it is done once. */
  key: string | null;
}

export class Reply {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {}
}

export function refusal(status: number, code: string, more: Record<string, unknown> = {}): Reply {
  return new Reply(status, {
    title: `Refused: ${code}`,
    detail: "Because.",
    status,
    code,
    ...more,
  });
}

type Answer = unknown | Reply | ((asked: Asked) => unknown);

async function read(request: Request): Promise<Asked> {
  const url = new URL(request.url);
  const text = request.method === "GET" ? "" : await request.text();
  return {
    method: request.method,
    path: url.pathname,
    search: url.searchParams,
    body: text ? JSON.parse(text) : null,
    csrf: request.headers.get("X-CSRF-Token"),
    key: request.headers.get("Idempotency-Key"),
  };
}

/** Stand in for the network. Keys are "GET /api/v1/session"; what has no answer is a 404. */
export function serve(answers: Record<string, Answer>): Asked[] {
  const log: Asked[] = [];
  vi.stubGlobal("fetch", async (given: Request | string) => {
    const request =
      given instanceof Request ? given : new Request(new URL(given, window.location.origin));
    const asked = await read(request);
    log.push(asked);
    const found = answers[`${asked.method} ${asked.path}`] ?? refusal(404, "not_found");
    const made = await (typeof found === "function" ? found(asked) : found);
    const reply = made instanceof Reply ? made : new Reply(200, made);
    if (reply.status === 204) return new Response(null, { status: 204 });
    return new Response(JSON.stringify(reply.body), {
      status: reply.status,
      headers: { "content-type": "application/json" },
    });
  });
  return log;
}
