import { describe, expect, it } from "vitest";
import { changed, filterOf, isNarrowed, widened } from "../src/areas/people/filters";
import { why } from "../src/areas/people/Nobody";
import { shownOf } from "../src/areas/people/useHidden";

describe("the address of the list of people", () => {
  it("asks for visible people by name when it says nothing", () => {
    expect(filterOf({})).toEqual({ status: "visible" });
    expect(filterOf({ sort: "name" })).toEqual({ status: "visible" });
  });

  it("carries every filter", () => {
    const search = {
      q: "anna",
      status: "LOCKED_OUT",
      department: "Sales",
      location: "Paris, FR",
      group: "12",
      app: "9",
      manager: "missing",
      sort: "-last_login",
    };
    expect(filterOf(search)).toEqual({ ...search, group: 12, app: 9 });
  });

  it("leaves out an id that is none", () => {
    expect(filterOf({ group: "12; drop", app: "" })).toEqual({ status: "visible" });
  });

  it("is narrowed by a filter, not by a search or by all statuses", () => {
    expect(isNarrowed({ q: "anna", status: "all" })).toBe(false);
    expect(isNarrowed({ status: "STAGED" })).toBe(true);
    expect(isNarrowed({ manager: "missing" })).toBe(true);
  });

  it("loses its filters and keeps search, order and the plain status", () => {
    const narrow = { q: "anna", sort: "title", status: "all", department: "Sales", group: "1" };
    expect(widened(narrow)).toEqual({ q: "anna", sort: "title", status: "all" });
    expect(widened({ status: "STAGED" })).toEqual({});
  });

  it("changes in one part", () => {
    expect(changed({ q: "a", group: "1" }, "group", undefined)).toEqual({ q: "a" });
    expect(changed({ q: "a" }, "group", "2")).toEqual({ q: "a", group: "2" });
  });
});

describe("an empty list names what leaves everybody out, and takes that away", () => {
  it.each([
    [{ q: "x", department: "Sales" }, { q: "x" }],
    [{ q: "x" }, { q: "x", status: "all" }],
    [{ q: "x", status: "all" }, { status: "all" }],
    [{ status: "all" }, undefined],
  ])("%j leads to %j", (search, to) => {
    expect(why(search).to).toEqual(to);
  });
});

it("marked people are looked for within the filter, whatever its order", () => {
  const filter = { q: "anna", status: "all", sort: "-title" };
  expect(shownOf([{ id: 12 }, { id: 7 }], filter)).toEqual({
    q: "anna",
    status: "all",
    ids: "7,12",
  });
});
