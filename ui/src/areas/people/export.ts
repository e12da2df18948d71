/** People as a file, made in the browser from the pages of the API. */
import { answer, api } from "../../api/client";
import { MOST_IDS, type PeopleFilter } from "../../api/queries";
import type { PersonRow } from "../../api/types";
import { HEAD, linesOf } from "./csv";

const STEP = 500;

/** The parts of a file, and how many people are in it. Of a page nothing but its text is kept. */
export interface Written {
  parts: string[];
  count: number;
}

/** All that the filter matches. A person who moves between two pages is told once. */
export async function readAll(
  filter: PeopleFilter,
  signal: AbortSignal,
  tell: (done: number, total: number) => void,
): Promise<Written> {
  const known = new Set<number>();
  const parts = [HEAD];
  for (let offset = 0; ; offset += STEP) {
    const query = { ...filter, access: true, limit: STEP, offset };
    const page = await answer(api.GET("/api/v1/people", { params: { query }, signal }));
    signal.throwIfAborted();
    const others = page.items.filter(({ id }) => !known.has(id));
    for (const { id } of others) known.add(id);
    parts.push(linesOf(others));
    tell(known.size, page.total);
    if (offset + STEP >= page.total) return { parts, count: known.size };
  }
}

/** Those who were marked, in every status; whom Okta no longer lists is left out. */
export async function readMarked(people: readonly PersonRow[]): Promise<Written> {
  const parts = [HEAD];
  let count = 0;
  for (let from = 0; from < people.length; from += MOST_IDS) {
    const ids = people.slice(from, from + MOST_IDS).map(({ id }) => id);
    const query = { ids: ids.join(","), status: "all", access: true, limit: MOST_IDS };
    const page = await answer(api.GET("/api/v1/people", { params: { query } }));
    parts.push(linesOf(page.items));
    count += page.items.length;
  }
  return { parts, count };
}

/** Hand a file to the browser's downloads. */
export function save({ parts }: Written, day = new Date()): void {
  const file = new Blob(parts, { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `people-${day.toISOString().slice(0, 10)}.csv`;
  link.click();
  // The download has begun by the next turn; the file need not be kept any longer.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
