import { Button } from "@mantine/core";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { OktaStatus } from "../../api/types";
import { announce } from "../../kit/announce";
import { n } from "../../kit/number";
import { ProblemBar } from "../../kit/ProblemBar";
import { EmptyState, SkeletonRows } from "../../kit/small";
import { RelativeTime } from "../../kit/time";
import { useCan } from "../../session";
import { oktaStatus } from "../../strings/kit";
import { words } from "../../strings/people";
import { NoPermission } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import classes from "./PeoplePage.module.css";
import { PeopleTable } from "./PeopleTable";
import { PeopleToolbar } from "./PeopleToolbar";
import { SyncButton } from "./SyncButton";
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
          {synced ? (
            <span className="dim">
              {words.synced} <RelativeTime at={synced} />
            </span>
          ) : (
            head.data && <span className="dim">{words.notSynced}</span>
          )}
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
      {head.data && total === 0 && <Empty q={q} status={status} synced={Boolean(synced)} />}
    </div>
  );
}

function Empty({ q, status, synced }: { q: string; status: string; synced: boolean }) {
  const navigate = useNavigate({ from: "/people" });
  const manage = useCan("connections.manage");
  if (!synced) {
    return (
      <EmptyState
        icon="group"
        title={words.emptyNotSynced}
        action={
          manage && (
            <Button renderRoot={(props) => <Link to="/settings/integrations/okta" {...props} />}>
              {words.connect}
            </Button>
          )
        }
      >
        {words.emptyNotSyncedHint}
      </EmptyState>
    );
  }
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
