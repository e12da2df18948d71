import { describe, expect, it } from "vitest";
import { inboxSearch } from "../src/areas/requests/address";
import {
  countOf,
  differs,
  filterOf,
  isNarrowed,
  searchOf,
  VIEWS,
  viewOf,
} from "../src/areas/requests/filters";
import { COUNTS, savedView } from "./make";

it("an address asks for a view by name; anything else is the open ones", () => {
  for (const view of VIEWS) expect(viewOf(view)).toBe(view);
  expect(viewOf("everything")).toBe("open");
  expect(viewOf(undefined)).toBe("open");
});

it("an address carries texts only; the rest was never asked", () => {
  const given = { view: "mine", q: 42, status: "", priority: ["high"], other: "x" };
  expect(inboxSearch(given)).toEqual({ view: "mine", q: "42" });
});

describe("filterOf", () => {
  it("mine and unassigned are about open requests", () => {
    expect(filterOf({ view: "mine" })).toEqual({ status: "open", mine: true });
    expect(filterOf({ view: "unassigned" })).toEqual({ status: "open", unassigned: true });
  });

  it("what needs attention may be resolved already", () => {
    expect(filterOf({ view: "attention" })).toEqual({ status: "all", attention: true });
  });

  it("a search, filters and an order go along with the view", () => {
    expect(
      filterOf({
        view: "mine",
        q: "vpn",
        status: "waiting",
        priority: "urgent",
        origin: "employee_portal",
        sort: "-created",
      }),
    ).toEqual({
      status: "waiting",
      mine: true,
      q: "vpn",
      priority: "urgent",
      origin: "employee_portal",
      sort: "-created",
    });
  });

  it("what makes no sense in a view, or is no value, is left out", () => {
    expect(filterOf({ view: "resolved", status: "new", sort: "updated" })).toEqual({
      status: "resolved",
    });
    expect(filterOf({ view: "mine", assignee: "a2" })).toEqual({ status: "open", mine: true });
    expect(filterOf({ status: "gone", priority: "huge", origin: "fax", sort: "colour" })).toEqual({
      status: "open",
    });
  });
});

it("an order narrows nothing; a search and filters do", () => {
  expect(isNarrowed({ view: "attention", sort: "priority" })).toBe(false);
  expect(isNarrowed({ view: "open", q: "vpn" })).toBe(true);
  expect(isNarrowed({ view: "mine", status: "waiting" })).toBe(true);
});

describe("a saved view", () => {
  const cases = [
    { status: "open", mine: true },
    { status: "all", attention: true, attention_kind: "failed", priority: "high" },
    { status: "open", unassigned: true, origin: "employee_portal" },
    { status: "in_progress", q: "vpn", sort: "priority" },
    { status: "waiting", mine: true },
    { status: "waiting" },
    { status: "all", assignee: "a2" },
  ] as const;

  it("comes back from its address as it was kept", () => {
    for (const filter of cases) {
      const address = searchOf(savedView({ filter }));
      expect(filterOf(address)).toEqual(filter);
      expect(differs(savedView({ filter }), address)).toBe(false);
    }
  });

  it("differs once something else is shown under its name", () => {
    const kept = savedView({ filter: { status: "open", mine: true } });
    expect(differs(kept, { ...searchOf(kept), priority: "high" })).toBe(true);
    expect(differs(kept, { ...searchOf(kept), sort: "priority" })).toBe(true);
  });
});

it("each view but All has its number", () => {
  expect(VIEWS.map((view) => countOf(view, COUNTS))).toEqual([5, 3, 1, 4, 2, 9, undefined]);
  expect(countOf("open", undefined)).toBeUndefined();
});
