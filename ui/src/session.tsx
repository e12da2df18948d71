import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { answer, api } from "./api/client";
import { keys, sessionQuery } from "./api/queries";
import type { Me, Permission } from "./api/types";
import { forgetDrafts } from "./kit/drafts";

/** Who is signed in. Only below the shell, which shows the sign-in page to everybody else. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(sessionQuery);
  // The cache knows of the session's end a moment before the page is taken away: what is drawn in
  // between is still the page of whoever was signed in.
  const known = useRef(data.me);
  if (data.me) known.current = data.me;
  if (!known.current) throw new Error("useMe is for signed-in pages.");
  return known.current;
}

export function useCan(permission: Permission): boolean {
  return useMe().can.includes(permission);
}

/** As `useCan`, also where nobody may be signed in, who then may do nothing. */
export function useMay(permission: Permission): boolean {
  const { data } = useQuery({ ...sessionQuery, enabled: false });
  return data?.me?.can.includes(permission) ?? false;
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/session")),
    onSuccess: async () => {
      // Nothing that one person saw or wrote may stay for the next one.
      forgetDrafts();
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
      await client.invalidateQueries({ queryKey: keys.session });
    },
  });
}
