/** The page of a list of directory objects: its head, its tools, its rows, and why it is empty. */
import { Button } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { announce } from "../announce";
import { ProblemBar } from "../ProblemBar";
import { EmptyState, SkeletonRows } from "../small";
import type { Column, RowLink } from "./columns";
import list from "./ListPage.module.css";
import { type Page, type Source, useHead } from "./usePages";
import { VirtualTable } from "./VirtualTable";

interface Props<Filter, Row, P extends Page<Row> & { synced_at: string | null }> {
  title: string;
  source: Source<Filter, P>;
  filter: Filter;
  columns: readonly Column<Row>[];
  link: RowLink<Row>;
  sort: string;
  onSort: (sort: string) => void;
  /** How many there are, in words. */
  basis: (total: number) => string;
  /** How old the list is. */
  synced: (at: string | null) => ReactNode;
  toolbar: (first: P | undefined) => ReactNode;
  /** Shown when nothing was ever synced. */
  notSynced: ReactNode;
  empty: { title: string; hint: string; clear: string; onClear: () => void };
}

export function ObjectList<Filter, Row, P extends Page<Row> & { synced_at: string | null }>(
  props: Props<Filter, Row, P>,
) {
  const { title, source, filter, columns, link, sort, onSort } = props;
  const { basis, synced, toolbar, notSynced, empty } = props;
  const { head, shown } = useHead(source, filter);
  const total = head.data?.total ?? 0;
  const at = head.data?.synced_at ?? null;
  const said = at && !head.isPlaceholderData ? basis(total) : null;
  useEffect(() => {
    if (said) announce(said);
  }, [said]);
  return (
    <div className={list.page}>
      <header className={list.header}>
        <h1>{title}</h1>
        {at && <span className="dim figures">{basis(total)}</span>}
        <span className={list.actions}>{head.data && synced(at)}</span>
      </header>
      <div className={list.toolbar}>{toolbar(head.data)}</div>
      {head.isError && (
        <div className={list.problem}>
          <ProblemBar
            error={head.error}
            busy={head.isFetching}
            mend={{ retry: () => void head.refetch() }}
          />
        </div>
      )}
      {head.isPending && <SkeletonRows rows={16} />}
      {total > 0 && (
        <VirtualTable
          label={title}
          source={source}
          filter={shown}
          total={total}
          columns={columns}
          link={link}
          stale={head.isPlaceholderData}
          sort={sort}
          onSort={onSort}
        />
      )}
      {head.data && total === 0 && !at && notSynced}
      {head.data && total === 0 && at && (
        <EmptyState
          icon="search"
          title={empty.title}
          action={
            <Button variant="default" onClick={empty.onClear}>
              {empty.clear}
            </Button>
          }
        >
          {empty.hint}
        </EmptyState>
      )}
    </div>
  );
}
