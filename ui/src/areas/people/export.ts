/** The list as a file, made in the browser from the pages of the API. */
import { answer, api } from "../../api/client";
import type { PeopleFilter } from "../../api/queries";
import type { PersonRow } from "../../api/types";
import { toCsv } from "./csv";

const STEP = 500;

/** All that the filter matches. A person who moves between two pages is told once. */
export async function readAll(
  filter: PeopleFilter,
  signal: AbortSignal,
  tell: (done: number, total: number) => void,
): Promise<PersonRow[]> {
  const found = new Map<number, PersonRow>();
  for (let offset = 0; ; offset += STEP) {
    const query = { ...filter, limit: STEP, offset };
    const page = await answer(api.GET("/api/v1/people", { params: { query }, signal }));
    signal.throwIfAborted();
    for (const person of page.items) found.set(person.id, person);
    tell(found.size, page.total);
    if (offset + STEP >= page.total) return [...found.values()];
  }
}

/** Hand a file to the browser's downloads. */
export function save(people: readonly PersonRow[], day = new Date()): void {
  const file = new Blob([toCsv(people)], { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `people-${day.toISOString().slice(0, 10)}.csv`;
  link.click();
  // The download has begun by the next turn; the file need not be kept any longer.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
