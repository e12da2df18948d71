import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { isSyncing, peopleQuery, syncQuery, syncsQuery } from "../../api/queries";
import type { Connection } from "../../api/types";
import { announce } from "../../kit/announce";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { RelativeTime, useNow } from "../../kit/time";
import { useCan } from "../../session";
import { sync as words } from "../../strings/settings";
import { SyncNow, useSyncNow } from "../people/SyncButton";
import { Synced } from "../people/Synced";
import { ProblemPanel } from "./ConnectionCard";
import { Progress } from "./Progress";
import classes from "./Settings.module.css";
import { SyncHistory } from "./SyncHistory";

// Rarely there, and a dialog is heavy.
const HeldRemovals = lazy(async () => ({
  default: (await import("./HeldRemovals")).HeldRemovals,
}));

const SOON_MS = 60_000;

function NextSync({ at }: { at: string }) {
  const due = Date.parse(at) - useNow() < SOON_MS;
  return (
    <span className="dim">
      {due ? (
        words.due
      ) : (
        <>
          {words.next} <RelativeTime at={at} />
        </>
      )}
    </span>
  );
}

export function SyncCard({ connection }: { connection: Connection }) {
  const last = connection.last_sync;
  const followed = useQuery({ ...syncQuery(last?.id ?? ""), enabled: isSyncing(last) });
  // The events know more than the connection's copy; when the run ended, the copy is newer.
  const run = isSyncing(last) ? (followed.data ?? last) : last;
  const current = isSyncing(run) ? run : null;
  const history = useQuery(syncsQuery);
  const people = useQuery(peopleQuery({ status: "visible" }, 0, 1));
  const sync = useSyncNow();
  const may = useCan("sync.run");
  const manage = useCan("connections.manage");
  const first = connection.setup === "importing";
  const title = first ? words.importing : current ? words.running : words.title;
  // What broke the connection is told on top of the page already.
  const same = connection.problem?.title === run?.problem?.title;
  const told = !current && !same ? run?.problem : null;
  const ended = run && !current ? words.state[run.state] : null;
  useEffect(() => {
    if (ended) announce(`${words.title}: ${ended}`);
  }, [ended]);

  return (
    <section aria-labelledby="sync" className={classes.block}>
      <div className={classes.row}>
        <h2 id="sync">{title}</h2>
        {!current && people.data && <Synced at={people.data.synced_at} last={last} />}
        {!current && connection.state === "connected" && connection.next_sync_at && (
          <NextSync at={connection.next_sync_at} />
        )}
        {!first && may && (
          <SyncNow
            sync={sync}
            running={current !== null}
            state={connection.state}
            className={classes.end}
          />
        )}
      </div>
      {sync.isError && <ProblemBar error={sync.error} mend={{ retry: () => sync.mutate() }} />}
      {first && <p className="dim">{words.importingHint}</p>}
      {current && <Progress run={current} />}
      {told && (
        <ProblemPanel
          problem={told}
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
      {history.data && (
        <SyncHistory runs={history.data.items} told={run?.problem && !current ? run.id : null} />
      )}
    </section>
  );
}
