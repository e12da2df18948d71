import type { ListedPerson } from "../../api/types";
import { exporting as words } from "../../strings/people";

type Field = keyof typeof words.heads;

const FIELDS = Object.keys(words.heads) as Field[];

/** A spreadsheet runs a cell that begins like this as a formula; some take the wide signs too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
const QUOTED = /[",\r\n]/;

/** One cell of RFC 4180. */
export function cell(value: string | number | null): string {
  if (typeof value === "number") return String(value);
  const text = value ?? "";
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const line = (cells: readonly (string | number | null)[]): string =>
  `${cells.map(cell).join(",")}\r\n`;

function fieldOf(person: ListedPerson, field: Field): string | number | null {
  if (field === "status") return person.status_badge ?? person.status_label;
  const value = person[field];
  return Array.isArray(value) ? value.join("; ") : value;
}

/** The file's first line; it begins with the mark by which spreadsheets know UTF-8. */
export const HEAD = `\ufeff${line(FIELDS.map((field) => words.heads[field]))}`;

export const linesOf = (people: readonly ListedPerson[]): string =>
  people.map((person) => line(FIELDS.map((field) => fieldOf(person, field)))).join("");
