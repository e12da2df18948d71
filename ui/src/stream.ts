/** One event stream for a browser: one tab holds it, the others are told what it says. */

/** What a stream tells: an event, whether it is there at all, or that events were missed. */
export type Signal =
  | { kind: "event"; name: string; data: unknown }
  | { kind: "state"; connected: boolean }
  | { kind: "missed" };

type Tell = (signal: Signal) => void;
type Stop = () => void;

/** What tabs say to each other: a signal, or that somebody new listens. */
type Message = Signal | { kind: "hello" };

const NAME = "deskhand-live";
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** Hold a stream of one's own, opened anew after a break. `late`: events were missed before it. */
function hold(url: string, names: readonly string[], tell: Tell, late: boolean): Stop {
  let source: EventSource | null = null;
  let wait = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let missed = late;

  const open = () => {
    source = new EventSource(url);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      tell({ kind: "state", connected: true });
      if (missed) tell({ kind: "missed" });
      missed = false;
    };
    source.onerror = () => {
      missed = true;
      source?.close();
      tell({ kind: "state", connected: false });
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
    for (const name of names) {
      source.addEventListener(name, (event) => {
        tell({ kind: "event", name, data: JSON.parse(event.data) });
      });
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/**
 * Hold the stream when it is this tab's turn, else listen to the tab that holds it. HTTP/1.1 allows
 * six connections to a server: a stream for each tab would leave none for the seventh.
 */
function share(url: string, names: readonly string[], tell: Tell, late: boolean): Stop {
  const channel = new BroadcastChannel(NAME);
  const gone = new AbortController();
  let state: Signal | null = null;
  let missed = late;
  let release: Stop | null = null;

  const lead = () => {
    if (gone.signal.aborted) return;
    const tellAll: Tell = (signal) => {
      if (signal.kind === "state") state = signal;
      channel.postMessage(signal);
      tell(signal);
    };
    const close = hold(url, names, tellAll, missed);
    return new Promise<void>((resolve) => {
      release = () => {
        close();
        resolve();
      };
    });
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === "hello") {
      if (state) channel.postMessage(state);
    } else if (!release) {
      // There was another holder: between its end and our turn events may be lost.
      missed = true;
      tell(data);
    }
  };
  channel.postMessage({ kind: "hello" });
  navigator.locks.request(NAME, { signal: gone.signal }, lead).catch((error: unknown) => {
    if (!gone.signal.aborted) throw error;
  });
  return () => {
    gone.abort();
    release?.();
    channel.close();
  };
}

/** Without locks (http, not on this machine): a stream of one's own, while one is looked at. */
function whileSeen(url: string, names: readonly string[], tell: Tell, late: boolean): Stop {
  let stop: Stop | null = null;
  let missed = late;
  const look = () => {
    if (document.hidden) {
      stop?.();
      stop = null;
      missed = true;
    } else stop ??= hold(url, names, tell, missed);
  };
  look();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    stop?.();
  };
}

/** Follow the events of `names` until told to stop. A page that was left holds nothing. */
export function listen(url: string, names: readonly string[], tell: Tell): Stop {
  const start = (late: boolean) =>
    // Browsers leave locks out where the connection is not secure, whatever the types say.
    ("locks" in navigator ? share : whileSeen)(url, names, tell, late);
  let stop: Stop | null = start(false);
  const leave = () => {
    stop?.();
    stop = null;
  };
  const comeBack = () => {
    if (stop) return;
    stop = start(true);
    tell({ kind: "missed" });
  };
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", comeBack);
  return () => {
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("pageshow", comeBack);
    leave();
  };
}
