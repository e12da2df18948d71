/** The employee's side: ask in plain words, and see what became of it. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { requestsQuery } from "../../api/queries";
import type { RequestRow } from "../../api/types";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { EmptyState, Segments, SkeletonRows } from "../../kit/small";
import { Badge, REQUEST_TONE } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { status, topics, home as words } from "../../strings/portal";
import { usePage } from "../shell/usePage";
import classes from "./Portal.module.css";

export function Portal() {
  usePage(words.title);
  return (
    <div className={classes.page}>
      <h1>{words.title}</h1>
      <nav aria-label={words.choices}>
        <ul className={classes.topics}>
          {topics.map((topic) => (
            <li key={topic.key}>
              <Link to="/ask/$topic" params={{ topic: topic.key }} className={classes.topic}>
                <Icon name={topic.icon} size={20} />
                <span className="strong">{topic.label}</span>
                <span className="meta">{topic.hint}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Mine />
    </div>
  );
}

const VIEWS = ["open", "resolved"] as const;

function Mine() {
  const [view, setView] = useState<(typeof VIEWS)[number]>("open");
  const list = useInfiniteQuery(requestsQuery({ status: view }));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const counts = list.data?.pages[0]?.counts;
  const [title, hint] = words.empty[view];
  return (
    <section aria-labelledby="mine">
      <div className={classes.header}>
        <h2 id="mine">{words.mine}</h2>
        <Segments
          label={words.viewsLabel}
          value={view}
          options={VIEWS.map((each) => ({
            value: each,
            label: words.views[each],
            count: counts?.[each],
          }))}
          onChange={setView}
        />
      </div>
      {list.isError && (
        <ProblemBar
          error={list.error}
          busy={list.isFetching}
          mend={{ retry: () => void list.refetch() }}
        />
      )}
      {list.isPending && <SkeletonRows rows={4} height={58} />}
      {list.data && rows.length === 0 && (
        <EmptyState icon="inbox" title={title}>
          {hint}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul className={classes.list} aria-labelledby="mine">
          {rows.map((row) => (
            <Row key={row.ref} row={row} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button
          variant="default"
          fullWidth
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {words.older}
        </Button>
      )}
    </section>
  );
}

function Row({ row }: { row: RequestRow }) {
  return (
    <li className={classes.row}>
      <div className={classes.text}>
        <Link to="/requests/$ref" params={{ ref: row.ref }} className="row-link">
          {row.title}
        </Link>
        <p className="meta">
          {row.ref} · {words.updated} <RelativeTime at={row.updated_at} />
        </p>
      </div>
      <Badge tone={REQUEST_TONE[row.status]}>{status[row.status]}</Badge>
    </li>
  );
}
