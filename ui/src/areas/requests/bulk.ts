import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import { keys } from "../../api/queries";
import type { BulkItem } from "../../api/types";
import { announce } from "../../kit/announce";
import { bulk as words } from "../../strings/inbox";
import type { Change } from "./change";

export interface BulkChange extends Change {
  refs: readonly string[];
}

/** Those that could not be changed, each with its reason. */
export function failures(items: readonly BulkItem[]): readonly BulkItem[] {
  return items.filter((item) => item.outcome === "failed");
}

/** What is said when it is over: how many were changed, and which were not. */
export function outcome(items: readonly BulkItem[]): string {
  const failed = failures(items);
  const done = words.done(items.length - failed.length);
  return failed.length === 0
    ? done
    : `${done} ${words.failed(failed.map((item) => item.ref).join(", "))}`;
}

/** Change several at once, each for itself: one that cannot be changed holds up no other. */
export function useBulk(onDone: (items: readonly BulkItem[]) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ refs, ...change }: BulkChange) =>
      answer(api.POST("/api/v1/requests/bulk", { body: { refs: [...refs], ...change } })),
    onSuccess: ({ items }) => {
      announce(outcome(items));
      onDone(items);
      for (const { ref } of items) {
        void client.invalidateQueries({ queryKey: keys.request(ref) });
        void client.invalidateQueries({ queryKey: keys.timeline(ref) });
      }
      return client.invalidateQueries({ queryKey: keys.requests });
    },
  });
}
