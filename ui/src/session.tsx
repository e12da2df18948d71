import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { answer, api } from "./api/client";
import { keys, sessionQuery } from "./api/queries";
import type { Me, Permission } from "./api/types";

/** Who is signed in. Only below the shell, which shows the sign-in page to everybody else. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data.me) throw new Error("useMe is for signed-in pages.");
  return data.me;
}

export function useCan(permission: Permission): boolean {
  return useMe().can.includes(permission);
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/session")),
    onSuccess: async () => {
      // Nothing that one person saw may stay for the next one.
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
      await client.invalidateQueries({ queryKey: keys.session });
    },
  });
}
