/** Why the list of people is empty, and the one next step. */
import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Connection } from "../../api/types";
import { EmptyState } from "../../kit/small";
import { useCan } from "../../session";
import { words } from "../../strings/people";
import { isNarrowed, type PeopleSearch, widened } from "./filters";

export function NotSynced({ connection }: { connection: Connection | undefined }) {
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

export function NobodyFits({ search }: { search: PeopleSearch }) {
  const navigate = useNavigate({ from: "/people" });
  const { title, hint, step, to } = why(search);
  return (
    <EmptyState
      icon={search.q ? "search" : "group"}
      title={title}
      action={
        to && (
          <Button variant="default" onClick={() => void navigate({ search: to, replace: true })}>
            {step}
          </Button>
        )
      }
    >
      {hint}
    </EmptyState>
  );
}

interface Why {
  title: string;
  hint: string;
  step?: string;
  /** Where the step leads; nowhere when there is nobody at all. */
  to?: PeopleSearch;
}

/** What leaves everybody out, the narrowest first. */
export function why(search: PeopleSearch): Why {
  const { q, status } = search;
  if (isNarrowed(search)) {
    const title = q ? words.emptySearch(q) : words.emptyNarrowed;
    const to = widened(search);
    return { title, hint: words.emptyNarrowedHint, step: words.clearFilters, to };
  }
  if (status !== "all") {
    const title = q ? words.emptySearch(q) : words.emptyActive;
    const to = { ...search, status: "all" };
    return { title, hint: words.emptyStatusHint, step: words.showAll, to };
  }
  if (q) {
    const title = words.emptySearch(q);
    return { title, hint: words.emptySearchHint, step: words.clearSearch, to: { status } };
  }
  return { title: words.emptySynced, hint: words.emptySyncedHint };
}
