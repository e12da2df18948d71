import type { QueryClient } from "@tanstack/react-query";

export interface Choice {
  value: string;
  label: string;
  /** How many rows have it. */
  count?: number;
}

/** One thing that a list can be filtered by. */
export interface Dimension {
  key: string;
  label: string;
  /** The values that match what is typed, the likeliest first; `more`: there are others. */
  find: (q: string, client: QueryClient) => Promise<{ items: Choice[]; more: boolean }>;
}

/** A filter in effect, as a chip shows it. */
export interface Chip {
  key: string;
  label: string;
  value: string;
}

const SHOWN = 50;

/** The choices of a dimension whose values are all known. */
export function among(choices: readonly Choice[], q: string): { items: Choice[]; more: boolean } {
  const sought = q.trim().toLowerCase();
  const found = choices.filter((each) => each.label.toLowerCase().includes(sought));
  return { items: found.slice(0, SHOWN), more: found.length > SHOWN };
}
