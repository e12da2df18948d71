import { useSyncExternalStore } from "react";

let said = "";
let listeners: (() => void)[] = [];

/** Say something to screen readers: counts, results, what arrived by itself. */
export function announce(text: string): void {
  // The same words twice would not be read again; a no-break space makes them new.
  said = text === said ? `${text}\u00a0` : text;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners = [...listeners, listener];
  return () => {
    listeners = listeners.filter((each) => each !== listener);
  };
}

export function LiveRegion() {
  const text = useSyncExternalStore(listen, () => said);
  return (
    <div role="status" aria-live="polite" className="hidden-text">
      {text}
    </div>
  );
}
