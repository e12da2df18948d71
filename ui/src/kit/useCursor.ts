import { useEffect, useState } from "react";
import { useKey } from "./keys";

/** J/K through rows. The row's link takes the focus, so that Enter opens it. -1: none yet. */
export function useCursor(count: number, reset: unknown): [number, (row: number) => void] {
  const [cursor, setCursor] = useState(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list starts at its top
  useEffect(() => setCursor(-1), [reset]);
  useKey("j", () => setCursor((now) => Math.min(now + 1, count - 1)));
  useKey("k", () => setCursor((now) => Math.max(now - 1, 0)), count > 0);
  return [Math.min(cursor, count - 1), setCursor];
}
