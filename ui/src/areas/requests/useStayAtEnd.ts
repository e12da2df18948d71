import { useEffect, useRef, useState } from "react";
import type { TimelineItem } from "../../api/types";
import { announce } from "../../kit/announce";
import { actionState } from "../../strings/kit";
import { page as words } from "../../strings/requests";

const NEAR_END_PX = 160;

/**
 * Keep the newest entry in sight: at first, after what one did oneself, and for a reader who is at
 * the end anyway. Whoever reads further up stays there and is told (`unseen`).
 */
export function useStayAtEnd(items: TimelineItem[] | undefined, me: string) {
  const scroller = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const count = useRef<number | null>(null);
  const [unseen, setUnseen] = useState(false);

  const toEnd = () => {
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
    setUnseen(false);
  };
  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    if (atEnd.current) setUnseen(false);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed on the server moves it
  useEffect(() => {
    if (items === undefined) return;
    const grown = count.current !== null && items.length > count.current;
    count.current = items.length;
    if (atEnd.current || (grown && items.at(-1)?.actor.name === me)) toEnd();
    else if (grown) setUnseen(true);
    if (grown) announce(words.newEntries);
  }, [items]);

  const last = items?.at(-1)?.action;
  const title = last?.title;
  const state = last?.state;
  useEffect(() => {
    if (title && state) announce(`${title}: ${actionState[state]}`);
  }, [title, state]);

  return { scroller, unseen, onScroll, toEnd };
}
