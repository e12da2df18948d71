import createClient from "openapi-fetch";
import { asProblem, ProblemError, unreachable } from "./problem";
import type { paths } from "./schema";
import type { Session } from "./types";

let csrf = "";

/** The token that each change must carry; every answered session brings the current one. */
export function rememberCsrf(session: Session): Session {
  csrf = session.csrf;
  return session;
}

async function isCsrfRefusal(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return asProblem(body, response.status).code === "csrf";
}

/** One call and its whole answer: one that breaks off is none. */
async function exchange(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    await response.clone().arrayBuffer();
    return response;
  } catch {
    throw new ProblemError(unreachable(request.method === "GET"));
  }
}

async function send(request: Request): Promise<Response> {
  if (request.method === "GET") return exchange(request);
  request.headers.set("X-CSRF-Token", csrf);
  const again = request.clone();
  const response = await exchange(request);
  if (!(await isCsrfRefusal(response))) return response;
  // The token was renewed elsewhere (a second tab signed in): nothing was done, so ask once more.
  const session = await fetch("/api/v1/session");
  if (!session.ok) return response;
  rememberCsrf((await session.json()) as Session);
  again.headers.set("X-CSRF-Token", csrf);
  return exchange(again);
}

export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: send });

/** Await a call; resolve to its body or throw `ProblemError`. */
export async function answer<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const result = await call;
  if (!result.response.ok) throw new ProblemError(asProblem(result.error, result.response.status));
  return result.data as T;
}
