import { describe, expect, it } from "vitest";
import { cell, HEAD, linesOf } from "../src/areas/people/csv";
import { listed } from "./make";

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
  const locked = listed({ name: "=cmd", status_badge: "Locked out", groups_count: 3 });
  const [first, second, rest] = linesOf([locked, listed()]).split("\r\n");
  expect(HEAD.startsWith("\ufeffName,Work e-mail,Login,Okta status,")).toBe(true);
  expect(HEAD.endsWith(",Groups,Group names,Apps,App names,Okta ID\r\n")).toBe(true);
  expect(first?.startsWith("'=cmd,elena.moreau@acme.example,")).toBe(true);
  expect(first).toContain(",Locked out,");
  expect(first).toContain('"Paris, FR"');
  expect(second).toContain(",Active,");
  expect(rest).toBe("");
});

it("names what somebody has beside how much it is, and runs none of it", () => {
  const groups = ["=HYPERLINK(1)", "Everyone", 'The "A" team'];
  const line = linesOf([listed({ groups, groups_count: 3, apps: [], apps_count: 0 })]);
  expect(line).toContain(`,3,"'=HYPERLINK(1); Everyone; The ""A"" team",0,,`);
});
