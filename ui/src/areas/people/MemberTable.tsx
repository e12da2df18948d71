/** People of a group or an application with how each came to it, found by a search. */
import { Button } from "@mantine/core";
import { useEffect } from "react";
import type { PersonRow } from "../../api/types";
import { announce } from "../../kit/announce";
import type { Column } from "../../kit/list/columns";
import list from "../../kit/list/ListPage.module.css";
import { type Page, type Source, useHead } from "../../kit/list/usePages";
import { VirtualTable } from "../../kit/list/VirtualTable";
import { ProblemBar } from "../../kit/ProblemBar";
import { SearchField } from "../../kit/SearchField";
import { EmptyState, SkeletonRows } from "../../kit/small";
import { StateBadge } from "../../kit/status";
import { words as people } from "../../strings/people";
import { link } from "./columns";

interface Props<Row extends PersonRow> {
  label: string;
  source: Source<string, Page<Row>>;
  q: string;
  onSearch: (q: string) => void;
  search: { label: string; hint: string; clear: string };
  empty: { title: string; hint: string; matches: (q: string) => string };
  how: Column<Row>;
}

const COLUMNS: readonly Column<PersonRow>[] = [
  { key: "name", label: people.columns.name, least: 150, grow: 1 },
  {
    key: "email",
    label: people.columns.email,
    least: 190,
    grow: 1.4,
    dim: true,
    text: (person) => person.email,
  },
  {
    key: "status",
    label: people.columns.status,
    least: 132,
    grow: 0.6,
    phone: "side",
    cell: (person) => <StateBadge person={person} />,
  },
  {
    key: "department",
    label: people.columns.department,
    least: 100,
    grow: 0.7,
    text: (person) => person.department,
  },
];

export function MemberTable<Row extends PersonRow>(props: Props<Row>) {
  const { label, source, q, onSearch, search, empty, how } = props;
  const { head, shown } = useHead(source, q);
  const total = head.data?.total ?? 0;
  const said = head.data && !head.isPlaceholderData ? people.basis.found(total) : null;
  useEffect(() => {
    if (said && q) announce(said);
  }, [said, q]);
  return (
    <>
      <div className={list.toolbar}>
        <SearchField
          label={search.label}
          hint={search.hint}
          className={list.search}
          value={q}
          onSearch={onSearch}
        />
        {said && <span className="dim figures">{q ? said : people.count(total)}</span>}
      </div>
      {head.isError && (
        <div className={list.problem}>
          <ProblemBar error={head.error} mend={{ retry: () => void head.refetch() }} />
        </div>
      )}
      {head.isPending && <SkeletonRows rows={12} />}
      {total > 0 && (
        <VirtualTable
          label={label}
          source={source}
          filter={shown}
          total={total}
          columns={[...COLUMNS, { ...how, phone: "below" }]}
          link={link}
          stale={head.isPlaceholderData}
        />
      )}
      {head.data && total === 0 && (
        <EmptyState
          icon={q ? "search" : "group"}
          title={q ? empty.matches(q) : empty.title}
          action={
            q && (
              <Button variant="default" onClick={() => onSearch("")}>
                {search.clear}
              </Button>
            )
          }
        >
          {!q && empty.hint}
        </EmptyState>
      )}
    </>
  );
}
