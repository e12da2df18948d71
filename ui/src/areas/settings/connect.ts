import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import { keys } from "../../api/queries";
import type { Connection } from "../../api/types";

function useTake() {
  const client = useQueryClient();
  return (connection: Connection) => {
    client.setQueryData(keys.connection, connection);
    void client.invalidateQueries({ queryKey: keys.integrations });
    void client.invalidateQueries({ queryKey: keys.syncs });
    void client.invalidateQueries({ queryKey: keys.offers });
  };
}

/** Connect for the first time, or put a new token in the place of the old one. */
export function useConnect() {
  const onSuccess = useTake();
  return useMutation({
    mutationFn: (body: { domain: string; api_token: string }) =>
      answer(api.PUT("/api/v1/connections/okta", { body })),
    onSuccess,
  });
}

export function useCheck() {
  const onSuccess = useTake();
  return useMutation({
    mutationFn: () => answer(api.POST("/api/v1/connections/okta/check")),
    onSuccess,
  });
}

export function useFinishSetup() {
  const onSuccess = useTake();
  return useMutation({
    mutationFn: () => answer(api.POST("/api/v1/connections/okta/finish-setup")),
    onSuccess,
  });
}

export function useCancelSync() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answer(api.POST("/api/v1/syncs/{sync_id}/cancel", { params: { path: { sync_id: id } } })),
    onSuccess: (run) => {
      client.setQueryData(keys.sync(run.id), run);
      void client.invalidateQueries({ queryKey: keys.syncs });
      void client.invalidateQueries({ queryKey: keys.connection });
    },
  });
}
