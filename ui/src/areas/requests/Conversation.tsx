import { Button } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { RequestDetail, TimelineItem } from "../../api/types";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { Segments, SkeletonRows } from "../../kit/small";
import { Timeline } from "../../kit/Timeline";
import { FILTERS, filterOf, matches } from "../../kit/timeline";
import { useCan, useMe } from "../../session";
import { timeline as kit } from "../../strings/kit";
import { page as words } from "../../strings/requests";
import classes from "./Conversation.module.css";
import { useStayAtEnd } from "./useStayAtEnd";

interface Props {
  timeline: UseQueryResult<{ items: TimelineItem[] }>;
  request: RequestDetail;
  retrying: string | null;
  /** What went wrong with a button on the timeline. */
  problem: Error | null;
  onRetry: (runId: string) => void;
  onRefresh: (personId: number) => void;
}

const ActionSecret = lazy(async () => ({
  default: (await import("./ActionSecret")).ActionSecret,
}));

export function Conversation({ timeline, request, retrying, problem, onRetry, onRefresh }: Props) {
  const filter = filterOf(useSearch({ from: "/requests/$ref" }).show);
  const navigate = useNavigate({ from: "/requests/$ref" });
  const canAct = useCan("actions.run");
  const items = timeline.data?.items;
  const shown = items?.filter((item) => matches(item, filter)) ?? [];
  const { scroller, unseen, onScroll, toEnd } = useStayAtEnd(items, useMe().name);
  return (
    <>
      <div className={classes.filter}>
        <Segments
          label={words.filter}
          value={filter}
          options={FILTERS.map((each) => ({
            value: each,
            label: words.filters[each],
            count: items?.filter((item) => matches(item, each)).length,
          }))}
          onChange={(show) =>
            void navigate({ search: { show: show === "all" ? undefined : show }, replace: true })
          }
        />
      </div>
      <section
        className={classes.scroll}
        ref={scroller}
        onScroll={onScroll}
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
          renderSecret={
            canAct
              ? (run) => (
                  <Suspense>
                    <ActionSecret run={run} />
                  </Suspense>
                )
              : undefined
          }
        />
        {problem && (
          <div className={classes.problem}>
            <ProblemBar error={problem} />
          </div>
        )}
        {unseen && (
          <Button
            variant="default"
            className={classes.newest}
            leftSection={<Icon name="chevron" size={14} />}
            onClick={toEnd}
          >
            {words.showNewest}
          </Button>
        )}
      </section>
    </>
  );
}
