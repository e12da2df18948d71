import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { peopleSource } from "../../api/directory";
import { connectionQuery, type PeopleFilter } from "../../api/queries";
import { announce } from "../../kit/announce";
import list from "../../kit/list/ListPage.module.css";
import { useColumns } from "../../kit/list/useColumns";
import { useHead } from "../../kit/list/usePages";
import { VirtualTable } from "../../kit/list/VirtualTable";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { useCan } from "../../session";
import { words } from "../../strings/people";
import { NoPermission } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import { columnsOf, link, OPTIONAL, USUAL } from "./columns";
import { ExportButton } from "./ExportButton";
import { changed, filterOf, isNarrowed, type PeopleSearch } from "./filters";
import { NobodyFits, NotSynced } from "./Nobody";
import { PeopleToolbar } from "./PeopleToolbar";
import { SyncButton } from "./SyncButton";
import { Synced } from "./Synced";
import { useSelection } from "./useSelection";

export function PeoplePage() {
  usePage(words.title);
  return useCan("people.read") ? <People /> : <NoPermission />;
}

const SelectionBar = lazy(async () => ({
  default: (await import("./SelectionBar")).SelectionBar,
}));

const KEYS = OPTIONAL.map(({ key }) => key);

function basis(total: number, search: PeopleSearch): string {
  if (search.q || isNarrowed(search)) return words.basis.found(total);
  return search.status === "all" ? words.basis.all(total) : words.basis.visible(total);
}

function People() {
  const search = useSearch({ from: "/people" });
  const navigate = useNavigate({ from: "/people" });
  const filter: PeopleFilter = filterOf(search);
  const { head, shown } = useHead(peopleSource, filter);
  const connection = useQuery({ ...connectionQuery, enabled: useCan("connections.read") });
  const [columns, setColumns] = useColumns("people", KEYS, USUAL);
  const selection = useSelection();
  const total = head.data?.total ?? 0;
  const synced = head.data?.synced_at;
  const said = synced && !head.isPlaceholderData ? basis(total, search) : null;
  useEffect(() => {
    if (said) announce(said);
  }, [said]);

  return (
    <div className={list.page}>
      <header className={list.header}>
        <h1>{words.title}</h1>
        {synced && <span className="dim figures">{basis(total, search)}</span>}
        <span className={list.actions}>
          {head.data && <Synced at={synced} last={connection.data?.last_sync} />}
          <SyncButton />
          {synced && <ExportButton filter={filter} total={total} />}
        </span>
      </header>
      <PeopleToolbar search={search} columns={columns} onColumns={setColumns} />
      {selection.people.length > 0 && (
        <Suspense>
          <SelectionBar selection={selection} filter={filter} />
        </Suspense>
      )}
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
          label={words.title}
          source={peopleSource}
          filter={shown}
          total={total}
          columns={columnsOf(columns, search.sort)}
          link={link}
          stale={head.isPlaceholderData}
          sort={search.sort ?? "name"}
          onSort={(sort) =>
            void navigate({
              search: (now: PeopleSearch) =>
                changed(now, "sort", sort === "name" ? undefined : sort),
              replace: true,
            })
          }
          marks={{ ...selection, nameOf: (person) => person.name }}
        />
      )}
      {head.data && total === 0 && !synced && <NotSynced connection={connection.data} />}
      {head.data && total === 0 && synced && <NobodyFits search={search} />}
    </div>
  );
}
