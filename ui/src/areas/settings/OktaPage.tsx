import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { connectionQuery } from "../../api/queries";
import type { Connection } from "../../api/types";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { EmptyState, SkeletonRows } from "../../kit/small";
import { Badge } from "../../kit/status";
import { useCan } from "../../session";
import { words as settings, okta as words } from "../../strings/settings";
import { NoPermission } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import { ConnectForm } from "./ConnectForm";
import { ConnectionCard } from "./ConnectionCard";
import { STATE_TONE } from "./IntegrationsPage";
import { ReviewCard } from "./ReviewCard";
import classes from "./Settings.module.css";
import { SyncCard } from "./SyncCard";

const ActionsTab = lazy(async () => ({ default: (await import("./ActionsTab")).ActionsTab }));

export function OktaPage() {
  usePage(words.title);
  return useCan("connections.read") ? <Page /> : <NoPermission />;
}

function Page() {
  const connection = useQuery(connectionQuery);
  const { data } = connection;
  const { tab = "connection" } = useSearch({ from: "/settings/integrations/okta" });
  return (
    <div className={classes.page} data-wide>
      <Link to="/settings/integrations" className={classes.back}>
        <Icon name="back" size={14} />
        {settings.back}
      </Link>
      <div className={classes.head}>
        <h1>{words.title}</h1>
        {data && <Badge tone={STATE_TONE[data.state]}>{settings.state[data.state]}</Badge>}
        {data?.is_sandbox && <Badge tone="grey">{words.sandbox}</Badge>}
      </div>
      <nav className={classes.tabs} aria-label={words.tabsLabel}>
        <Tab current={tab === "connection"} label={words.tabs.connection} search={{}} />
        <Tab current={tab === "actions"} label={words.tabs.actions} search={{ tab: "actions" }} />
      </nav>
      {tab === "actions" && (
        <Suspense fallback={<SkeletonRows rows={8} />}>
          <ActionsTab />
        </Suspense>
      )}
      {tab === "connection" && connection.isError && (
        <ProblemBar
          error={connection.error}
          busy={connection.isFetching}
          mend={{ retry: () => void connection.refetch() }}
        />
      )}
      {tab === "connection" && connection.isPending && <SkeletonRows rows={6} />}
      {tab === "connection" && data && <Body connection={data} />}
    </div>
  );
}

function Tab({
  current,
  label,
  search,
}: {
  current: boolean;
  label: string;
  search: { tab?: "actions" };
}) {
  return (
    <Link
      to="/settings/integrations/okta"
      search={search}
      className={classes.tab}
      // By the search alone: for the router the first tab would be current on both.
      activeProps={{}}
      aria-current={current ? "page" : undefined}
      data-current={current || undefined}
    >
      {label}
    </Link>
  );
}

function Body({ connection }: { connection: Connection }) {
  const manage = useCan("connections.manage");
  if (connection.state === "not_connected") {
    return manage ? (
      <ConnectForm />
    ) : (
      <EmptyState icon="plug" title={words.notConnected}>
        {words.notConnectedHint}
      </EmptyState>
    );
  }
  return (
    <>
      <ConnectionCard connection={connection} />
      {connection.setup === "review" && manage && <ReviewCard />}
      <SyncCard connection={connection} />
    </>
  );
}
