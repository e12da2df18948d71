import { describe, expect, it } from "vitest";
import { leastWidth, nextSort, orderOf, tracks } from "../src/kit/list/columns";
import { among } from "../src/kit/list/filters";
import { rowsIn, scrollFor } from "../src/kit/list/useWindow";

describe("the rows that exist", () => {
  it("are those in sight and some around them", () => {
    expect(rowsIn({ top: 3600, height: 720 }, 50_000, 36)).toEqual({ first: 88, end: 132 });
  });

  it("end where the list does", () => {
    expect(rowsIn({ top: 0, height: 720 }, 5, 36)).toEqual({ first: 0, end: 5 });
    expect(rowsIn({ top: 99_999, height: 720 }, 5, 36)).toEqual({ first: 5, end: 5 });
  });
});

describe("a row is scrolled to", () => {
  const sight = { top: 360, height: 400 };
  it.each([
    ["above", 5, 180],
    ["below", 40, 1109],
    ["in sight", 12, null],
  ])("when it is %s", (_, row, to) => {
    expect(scrollFor(row, sight, 36, 33)).toBe(to);
  });
});

describe("columns", () => {
  const measures = [
    { least: 150, grow: 1 },
    { least: 50, grow: 0 },
  ];

  it("share the space", () => {
    expect(tracks(measures, false)).toBe("minmax(150px, 1fr) 50px");
    expect(tracks(measures, true)).toBe("18px minmax(150px, 1fr) 50px");
    expect(leastWidth(measures, false)).toBe(150 + 50 + 14 + 40);
  });

  it("turn the order round at the second click", () => {
    expect(orderOf("-title", "title")).toBe("descending");
    expect(orderOf("name", "title")).toBe("none");
    expect(nextSort("name", "title")).toBe("title");
    expect(nextSort("title", "title")).toBe("-title");
    expect(nextSort("-title", "title")).toBe("title");
  });
});

it("choices are found by any part of their label, and more are counted", () => {
  const choices = Array.from({ length: 60 }, (_, at) => ({ value: `${at}`, label: `Room ${at}` }));
  expect(among(choices, "ROOM 59").items.map(({ value }) => value)).toEqual(["59"]);
  expect(among(choices, "")).toMatchObject({ more: true });
  expect(among(choices, "room").items).toHaveLength(50);
});
