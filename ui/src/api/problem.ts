import { words } from "../strings/kit";
import type { Problem } from "./types";

/** A failed call, carrying what to show. Status 0 means that no answer came. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
    this.name = "ProblemError";
  }
}

/** Make a problem of whatever came back: a proxy in between answers with HTML, not with ours. */
export function asProblem(body: unknown, status: number): Problem {
  const given = typeof body === "object" && body !== null ? (body as Partial<Problem>) : {};
  return {
    title: given.title ?? words.unexpected.title,
    detail: given.detail ?? words.unexpected.detail(status),
    status,
    code: given.code ?? "unexpected",
    next: given.next ?? { kind: "retry", label: words.tryAgain, href: null },
    retry_after: given.retry_after ?? null,
    errors: given.errors ?? [],
  };
}

/** No answer came. What became of a change is then unknown. */
export function unreachable(read: boolean): Problem {
  return {
    title: words.unreachable.title,
    detail: read ? words.unreachable.read : words.unreachable.change,
    status: 0,
    code: "unreachable",
    next: { kind: "retry", label: words.tryAgain, href: null },
    retry_after: null,
    errors: [],
  };
}

/** What to show for anything thrown; a fault of the page itself is told as such. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return {
    ...unreachable(true),
    title: words.pageFault.title,
    detail: error instanceof Error ? error.message : words.pageFault.detail,
    code: "page",
  };
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof ProblemError && error.problem.code === code;
}

/** Whether all that is wrong is said at these fields already. */
export function isAtFields(error: unknown, ...fields: string[]): boolean {
  if (!(error instanceof ProblemError)) return false;
  const { errors } = error.problem;
  return (
    errors.length > 0 &&
    errors.every(({ field }) => fields.some((each) => field === each || field.endsWith(`.${each}`)))
  );
}

/** The message for one field of a form, whichever way the server nests its name. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  return error.problem.errors.find(
    (each) => each.field === field || each.field.endsWith(`.${field}`),
  )?.message;
}
