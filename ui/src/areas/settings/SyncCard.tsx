import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { isSyncing, syncQuery, syncsQuery } from "../../api/queries";
import type { Connection } from "../../api/types";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { RelativeTime } from "../../kit/time";
import { useCan } from "../../session";
import { sync as words } from "../../strings/settings";
import { useSyncNow } from "../people/SyncButton";
import { ProblemPanel } from "./ConnectionCard";
import { Progress } from "./Progress";
import classes from "./Settings.module.css";
import { SyncHistory } from "./SyncHistory";

// Rarely there, and a dialog is heavy.
const HeldRemovals = lazy(async () => ({
  default: (await import("./HeldRemovals")).HeldRemovals,
}));

export function SyncCard({ connection }: { connection: Connection }) {
  const last = connection.last_sync;
  const followed = useQuery({ ...syncQuery(last?.id ?? ""), enabled: isSyncing(last) });
  // The events know more than the connection's copy; when the run ended, the copy is newer.
  const run = isSyncing(last) ? (followed.data ?? last) : last;
  const current = isSyncing(run) ? run : null;
  const history = useQuery(syncsQuery);
  const sync = useSyncNow();
  const may = useCan("sync.run");
  const manage = useCan("connections.manage");
  const first = connection.setup === "importing";
  const title = first ? words.importing : current ? words.running : words.title;
  const ended = run && !current ? words.state[run.state] : null;
  useEffect(() => {
    if (ended) announce(`${words.last}: ${ended}`);
  }, [ended]);

  return (
    <section aria-labelledby="sync" className={classes.block}>
      <div className={classes.row}>
        <h2 id="sync">{title}</h2>
        {!current && (
          <span className="dim">
            {words.last}: {last?.finished_at ? <RelativeTime at={last.finished_at} /> : words.never}
          </span>
        )}
        {!first && may && (
          <Button
            variant="default"
            className={classes.end}
            leftSection={<Icon name="refresh" size={14} />}
            loading={sync.isPending}
            disabled={current !== null}
            onClick={() => sync.mutate()}
          >
            {current ? words.syncing : words.now}
          </Button>
        )}
      </div>
      {sync.isError && <ProblemBar error={sync.error} mend={{ retry: () => sync.mutate() }} />}
      {first && <p className="dim">{words.importingHint}</p>}
      {current && <Progress run={current} />}
      {!current && run?.problem && (
        <ProblemPanel
          problem={run.problem}
          busy={sync.isPending}
          {...(may && { onCheck: () => sync.mutate() })}
        />
      )}
      {!current && run && manage && Object.keys(run.held).length > 0 && (
        <Suspense>
          <HeldRemovals run={run} />
        </Suspense>
      )}
      {first && !current && may && (
        <div>
          <Button loading={sync.isPending} onClick={() => sync.mutate()}>
            {words.tryAgain}
          </Button>
        </div>
      )}
      {history.isPending && <SkeletonRows rows={3} />}
      {history.isError && (
        <ProblemBar error={history.error} mend={{ retry: () => void history.refetch() }} />
      )}
      {history.data && <SyncHistory runs={history.data.items} />}
    </section>
  );
}
