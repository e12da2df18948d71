import { describe, expect, it } from "vitest";
import { countOf, filterOf, VIEWS, viewOf } from "../src/areas/requests/filters";

const COUNTS = {
  open: 5,
  new: 1,
  in_progress: 2,
  waiting: 2,
  resolved: 9,
  mine: 3,
  unassigned: 1,
  attention: 4,
};

it("an address asks for a view by name; anything else is the open ones", () => {
  for (const view of VIEWS) expect(viewOf(view)).toBe(view);
  expect(viewOf("everything")).toBe("open");
  expect(viewOf(undefined)).toBe("open");
});

describe("filterOf", () => {
  it("mine and unassigned are about open requests", () => {
    expect(filterOf("mine", "")).toEqual({ status: "open", mine: true });
    expect(filterOf("unassigned", "")).toEqual({ status: "open", unassigned: true });
  });

  it("what needs attention may be resolved already", () => {
    expect(filterOf("attention", "")).toEqual({ status: "all", attention: true });
  });

  it("a search goes along with the view", () => {
    expect(filterOf("waiting", "vpn")).toEqual({ status: "waiting", q: "vpn" });
  });
});

it("each view but All has its number", () => {
  expect(VIEWS.map((view) => countOf(view, COUNTS))).toEqual([5, 3, 1, 2, 9, undefined, 4]);
  expect(countOf("open", undefined)).toBeUndefined();
});
