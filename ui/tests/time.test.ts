import { describe, expect, it } from "vitest";
import { date, duration, moment, relative } from "../src/kit/time";

const NOW = Date.parse("2026-11-24T12:00:00Z");
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

describe("relative", () => {
  it.each([
    [0, "just now"],
    [44, "just now"],
    [-30, "just now"],
    [60, "1 min ago"],
    [12 * 60, "12 min ago"],
    [59 * 60, "59 min ago"],
    [59 * 60 + 40, "1 h ago"],
    [23 * 3600, "23 h ago"],
    [86_400, "1 day ago"],
    [3 * 86_400, "3 days ago"],
    [-3 * 3600, "in 3 h"],
    [-600, "in 10 min"],
  ])("%i seconds away is %s", (seconds, said) => {
    expect(relative(before(seconds), NOW)).toBe(said);
  });

  it("names the day after a week, with the year when it is another one", () => {
    expect(relative("2026-11-02T12:00:00Z", NOW)).toBe("2 Nov");
    expect(relative("2024-03-04T12:00:00Z", NOW)).toBe("4 Mar 2024");
  });
});

describe("moment", () => {
  it("is the time of day, with the date when it is not today", () => {
    const today = new Date(NOW);
    today.setHours(9, 5, 0, 0);
    expect(moment(today.toISOString(), NOW)).toBe("09:05");
    const other = new Date(today);
    other.setDate(other.getDate() - 2);
    expect(moment(other.toISOString(), NOW)).toBe(`${date(other.toISOString(), NOW)}, 09:05`);
  });
});

describe("duration", () => {
  it.each([
    [0, "0 ms"],
    [211.7, "212 ms"],
    [999, "999 ms"],
    [1400, "1.4 s"],
    [99_000, "99.0 s"],
    [125_000, "2 min 5 s"],
    [119_700, "2 min 0 s"],
  ])("%d ms reads %s", (ms, said) => {
    expect(duration(ms)).toBe(said);
  });
});
