import { Button, Tooltip } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { connectionQuery, requestCountsQuery, requestsQuery } from "../../api/queries";
import type { RequestCounts, RequestRow } from "../../api/types";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { SearchField } from "../../kit/SearchField";
import { EmptyState, Hint, Segments, SkeletonRows } from "../../kit/small";
import { useCursor } from "../../kit/useCursor";
import { useCan } from "../../session";
import { words } from "../../strings/requests";
import { useShell } from "../shell/context";
import { usePage } from "../shell/usePage";
import { countOf, filterOf, type InboxView, VIEWS, viewOf } from "./filters";
import classes from "./Inbox.module.css";
import { InboxRow } from "./InboxRow";

type Counts = RequestCounts | undefined;

export function Inbox() {
  usePage(words.title);
  const asked = useSearch({ from: "/requests" });
  const view = viewOf(asked.view);
  const q = asked.q ?? "";
  const counts = useQuery(requestCountsQuery).data;
  const list = useInfiniteQuery(requestsQuery(filterOf(view, q)));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages.at(-1)?.total ?? 0;
  const shell = useShell();

  useEffect(() => {
    if (list.data && !list.isPlaceholderData) announce(words.shown(rows.length, total));
  }, [list.data, list.isPlaceholderData, rows.length, total]);

  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <h1>{words.title}</h1>
        {list.data && <span className="dim">{words.shown(rows.length, total)}</span>}
        <Tooltip label={<Hint text={words.newRequest} hotkey="N" />}>
          <Button
            className={classes.create}
            leftSection={<Icon name="add" size={15} />}
            onClick={() => shell.openRequest()}
          >
            {words.newRequest}
          </Button>
        </Tooltip>
      </header>
      <Toolbar view={view} q={q} counts={counts} />
      {list.isError && (
        <div className={classes.problem}>
          <ProblemBar
            error={list.error}
            busy={list.isFetching}
            mend={{ retry: () => void list.refetch() }}
          />
        </div>
      )}
      {list.isPending ? (
        <SkeletonRows rows={12} />
      ) : rows.length > 0 ? (
        <>
          <Rows rows={rows} total={total} resetOn={`${view} ${q}`} />
          {list.hasNextPage && (
            <div className={classes.more}>
              <Button
                variant="default"
                loading={list.isFetchingNextPage}
                onClick={() => void list.fetchNextPage()}
              >
                {words.more}
              </Button>
            </div>
          )}
        </>
      ) : (
        !list.isError && <Empty view={view} q={q} counts={counts} />
      )}
    </div>
  );
}

function Toolbar({ view, q, counts }: { view: InboxView; q: string; counts: Counts }) {
  const navigate = useNavigate({ from: "/requests" });
  const search = (sought: string) => {
    void navigate({ search: (now) => ({ ...now, q: sought || undefined }), replace: true });
  };

  return (
    <div className={classes.toolbar}>
      <SearchField
        label={words.search}
        hint={words.searchHint}
        className={classes.search}
        value={q}
        onSearch={search}
      />
      <Segments
        label={words.viewsLabel}
        value={view}
        options={VIEWS.map((each) => ({
          value: each,
          label: words.views[each],
          count: countOf(each, counts),
        }))}
        onChange={(chosen) =>
          void navigate({ search: (now) => ({ ...now, view: chosen }), replace: true })
        }
      />
    </div>
  );
}

function Rows({ rows, total, resetOn }: { rows: RequestRow[]; total: number; resetOn: string }) {
  const [cursor, setCursor] = useCursor(rows.length, resetOn);
  const columns = words.columns;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are laid out as a grid, and as lines on a phone
    <div role="table" aria-label={words.title} aria-rowcount={total + 1} className={classes.table}>
      {/* biome-ignore lint/a11y: see the table */}
      <div role="row" aria-rowindex={1} className={`${classes.row} ${classes.columns}`}>
        {Object.entries(columns).map(([key, label]) => (
          // biome-ignore lint/a11y: see the table
          <span role="columnheader" key={key}>
            {label}
          </span>
        ))}
      </div>
      {rows.map((row, index) => (
        <InboxRow
          key={row.ref}
          row={row}
          index={index + 2}
          current={index === cursor}
          onFocus={() => setCursor(index)}
        />
      ))}
    </div>
  );
}

function Empty({ view, q, counts }: { view: InboxView; q: string; counts: Counts }) {
  const navigate = useNavigate({ from: "/requests" });
  const manage = useCan("connections.manage");
  const connection = useQuery({ ...connectionQuery, enabled: useCan("connections.read") });
  if (q) {
    return (
      <EmptyState
        icon="search"
        title={words.filtered(q)}
        action={
          <Button variant="default" onClick={() => void navigate({ search: { view } })}>
            {words.clearSearch}
          </Button>
        }
      >
        {words.filteredHint}
      </EmptyState>
    );
  }
  const [title, hint] = words.empty[view];
  if (connection.data?.state === "not_connected") {
    return (
      <EmptyState
        icon="inbox"
        title={title}
        action={
          manage && (
            <Button renderRoot={(props) => <Link to="/settings/integrations/okta" {...props} />}>
              {words.connect}
            </Button>
          )
        }
      >
        {manage ? words.notConnected : words.notConnectedForAgents}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="inbox" title={title}>
      {view === "open" && counts?.resolved ? words.allResolved : hint}
    </EmptyState>
  );
}
