import { Button, Tooltip } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import { problemOf } from "../../api/problem";
import { connectionQuery, isSyncing, keys, syncQuery } from "../../api/queries";
import type { Connection } from "../../api/types";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { useCan } from "../../session";
import { words } from "../../strings/people";

export function useSyncNow() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.POST("/api/v1/connections/okta/sync")),
    onSuccess: (run) => {
      client.setQueryData(keys.sync(run.id), run);
      announce(words.syncing);
      void client.invalidateQueries({ queryKey: keys.syncs });
      return client.invalidateQueries({ queryKey: keys.connection });
    },
  });
}

/** The run that is under way now, followed live; null when none is. */
export function useCurrentSync(enabled: boolean) {
  const connection = useQuery({ ...connectionQuery, enabled });
  const last = connection.data?.last_sync;
  const run = useQuery({ ...syncQuery(last?.id ?? ""), enabled: enabled && isSyncing(last) });
  const known = run.data ?? last;
  return isSyncing(last) && isSyncing(known) ? known : null;
}

export function SyncButton() {
  const may = useCan("sync.run");
  const current = useCurrentSync(may);
  const connection = useQuery({ ...connectionQuery, enabled: may });
  const sync = useSyncNow();
  if (!may) return null;
  return (
    <>
      {sync.isError && <span role="alert">{problemOf(sync.error).detail}</span>}
      <SyncNow sync={sync} running={current !== null} state={connection.data?.state} />
    </>
  );
}

interface Props {
  sync: ReturnType<typeof useSyncNow>;
  running: boolean;
  state: Connection["state"] | undefined;
  className?: string | undefined;
}

/** Without a connection that works it keeps the focus and says why it does nothing. */
export function SyncNow({ sync, running, state, className }: Props) {
  const reason =
    state === "not_connected"
      ? words.syncNotConnected
      : state === "broken"
        ? words.syncBroken
        : null;
  return (
    <Tooltip label={reason} disabled={!reason}>
      <Button
        variant="default"
        {...(className && { className })}
        leftSection={<Icon name="refresh" size={14} />}
        loading={sync.isPending}
        disabled={running}
        {...(reason && {
          "data-disabled": true,
          "aria-disabled": true,
          "aria-description": reason,
        })}
        onClick={() => !reason && sync.mutate()}
      >
        {running ? words.syncing : words.syncNow}
      </Button>
    </Tooltip>
  );
}
