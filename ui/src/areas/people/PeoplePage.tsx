import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { connectionQuery } from "../../api/queries";
import type { Connection, OktaStatus } from "../../api/types";
import { announce } from "../../kit/announce";
import { n } from "../../kit/number";
import { ProblemBar } from "../../kit/ProblemBar";
import { EmptyState, SkeletonRows } from "../../kit/small";
import { useCan } from "../../session";
import { oktaStatus } from "../../strings/kit";
import { words } from "../../strings/people";
import { NoPermission } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import classes from "./PeoplePage.module.css";
import { PeopleTable } from "./PeopleTable";
import { PeopleToolbar } from "./PeopleToolbar";
import { SyncButton } from "./SyncButton";
import { Synced } from "./Synced";
import { useTotal } from "./usePeople";

export function PeoplePage() {
  usePage(words.title);
  return useCan("people.read") ? <People /> : <NoPermission />;
}

function basis(total: number, status: string, q: string): string {
  const count = n(total);
  if (q) return words.basis.found(count);
  if (status === "visible") return words.basis.visible(count);
  if (status === "all") return words.basis.all(count);
  return words.basis.status(count, oktaStatus[status as OktaStatus] ?? status);
}

function People() {
  const { q = "", status = "visible" } = useSearch({ from: "/people" });
  const filter = { status, ...(q && { q }) };
  const head = useTotal(filter);
  const connection = useQuery({ ...connectionQuery, enabled: useCan("connections.read") });
  const total = head.data?.total ?? 0;
  const synced = head.data?.synced_at;
  const said = synced && !head.isPlaceholderData ? basis(total, status, q) : null;
  useEffect(() => {
    if (said) announce(said);
  }, [said]);

  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <h1>{words.title}</h1>
        {synced && <span className="dim">{basis(total, status, q)}</span>}
        <span className={classes.sync}>
          {head.data && <Synced at={synced} last={connection.data?.last_sync} />}
          <SyncButton />
        </span>
      </header>
      <PeopleToolbar q={q} status={status} />
      {head.isError && (
        <div className={classes.problem}>
          <ProblemBar
            error={head.error}
            busy={head.isFetching}
            mend={{ retry: () => void head.refetch() }}
          />
        </div>
      )}
      {head.isPending && <SkeletonRows rows={16} />}
      {head.data && total > 0 && <PeopleTable filter={filter} total={total} />}
      {head.data && total === 0 && !synced && <NotSynced connection={connection.data} />}
      {head.data && total === 0 && synced && <Empty q={q} status={status} />}
    </div>
  );
}

function NotSynced({ connection }: { connection: Connection | undefined }) {
  const manage = useCan("connections.manage");
  const connected = connection !== undefined && connection.state !== "not_connected";
  const hint = manage ? words.emptyNotSyncedHint : words.emptyNotSyncedForAgents;
  return (
    <EmptyState
      icon="group"
      title={words.emptyNotSynced}
      action={
        (manage || connected) && (
          <Button renderRoot={(props) => <Link to="/settings/integrations/okta" {...props} />}>
            {connected ? words.showImport : words.connect}
          </Button>
        )
      }
    >
      {connected ? words.emptyImporting : hint}
    </EmptyState>
  );
}

function Empty({ q, status }: { q: string; status: string }) {
  const navigate = useNavigate({ from: "/people" });
  if (q) {
    return (
      <EmptyState
        icon="search"
        title={words.emptyFiltered(q)}
        action={
          status !== "all" && (
            <Button
              variant="default"
              onClick={() => void navigate({ search: { q, status: "all" }, replace: true })}
            >
              {words.showAll}
            </Button>
          )
        }
      >
        {words.emptyFilteredHint}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="group"
      title={status === "all" ? words.emptySynced : words.emptyStatus}
      action={
        <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
          {words.clear}
        </Button>
      }
    >
      {words.emptyStatusHint}
    </EmptyState>
  );
}
