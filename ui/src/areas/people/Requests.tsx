import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { requestsQuery } from "../../api/queries";
import type { Person } from "../../api/types";
import { Section } from "../../kit/detail";
import { n } from "../../kit/number";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { RequestBadge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { profile as words } from "../../strings/people";
import classes from "./Profile.module.css";

/** Everything the person asked for or is the subject of, newest first. */
export function Requests({ person }: { person: Person }) {
  const list = useInfiniteQuery(
    requestsQuery({ status: "all", person: person.id, sort: "-created" }),
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages.at(-1)?.total;
  return (
    <div className={classes.narrow}>
      <Section title={words.requests} count={total === undefined ? undefined : n(total)}>
        {list.isError && (
          <ProblemBar error={list.error} mend={{ retry: () => void list.refetch() }} />
        )}
        {list.isPending && <SkeletonRows rows={3} />}
        {list.data && rows.length === 0 && <p className="dim">{words.noRequests}</p>}
        <ul aria-label={words.requests}>
          {rows.map((row) => (
            <li key={row.ref} className={classes.line}>
              <span className={classes.what}>
                <Link to="/requests/$ref" params={{ ref: row.ref }} className="cut">
                  <span className="dim">{row.ref}</span> {row.title}
                </Link>
                {row.subject.id !== person.id && (
                  <span className="meta">{words.askedFor(row.subject.name)}</span>
                )}
              </span>
              <span className={classes.state}>
                <RelativeTime at={row.created_at} className="meta" />
                <RequestBadge status={row.status} />
              </span>
            </li>
          ))}
        </ul>
        {list.hasNextPage && (
          <Button
            variant="subtle"
            color="gray"
            mt={6}
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {words.more}
          </Button>
        )}
      </Section>
    </div>
  );
}
