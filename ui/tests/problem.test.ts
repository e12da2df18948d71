import { describe, expect, it } from "vitest";
import {
  asProblem,
  fieldError,
  hasCode,
  ProblemError,
  problemOf,
  unreachable,
} from "../src/api/problem";

describe("asProblem", () => {
  it("keeps all that the server said", () => {
    const sent = {
      title: "Okta is not connected",
      detail: "Connect it first.",
      status: 409,
      code: "not_connected",
      next: { kind: "open", label: "Connect Okta", href: "/settings/integrations/okta" },
      retry_after: 7,
      errors: [{ field: "domain", message: "Not a domain." }],
    };
    expect(asProblem(sent, 409)).toEqual(sent);
  });

  it("makes a problem with a way on of a proxy's page", () => {
    const problem = asProblem("<html>Bad gateway</html>", 502);
    expect(problem.code).toBe("unexpected");
    expect(problem.detail).toContain("502");
    expect(problem.next?.kind).toBe("retry");
  });

  it("trusts the status line, not the body", () => {
    expect(asProblem({ status: 200 }, 403).status).toBe(403);
  });
});

describe("problemOf", () => {
  it("gives back what a call failed with", () => {
    const problem = unreachable(true);
    expect(problemOf(new ProblemError(problem))).toBe(problem);
  });

  it("tells a fault of the page as one, with its words", () => {
    const problem = problemOf(new TypeError("x is undefined"));
    expect(problem.code).toBe("page");
    expect(problem.detail).toBe("x is undefined");
  });
});

describe("fieldError", () => {
  const error = new ProblemError(
    asProblem({ errors: [{ field: "parameters.group", message: "Choose a group." }] }, 422),
  );

  it("finds the field however deep it is nested", () => {
    expect(fieldError(error, "group")).toBe("Choose a group.");
    expect(fieldError(error, "parameters.group")).toBe("Choose a group.");
  });

  it("does not take a part of a name for the name", () => {
    expect(fieldError(error, "oup")).toBeUndefined();
    expect(fieldError(new Error("else"), "group")).toBeUndefined();
  });
});

it("hasCode knows the code of failed calls only", () => {
  expect(hasCode(new ProblemError(asProblem({ code: "stale" }, 409)), "stale")).toBe(true);
  expect(hasCode(new Error("stale"), "stale")).toBe(false);
});
