import { expect, it } from "vitest";
import { readAll, readMarked } from "../src/areas/people/export";
import { listed, person } from "./make";
import { serve } from "./server";

it("reads page after page to the end, and nobody twice", async () => {
  const TOTAL = 1203;
  const asked = serve({
    "GET /api/v1/people": ({ search }: { search: URLSearchParams }) => {
      const offset = Number(search.get("offset"));
      const rows = Math.min(500, TOTAL - offset);
      // Somebody came in front meanwhile: the last of a page is the first of the next one.
      const from = offset === 0 ? 0 : offset - 1;
      const items = Array.from({ length: rows }, (_, at) =>
        listed({ id: from + at, okta_id: `00u${from + at}` }),
      );
      return { items, total: TOTAL, synced_at: null };
    },
  });
  const told: string[] = [];
  const { parts, count } = await readAll(
    { status: "all", q: "a" },
    new AbortController().signal,
    (...done) => told.push(done.join("/")),
  );
  expect(asked.map(({ search }) => search.get("offset"))).toEqual(["0", "500", "1000"]);
  expect(asked.every(({ search }) => search.get("q") === "a")).toBe(true);
  expect(asked.every(({ search }) => search.get("access") === "true")).toBe(true);
  const lines = parts.join("").trimEnd().split("\r\n").slice(1);
  expect(new Set(lines).size).toBe(count);
  expect(lines.length).toBe(count);
  expect(told.at(-1)).toBe(`${count}/1203`);
});

it("stops when it is called off", async () => {
  serve({ "GET /api/v1/people": { items: [], total: 9, synced_at: null } });
  const control = new AbortController();
  control.abort();
  await expect(readAll({}, control.signal, () => {})).rejects.toThrow();
});

it("asks for the marked ones by their ids, as many at once as the server takes", async () => {
  const asked = serve({
    "GET /api/v1/people": ({ search }: { search: URLSearchParams }) => {
      const items = (search.get("ids") ?? "").split(",").map((id) => listed({ id: Number(id) }));
      return { items, total: items.length, synced_at: null };
    },
  });
  const marked = Array.from({ length: 201 }, (_, at) => person({ id: at + 1 }));
  const { parts, count } = await readMarked(marked);
  expect(count).toBe(201);
  expect(parts.join("").trimEnd().split("\r\n")).toHaveLength(202);
  expect(asked.map(({ search }) => search.get("ids")?.split(",").length)).toEqual([200, 1]);
  expect(asked.every(({ search }) => search.get("status") === "all")).toBe(true);
});
