import { useState } from "react";

const PREFIX = "deskhand.columns.";

function stored(list: string, known: readonly string[]): string[] | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(PREFIX + list) ?? "null");
    if (!Array.isArray(value)) return null;
    return known.filter((key) => value.includes(key));
  } catch {
    return null;
  }
}

/** Which columns of a list this browser shows; kept there, and forgotten when they are the usual. */
export function useColumns(list: string, known: readonly string[], usual: readonly string[]) {
  const [chosen, setChosen] = useState<readonly string[]>(() => stored(list, known) ?? usual);
  const choose = (next: readonly string[]) => {
    setChosen(next);
    try {
      if (next === usual) localStorage.removeItem(PREFIX + list);
      else localStorage.setItem(PREFIX + list, JSON.stringify(next));
    } catch {
      // Where nothing can be kept, it holds until the page is left.
    }
  };
  return [chosen, choose] as const;
}
