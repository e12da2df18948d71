import { useRef, useState } from "react";

export interface Selection {
  /** In the order in which they were chosen. */
  refs: readonly string[];
  /** How many of them the list does not show now. */
  hidden: number;
  has: (ref: string) => boolean;
  /** Choose or leave out; `through` takes all rows from the last one on along. */
  toggle: (ref: string, through?: boolean) => void;
  drop: (refs: readonly string[]) => void;
  clear: () => void;
}

/** Chosen rows outlive a search that hides them; `shown` are those in the list, in its order. */
export function useSelection(shown: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);

  const between = (ref: string): readonly string[] => {
    const from = last.current === null ? -1 : shown.indexOf(last.current);
    const to = shown.indexOf(ref);
    if (from < 0 || to < 0) return [ref];
    return shown.slice(Math.min(from, to), Math.max(from, to) + 1);
  };
  const toggle = (ref: string, through = false) => {
    const refs = through ? between(ref) : [ref];
    const out = chosen.has(ref);
    last.current = ref;
    setChosen((now) => {
      const next = new Set(now);
      for (const each of refs) out ? next.delete(each) : next.add(each);
      return next;
    });
  };
  return {
    refs: [...chosen],
    hidden: [...chosen].filter((ref) => !shown.includes(ref)).length,
    has: (ref) => chosen.has(ref),
    toggle,
    drop: (refs) => setChosen((now) => new Set([...now].filter((ref) => !refs.includes(ref)))),
    clear: () => setChosen(new Set()),
  };
}
