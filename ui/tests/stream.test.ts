import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listen, type Signal } from "../src/stream";

class Stream {
  static all: Stream[] = [];
  listeners = new Map<string, (event: { data: string }) => void>();
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  constructor(readonly url: string) {
    Stream.all.push(this);
  }
  addEventListener(name: string, listener: (event: { data: string }) => void) {
    this.listeners.set(name, listener);
  }
  say(data: string) {
    this.listeners.get("request")?.({ data });
  }
  close() {
    this.closed = true;
  }
}

/** A channel between the pages of this test, heard at once. */
class Channel {
  static all = new Set<Channel>();
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor(readonly name: string) {
    Channel.all.add(this);
  }
  postMessage(data: unknown) {
    for (const each of Channel.all) {
      if (each !== this && each.name === this.name) each.onmessage?.({ data });
    }
  }
  close() {
    Channel.all.delete(this);
  }
}

/** One exclusive lock with its queue. */
class Locks {
  private turn: Promise<unknown> = Promise.resolve();
  request(_: string, { signal }: { signal: AbortSignal }, run: () => unknown): Promise<unknown> {
    const mine = this.turn.then(() => {
      if (signal.aborted) throw signal.reason;
      return run();
    });
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const running = () => Stream.all.filter((each) => !each.closed);
const event = { kind: "event", name: "request", data: { ref: "REQ-1" } };
const stops: (() => void)[] = [];

/** A page that listens: how to leave it, and what it was told. */
function page() {
  const told: Signal[] = [];
  const stop = listen("/live", ["request"], (signal) => told.push(signal));
  stops.push(stop);
  return { told, stop, kinds: () => told.map((each) => each.kind) };
}

beforeEach(() => {
  Stream.all = [];
  vi.stubGlobal("EventSource", Stream);
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  Reflect.deleteProperty(navigator, "locks");
});

describe("with locks", () => {
  beforeEach(() => {
    vi.stubGlobal("BroadcastChannel", Channel);
    Object.defineProperty(navigator, "locks", { value: new Locks(), configurable: true });
  });

  it("is one stream, and every page hears it", async () => {
    const pages = [page(), page(), page()];
    await settle();
    expect(running()).toHaveLength(1);
    running()[0]?.say('{"ref":"REQ-1"}');
    for (const each of pages) expect(each.told).toEqual([event]);
  });

  it("passes on when its page goes; what was missed meanwhile is said to all", async () => {
    const first = page();
    await settle();
    running()[0]?.onopen?.();
    const [second, third] = [page(), page()];
    await settle();
    first.stop();
    await settle();
    expect(Stream.all).toHaveLength(2);
    expect(running()).toHaveLength(1);
    running()[0]?.onopen?.();
    expect(second.kinds()).toContain("missed");
    expect(third.kinds()).toContain("missed");
    running()[0]?.say('{"ref":"REQ-1"}');
    expect(second.told.at(-1)).toEqual(event);
    expect(third.told.at(-1)).toEqual(event);
  });

  it("misses nothing at its first start", async () => {
    const only = page();
    await settle();
    running()[0]?.onopen?.();
    expect(only.told).toEqual([{ kind: "state", connected: true }]);
  });

  it("tells a page that comes later whether it is there", async () => {
    page();
    await settle();
    running()[0]?.onerror?.();
    const late = page();
    expect(late.told).toEqual([{ kind: "state", connected: false }]);
  });

  it("is not waited for by a page that is gone", async () => {
    const first = page();
    page().stop();
    await settle();
    first.stop();
    await settle();
    expect(running()).toHaveLength(0);
  });

  it("is let go by a page that is left, which reads anew when it comes back", async () => {
    const left = page();
    await settle();
    running()[0]?.onopen?.();
    window.dispatchEvent(new Event("pagehide"));
    await settle();
    expect(running()).toHaveLength(0);
    expect(Channel.all.size).toBe(0);
    window.dispatchEvent(new Event("pageshow"));
    await settle();
    expect(running()).toHaveLength(1);
    running()[0]?.onopen?.();
    expect(left.kinds()).toEqual(["state", "missed", "state", "missed"]);
  });
});

describe("without locks", () => {
  const see = (hidden: boolean) => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  };
  afterEach(() => Reflect.deleteProperty(document, "hidden"));

  it("is the page's own, while one looks at it", () => {
    const only = page();
    expect(running()).toHaveLength(1);
    see(true);
    expect(running()).toHaveLength(0);
    see(false);
    expect(running()).toHaveLength(1);
    running()[0]?.onopen?.();
    expect(only.kinds()).toEqual(["state", "missed"]);
  });

  it("is not opened by a page that was left", () => {
    const only = page();
    only.stop();
    see(true);
    see(false);
    expect(running()).toHaveLength(0);
  });
});
