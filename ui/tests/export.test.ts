import { expect, it } from "vitest";
import { readAll } from "../src/areas/people/export";
import { person } from "./make";
import { serve } from "./server";

it("reads page after page to the end, and nobody twice", async () => {
  const TOTAL = 1203;
  const asked = serve({
    "GET /api/v1/people": ({ search }: { search: URLSearchParams }) => {
      const offset = Number(search.get("offset"));
      const rows = Math.min(500, TOTAL - offset);
      // Somebody came in front meanwhile: the last of a page is the first of the next one.
      const from = offset === 0 ? 0 : offset - 1;
      const items = Array.from({ length: rows }, (_, at) => person({ id: from + at }));
      return { items, total: TOTAL, synced_at: null };
    },
  });
  const told: string[] = [];
  const people = await readAll({ status: "all", q: "a" }, new AbortController().signal, (...done) =>
    told.push(done.join("/")),
  );
  expect(asked.map(({ search }) => search.get("offset"))).toEqual(["0", "500", "1000"]);
  expect(asked.every(({ search }) => search.get("q") === "a")).toBe(true);
  expect(new Set(people.map(({ id }) => id)).size).toBe(people.length);
  expect(told.at(-1)).toBe(`${people.length}/1203`);
});

it("stops when it is called off", async () => {
  serve({ "GET /api/v1/people": { items: [], total: 9, synced_at: null } });
  const control = new AbortController();
  control.abort();
  await expect(readAll({}, control.signal, () => {})).rejects.toThrow();
});
