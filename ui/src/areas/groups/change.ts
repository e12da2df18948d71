import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import { keys } from "../../api/queries";

/** Read a group and its owners anew from Okta. */
export function useRefreshGroup(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/groups/{group_id}/refresh", {
          params: { path: { group_id: Number(id) } },
        }),
      ),
    onSuccess: (group) => {
      client.setQueryData(keys.group(id), group);
      void client.invalidateQueries({ queryKey: keys.groups });
    },
  });
}
