import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
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

export function OktaPage() {
  usePage(words.title);
  return useCan("connections.read") ? <Page /> : <NoPermission />;
}

function Page() {
  const connection = useQuery(connectionQuery);
  const { data } = connection;
  return (
    <div className={classes.page}>
      <Link to="/settings/integrations" className={classes.back}>
        <Icon name="back" size={14} />
        {settings.back}
      </Link>
      <div className={classes.head}>
        <h1>{words.title}</h1>
        {data && <Badge tone={STATE_TONE[data.state]}>{settings.state[data.state]}</Badge>}
        {data?.is_sandbox && <Badge tone="grey">{words.sandbox}</Badge>}
      </div>
      {connection.isError && (
        <ProblemBar
          error={connection.error}
          busy={connection.isFetching}
          mend={{ retry: () => void connection.refetch() }}
        />
      )}
      {connection.isPending && <SkeletonRows rows={6} />}
      {data && <Body connection={data} />}
    </div>
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
