/** Keyboard shortcuts: one listener, screens register what their keys do while they are shown. */
import { useEffect, useRef } from "react";

type Handler = () => void;

const handlers = new Map<string, Handler[]>();
const SEQUENCE_MS = 1200;
let prefix = "";
let prefixAt = 0;
let paused = false;
let overlaid = false;

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return target.type !== "checkbox";
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName))
  );
}

/** The name of the key pressed, "mod+k" for Ctrl or Cmd; null for what is no shortcut. */
export function nameOf(event: KeyboardEvent): string | null {
  if (event.altKey || event.isComposing) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.ctrlKey || event.metaKey ? `mod+${key}` : key;
}

/** Before anything closes on this very key: Escape is for what lies on top only. */
function lookFirst(): void {
  overlaid = document.querySelector('[role="dialog"], [role="menu"]') !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  const name = nameOf(event);
  if (name === null || event.defaultPrevented) return;
  const withModifier = name.startsWith("mod+");
  if (!withModifier) {
    if (paused || overlaid || isTyping(event.target)) return;
  }
  const now = event.timeStamp;
  const sequence = prefix && now - prefixAt < SEQUENCE_MS ? `${prefix} ${name}` : "";
  prefix = "";
  const handler =
    (sequence ? handlers.get(sequence)?.at(-1) : undefined) ?? handlers.get(name)?.at(-1);
  if (handler) {
    event.preventDefault();
    handler();
  } else if (name === "g") {
    prefix = name;
    prefixAt = now;
  }
}

/** Install the listener; returns how to remove it. */
export function listenToKeys(): () => void {
  window.addEventListener("keydown", lookFirst, true);
  window.addEventListener("keydown", onKeyDown);
  return () => {
    window.removeEventListener("keydown", lookFirst, true);
    window.removeEventListener("keydown", onKeyDown);
  };
}

/** Plain keys do nothing: what is typed is meant for something that is only just opening. */
export function pauseKeys(now: boolean): void {
  paused = now;
}

/** While mounted, `key` ("j", "mod+k", "g r") does this; the screen opened last wins. */
export function useKey(key: string, run: Handler, enabled = true): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (!enabled) return;
    const handler = () => latest.current();
    handlers.set(key, [...(handlers.get(key) ?? []), handler]);
    return () => {
      handlers.set(
        key,
        (handlers.get(key) ?? []).filter((each) => each !== handler),
      );
    };
  }, [key, enabled]);
}

/** The modifier as this computer's keyboard names it. */
export const modKey = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";
