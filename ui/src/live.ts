/** What changes on the server appears without a reload: server-sent events, told to the cache. */
import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { isSyncing, keys } from "./api/queries";
import type { SyncRun } from "./api/types";
import { listen } from "./stream";

const EVENTS = [
  "request",
  "action",
  "sync",
  "connection",
  "person",
  "group",
  "action_settings",
] as const;
type EventName = (typeof EVENTS)[number];

/** A break shorter than this is not worth a word. */
const TELL_AFTER_MS = 4000;

interface Payload {
  ref?: string;
  id?: string | number;
  request_ref?: string | null;
}

/** Groups and applications, with who is in them. */
const OBJECTS: QueryKey[] = [keys.groups, ["group"], keys.applications, ["application"]];

/** The runs that are followed one by one. */
const RUNS: QueryKey = ["action"];

/** Which reads an event makes old. Exported for its test: a missing line here is a stale screen. */
export function touched(name: EventName, data: Payload): QueryKey[] {
  switch (name) {
    case "request":
      return data.ref
        ? [keys.requests, keys.request(data.ref), keys.timeline(data.ref)]
        : [keys.requests];
    case "action":
      return data.request_ref
        ? [
            keys.requests,
            keys.request(data.request_ref),
            keys.timeline(data.request_ref),
            keys.offers,
            RUNS,
          ]
        : [keys.requests, keys.offers, RUNS];
    case "person":
      return [
        keys.people,
        keys.person(Number(data.id)),
        keys.offersOf(Number(data.id)),
        ...OBJECTS,
      ];
    case "group":
      return [keys.groups, keys.group(String(data.id))];
    case "connection":
      return [keys.connection, keys.integrations, keys.review, keys.offers];
    case "action_settings":
      return [keys.actionSettings, keys.offers];
    case "sync":
      return isSyncing(data as SyncRun)
        ? []
        : [
            keys.syncs,
            keys.connection,
            keys.integrations,
            keys.review,
            keys.people,
            ["person"],
            ...OBJECTS,
          ];
  }
}

export function apply(client: QueryClient, name: EventName, data: Payload): void {
  if (name === "sync") {
    const run = data as SyncRun;
    const known = client.getQueryData(keys.sync(run.id)) !== undefined;
    client.setQueryData(keys.sync(run.id), run);
    // The first word of a new run: the connection must learn which run is its last.
    if (!known) renew(client, keys.connection);
  }
  for (const queryKey of touched(name, data)) renew(client, queryKey);
}

/**
 * Read again what an event made old. A first read that is under way may have looked before the
 * event, and asking again would only join it: it is called off first.
 */
function renew(client: QueryClient, queryKey: QueryKey = []): void {
  void client.invalidateQueries({ queryKey });
  const first = {
    queryKey,
    fetchStatus: "fetching",
    predicate: (query: Query) => query.state.data === undefined,
  } as const;
  for (const query of client.getQueryCache().findAll(first)) {
    const again = { queryKey: query.queryKey, exact: true };
    void client.cancelQueries(again, { silent: true }).then(() => client.invalidateQueries(again));
  }
}

/** Follow the events until told to stop; what was missed is made up for by reading everything. */
export function follow(client: QueryClient, tell: (connected: boolean) => void): () => void {
  return listen("/api/v1/live", EVENTS, (signal) => {
    switch (signal.kind) {
      case "event":
        return apply(client, signal.name as EventName, signal.data as Payload);
      case "missed":
        return renew(client);
      case "state":
        tell(signal.connected);
        // The stream also ends with the session: asking shows the sign-in page when that is why.
        if (!signal.connected) void client.invalidateQueries({ queryKey: keys.session });
    }
  });
}

/** Follow while mounted. False once the events have been away long enough to say so. */
export function useLive(): boolean {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = follow(client, (now) => {
      clearTimeout(timer);
      if (now) setConnected(true);
      else timer = setTimeout(() => setConnected(false), TELL_AFTER_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client]);
  return connected;
}
