/** The people who were marked. They stay marked while the list shows others. */
import { useState } from "react";
import type { PersonRow } from "../../api/types";

export interface Selection {
  people: readonly PersonRow[];
  has: (person: PersonRow) => boolean;
  toggle: (person: PersonRow) => void;
  clear: () => void;
}

export function useSelection(): Selection {
  const [marked, setMarked] = useState<ReadonlyMap<number, PersonRow>>(new Map());
  return {
    people: [...marked.values()],
    has: ({ id }) => marked.has(id),
    toggle: (person) =>
      setMarked((now) => {
        const next = new Map(now);
        if (!next.delete(person.id)) next.set(person.id, person);
        return next;
      }),
    clear: () => setMarked(new Map()),
  };
}
