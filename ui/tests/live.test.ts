import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keys } from "../src/api/queries";
import { apply, follow, touched } from "../src/live";
import { sync } from "./make";

describe("touched", () => {
  it("a request makes its page, its timeline and the lists old", () => {
    expect(touched("request", { ref: "REQ-12" })).toEqual([
      keys.requests,
      keys.request("REQ-12"),
      keys.timeline("REQ-12"),
    ]);
  });

  it("an action touches its request and what may be done now", () => {
    const old = touched("action", { id: "run-1", request_ref: "REQ-12" });
    expect(old).toContainEqual(keys.timeline("REQ-12"));
    expect(old).toContainEqual(keys.request("REQ-12"));
    expect(old).toContainEqual(keys.offers);
  });

  it("an action without a request still changes what may be done", () => {
    expect(touched("action", { id: "run-1", request_ref: null })).toContainEqual(keys.offers);
  });

  it("a person touches himself, the list, and who is in groups and applications", () => {
    expect(touched("person", { id: 7 })).toEqual([
      keys.people,
      keys.person(7),
      keys.offersOf(7),
      keys.groups,
      ["group"],
      keys.applications,
      ["application"],
    ]);
  });

  it("asks again what may be done when an administrator changed it", () => {
    expect(touched("action_settings", {})).toEqual([keys.actionSettings, keys.offers]);
  });

  it("a connection touches every page that shows it", () => {
    const old = touched("connection", {});
    for (const key of [keys.connection, keys.integrations, keys.review, keys.offers]) {
      expect(old).toContainEqual(key);
    }
  });

  it("a sync under way leaves the people alone; one that ended does not", () => {
    expect(touched("sync", sync({ state: "running" }))).toEqual([]);
    expect(touched("sync", sync({ state: "succeeded" }))).toContainEqual(keys.people);
    expect(touched("sync", sync({ state: "held" }))).toContainEqual(keys.syncs);
  });
});

describe("apply", () => {
  it("shows a sync's progress from the event itself", () => {
    const client = new QueryClient();
    apply(client, "sync", sync({ state: "running", calls_total: 5 }));
    apply(client, "sync", sync({ state: "running", calls_total: 9 }));
    expect(client.getQueryData(keys.sync("s1"))).toMatchObject({ calls_total: 9 });
  });

  it("asks for the connection once, when a run is heard of for the first time", () => {
    const client = new QueryClient();
    const asked = vi.spyOn(client, "invalidateQueries");
    apply(client, "sync", sync({ state: "running" }));
    apply(client, "sync", sync({ state: "running" }));
    expect(asked.mock.calls.map(([what]) => what?.queryKey)).toEqual([keys.connection]);
  });

  it("makes everything touched old", async () => {
    const client = new QueryClient();
    client.setQueryData(keys.person(7), {});
    client.setQueryData(keys.person(8), {});
    apply(client, "person", { id: 7 });
    expect(client.getQueryState(keys.person(7))?.isInvalidated).toBe(true);
    expect(client.getQueryState(keys.person(8))?.isInvalidated).toBe(false);
  });
});

describe("a first read that is under way", () => {
  it("is asked again, since it may have looked before the event", async () => {
    const client = new QueryClient();
    const answers: ((value: string) => void)[] = [];
    const queryFn = () => new Promise<string>((resolve) => answers.push(resolve));
    const observer = new QueryObserver(client, { queryKey: keys.timeline("REQ-12"), queryFn });
    const stop = observer.subscribe(() => undefined);
    expect(answers).toHaveLength(1);
    apply(client, "request", { ref: "REQ-12" });
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[0]?.("before");
    answers[1]?.("after");
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toBe("after"));
    stop();
  });
});

describe("follow", () => {
  class Stream {
    static opened: Stream[] = [];
    listeners = new Map<string, (event: { data: string }) => void>();
    onopen: (() => void) | null = null;
    onerror: (() => void) | null = null;
    closed = false;
    constructor(readonly url: string) {
      Stream.opened.push(this);
    }
    addEventListener(name: string, listener: (event: { data: string }) => void) {
      this.listeners.set(name, listener);
    }
    close() {
      this.closed = true;
    }
  }

  beforeEach(() => {
    vi.useFakeTimers();
    Stream.opened = [];
    vi.stubGlobal("EventSource", Stream);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("hands each event to the cache", () => {
    const client = new QueryClient();
    client.setQueryData(keys.request("REQ-12"), {});
    const stop = follow(client, () => undefined);
    Stream.opened[0]?.listeners.get("request")?.({ data: '{"ref":"REQ-12"}' });
    expect(client.getQueryState(keys.request("REQ-12"))?.isInvalidated).toBe(true);
    stop();
  });

  it("comes back after a break, later each time, and reads everything again", () => {
    const client = new QueryClient();
    client.setQueryData(keys.accounts, {});
    const told: boolean[] = [];
    const stop = follow(client, (now) => told.push(now));
    Stream.opened[0]?.onopen?.();
    Stream.opened[0]?.onerror?.();
    vi.advanceTimersByTime(1000);
    expect(Stream.opened).toHaveLength(2);
    Stream.opened[1]?.onerror?.();
    vi.advanceTimersByTime(1000);
    expect(Stream.opened).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(Stream.opened).toHaveLength(3);
    expect(client.getQueryState(keys.accounts)?.isInvalidated).toBe(false);
    Stream.opened[2]?.onopen?.();
    expect(client.getQueryState(keys.accounts)?.isInvalidated).toBe(true);
    expect(told).toEqual([true, false, false, true]);
    stop();
    expect(Stream.opened[2]?.closed).toBe(true);
  });

  it("opens nothing more once it was told to stop", () => {
    const stop = follow(new QueryClient(), () => undefined);
    Stream.opened[0]?.onerror?.();
    stop();
    vi.advanceTimersByTime(60_000);
    expect(Stream.opened).toHaveLength(1);
  });
});
