import { useEffect, useRef } from "react";

/** `start` is what the action's picker is searched with at first. */
type Listener = (actionKey: string, start: string) => void;

const listeners = new Set<Listener>();

/** Ask the page that is open to show an action's dialog; the palette and slash commands do. */
export function askForAction(actionKey: string, start = ""): void {
  for (const listener of listeners) listener(actionKey, start);
}

export function useAskedAction(run: Listener): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const listener: Listener = (key, start) => latest.current(key, start);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
}
