import { useEffect, useRef } from "react";

type Listener = (actionKey: string) => void;

const listeners = new Set<Listener>();

/** Ask the request page that is open to show an action's dialog; the palette does. */
export function askForAction(actionKey: string): void {
  for (const listener of listeners) listener(actionKey);
}

export function useAskedAction(run: Listener): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const listener: Listener = (key) => latest.current(key);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
}
