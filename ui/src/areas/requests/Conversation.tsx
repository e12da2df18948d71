import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { RequestDetail, TimelineItem } from "../../api/types";
import { announce } from "../../kit/announce";
import { ProblemBar } from "../../kit/ProblemBar";
import { Segments, SkeletonRows } from "../../kit/small";
import { Timeline } from "../../kit/Timeline";
import { type Filter, matches } from "../../kit/timeline";
import { actionState, timeline as kit } from "../../strings/kit";
import { page as words } from "../../strings/requests";
import classes from "./Conversation.module.css";

interface Props {
  timeline: UseQueryResult<{ items: TimelineItem[] }>;
  request: RequestDetail;
  retrying: string | null;
  /** What went wrong with a button on the timeline. */
  problem: Error | null;
  onRetry: (runId: string) => void;
  onRefresh: (personId: number) => void;
}

const FILTERS: readonly Filter[] = ["all", "public", "notes", "actions"];
const NEAR_END_PX = 160;

export function Conversation({ timeline, request, retrying, problem, onRetry, onRefresh }: Props) {
  const [filter, setFilter] = useState<Filter>("all");
  const items = timeline.data?.items;
  const shown = items?.filter((item) => matches(item, filter)) ?? [];
  const scroller = useStayAtEnd(items);
  return (
    <>
      <div className={classes.filter}>
        <Segments
          label={words.filter}
          value={filter}
          options={FILTERS.map((each) => ({ value: each, label: words.filters[each] }))}
          onChange={setFilter}
        />
      </div>
      <section
        className={classes.scroll}
        ref={scroller}
        tabIndex={0}
        aria-label={words.conversation}
      >
        {timeline.isError && (
          <div className={classes.problem}>
            <ProblemBar
              error={timeline.error}
              busy={timeline.isFetching}
              mend={{ retry: () => void timeline.refetch() }}
            />
          </div>
        )}
        {timeline.isPending && <SkeletonRows rows={5} height={64} />}
        {items && shown.length === 0 && (
          <p className="dim">{items.length ? words.filteredEmpty : kit.none}</p>
        )}
        <Timeline
          items={shown}
          origin={request.origin}
          subjectId={request.subject.id}
          retrying={retrying}
          onRetry={onRetry}
          onRefresh={onRefresh}
        />
        {problem && (
          <div className={classes.problem}>
            <ProblemBar error={problem} />
          </div>
        )}
      </section>
    </>
  );
}

/** Show the newest entry at first, and when one arrives while the reader is at the end. */
function useStayAtEnd(items: TimelineItem[] | undefined) {
  const scroller = useRef<HTMLElement>(null);
  const before = useRef<number | null>(null);
  const last = items?.at(-1);
  const title = last?.action?.title;
  const state = last?.action?.state;
  useEffect(() => {
    const box = scroller.current;
    if (!box || items === undefined) return;
    const grown = before.current !== null && items.length > before.current;
    const distance = box.scrollHeight - box.scrollTop - box.clientHeight;
    if (before.current === null || distance < NEAR_END_PX || grown)
      box.scrollTop = box.scrollHeight;
    if (grown) announce(words.newEntries);
    before.current = items.length;
  }, [items]);
  useEffect(() => {
    if (title && state) announce(`${title}: ${actionState[state]}`);
  }, [title, state]);
  return scroller;
}
