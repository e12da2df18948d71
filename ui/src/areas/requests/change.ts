import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { answer, api } from "../../api/client";
import { keys } from "../../api/queries";
import type { ActionOffer, Priority, RequestDetail, RequestStatus } from "../../api/types";
import { announce } from "../../kit/announce";
import { actions, composer, page } from "../../strings/requests";

export interface Change {
  status?: RequestStatus;
  assignee_id?: string | null;
  priority?: Priority;
}

/** Change what was looked at: the version goes along, and a stale one is refused with a reason. */
export function useChangeRequest(request: RequestDetail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) =>
      answer(
        api.PATCH("/api/v1/requests/{ref}", {
          params: { path: { ref: request.ref } },
          body: { version: request.version, ...change },
        }),
      ),
    onSuccess: async (changed) => {
      client.setQueryData(keys.request(request.ref), changed);
      announce(page.changed);
      void client.invalidateQueries({ queryKey: keys.requests });
      await client.invalidateQueries({ queryKey: keys.timeline(request.ref) });
    },
  });
}

export interface Message {
  kind: "reply" | "note";
  body: string;
}

export function useWriteMessage(ref: string) {
  const client = useQueryClient();
  const order = useOrderKey<Message>();
  return useMutation({
    mutationFn: (body: Message) =>
      answer(
        api.POST("/api/v1/requests/{ref}/messages", {
          params: { path: { ref }, header: { "Idempotency-Key": order.keyOf(body) } },
          body,
        }),
      ),
    onSuccess: async () => {
      order.done();
      announce(composer.sent);
      void client.invalidateQueries({ queryKey: keys.request(ref) });
      void client.invalidateQueries({ queryKey: keys.requests });
      await client.invalidateQueries({ queryKey: keys.timeline(ref) });
    },
  });
}

/** The same key for the same order: given again after a lost answer, it is not done twice. */
export function useOrderKey<T>() {
  const last = useRef<{ order: string; key: string } | null>(null);
  return {
    keyOf: (what: T): string => {
      const order = JSON.stringify(what);
      if (last.current?.order !== order) last.current = { order, key: randomKey() };
      return last.current.key;
    },
    /** The next order is a new one, also when it says the same. */
    done: () => {
      last.current = null;
    },
  };
}

/** Browsers have `randomUUID` on pages loaded by https only. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export interface Order {
  parameters: Record<string, unknown>;
  /** The person's name, typed, where the action asks for it. */
  confirm_name?: string;
}

/**
 * Hand an action to the gate. What the timeline then shows is the server's record, never a guess.
 * Without a request the server opens one, which the run that comes back names.
 */
export function useRunAction(
  offer: ActionOffer,
  person: { id: number; name: string },
  ref: string | null,
) {
  const client = useQueryClient();
  const order = useOrderKey<Order>();
  return useMutation({
    mutationFn: (given: Order) =>
      answer(
        api.POST("/api/v1/actions", {
          params: { header: { "Idempotency-Key": order.keyOf(given) } },
          body: {
            key: offer.key,
            person_id: person.id,
            ...(ref !== null && { request_ref: ref }),
            ...given,
          },
        }),
      ),
    onSuccess: async (run) => {
      announce(actions.sent(offer.title, person.name));
      void client.invalidateQueries({ queryKey: keys.requests });
      const at = run.request_ref;
      if (at === null) return;
      void client.invalidateQueries({ queryKey: keys.request(at) });
      await client.invalidateQueries({ queryKey: keys.timeline(at) });
    },
  });
}

export function useRetryAction(ref: string) {
  const client = useQueryClient();
  const order = useOrderKey<string>();
  return useMutation({
    mutationFn: (runId: string) =>
      answer(
        api.POST("/api/v1/actions/{run_id}/retry", {
          params: { path: { run_id: runId }, header: { "Idempotency-Key": order.keyOf(runId) } },
        }),
      ),
    onSuccess: order.done,
    onSettled: () => client.invalidateQueries({ queryKey: keys.timeline(ref) }),
  });
}

/** Read a person anew from Okta; with `maxAge` an earlier read of the last seconds will do. */
export function useRefreshPerson() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, maxAge = 0 }: { id: number; maxAge?: number }) =>
      answer(
        api.POST("/api/v1/people/{person_id}/refresh", {
          params: { path: { person_id: id }, query: { max_age: maxAge } },
        }),
      ),
    onSuccess: (person) => {
      client.setQueryData(keys.person(person.id), person);
      void client.invalidateQueries({ queryKey: keys.offersOf(person.id) });
    },
  });
}
