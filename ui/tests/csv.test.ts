import { describe, expect, it } from "vitest";
import { cell, toCsv } from "../src/areas/people/csv";
import { person } from "./make";

describe("a cell", () => {
  it.each([
    ["plain", "plain"],
    [null, ""],
    [7, "7"],
    ["a, b", '"a, b"'],
    ['say "so"', '"say ""so"""'],
    ["two\nlines", '"two\nlines"'],
  ])("%j is written %j", (value, written) => {
    expect(cell(value)).toBe(written);
  });

  it.each([
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "＝1",
    "＋1",
    "－1",
    "＠x",
  ])("that a spreadsheet would run is text: %j", (value) => {
    expect(cell(value).replace(/^"/, "").startsWith("'")).toBe(true);
  });
});

it("the file has a head, a line for each person, and the state as the list shows it", () => {
  const locked = person({ name: "=cmd", status_badge: "Locked out", groups_count: 3 });
  const [head, first, second, rest] = toCsv([locked, person()]).split("\r\n");
  expect(head?.startsWith("\ufeffName,Work e-mail,Login,Okta status,")).toBe(true);
  expect(first?.startsWith("'=cmd,elena.moreau@acme.example,")).toBe(true);
  expect(first).toContain(",Locked out,");
  expect(first).toContain('"Paris, FR"');
  expect(second).toContain(",Active,");
  expect(rest).toBe("");
});
