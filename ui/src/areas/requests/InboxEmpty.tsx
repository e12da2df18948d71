/** Why the list is empty, and the one next step. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { connectionQuery } from "../../api/queries";
import type { RequestCounts } from "../../api/types";
import { EmptyState } from "../../kit/small";
import { useCan } from "../../session";
import { words } from "../../strings/inbox";
import type { InboxSearch } from "./address";
import { isNarrowed, viewOf } from "./filters";

interface Props {
  search: InboxSearch;
  counts: RequestCounts | undefined;
}

export function InboxEmpty({ search, counts }: Props) {
  const navigate = useNavigate({ from: "/requests" });
  const manage = useCan("connections.manage");
  const connection = useQuery({ ...connectionQuery, enabled: useCan("connections.read") });
  const view = viewOf(search.view);
  if (isNarrowed(search)) {
    return (
      <EmptyState
        icon="search"
        title={words.filtered(search.q ?? "")}
        action={
          <Button variant="default" onClick={() => void navigate({ search: { view } })}>
            {words.clearFilters}
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
