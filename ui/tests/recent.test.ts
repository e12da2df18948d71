import { beforeEach, expect, it } from "vitest";
import { forgetDrafts } from "../src/kit/drafts";
import { keepRecent, readRecent } from "../src/kit/recent";

const page = (of: string) => ({ href: `/people/${of}`, label: of, hint: null });
const hrefs = () => readRecent("a1").map((each) => each.href);

beforeEach(() => window.sessionStorage.clear());

it("the newest comes first, each once, and not more than six", () => {
  for (const of of ["1", "2", "3", "4", "5", "6", "7", "3"]) keepRecent("a1", page(of));
  expect(hrefs()).toEqual([3, 7, 6, 5, 4, 2].map((of) => `/people/${of}`));
});

it("belongs to one account, and goes when one signs out", () => {
  keepRecent("a1", page("1"));
  expect(readRecent("a2")).toEqual([]);
  forgetDrafts();
  expect(hrefs()).toEqual([]);
});

it("what is no page of ours is not offered", () => {
  const kept = [{ href: "https://elsewhere.example", label: "x" }, { href: "/people/1" }, null];
  window.sessionStorage.setItem("deskhand-draft:a1:recent", JSON.stringify(kept));
  expect(hrefs()).toEqual([]);
  window.sessionStorage.setItem("deskhand-draft:a1:recent", "{");
  expect(hrefs()).toEqual([]);
});
