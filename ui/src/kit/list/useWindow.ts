import { type RefObject, useCallback, useLayoutEffect, useState } from "react";

/** Rows beyond the edges of what is in sight, so that a turn of the wheel meets no gap. */
const OVERSCAN = 12;

interface Sight {
  top: number;
  height: number;
}

/** The rows, all `rowPx` high, from `first` up to before `end`, that are in sight or nearly so. */
export function rowsIn(sight: Sight, count: number, rowPx: number): { first: number; end: number } {
  const first = Math.floor(sight.top / rowPx) - OVERSCAN;
  const end = Math.ceil((sight.top + sight.height) / rowPx) + OVERSCAN;
  return { first: Math.min(Math.max(0, first), count), end: Math.min(Math.max(0, end), count) };
}

/** Where to scroll so that a row is in sight, below a head of `headPx`; null when it is. */
export function scrollFor(row: number, sight: Sight, rowPx: number, headPx: number): number | null {
  const top = row * rowPx;
  if (top < sight.top) return top;
  const bottom = top + rowPx + headPx;
  return bottom > sight.top + sight.height ? bottom - sight.height : null;
}

/** Follow the scrolling of an element over `count` rows of one height. */
export function useWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowPx: number,
  headPx: number,
) {
  const [sight, setSight] = useState<Sight>({ top: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setSight({ top: element.scrollTop, height: element.clientHeight });
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller]);

  const reveal = useCallback(
    (row: number) => {
      const element = scroller.current;
      if (!element) return;
      const now = { top: element.scrollTop, height: element.clientHeight };
      const to = scrollFor(row, now, rowPx, headPx);
      if (to !== null) element.scrollTop = to;
    },
    [scroller, rowPx, headPx],
  );
  return { ...rowsIn(sight, count, rowPx), reveal };
}
