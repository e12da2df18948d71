import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import { problemOf } from "../../api/problem";
import { connectionQuery, isSyncing, keys, syncQuery } from "../../api/queries";
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
  const sync = useSyncNow();
  if (!may) return null;
  return (
    <>
      {sync.isError && <span role="alert">{problemOf(sync.error).detail}</span>}
      <Button
        variant="default"
        leftSection={<Icon name="refresh" size={14} />}
        loading={sync.isPending}
        disabled={current !== null}
        onClick={() => sync.mutate()}
      >
        {current ? words.syncing : words.syncNow}
      </Button>
    </>
  );
}
