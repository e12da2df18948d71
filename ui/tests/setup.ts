import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

/** What a browser has and jsdom does not: no layout, no media, no fonts, no event stream. */
class NoObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

class SilentStream {
  close() {}
  addEventListener() {}
}

vi.stubGlobal("ResizeObserver", NoObserver);
vi.stubGlobal("EventSource", SilentStream);
Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
vi.stubGlobal("scrollTo", () => undefined);
Element.prototype.scrollIntoView = () => undefined;
window.matchMedia = (query) =>
  Object.assign(new EventTarget(), {
    matches: false,
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  }) as MediaQueryList;

// As long as the first page of an area may take on a busy machine.
configure({ asyncUtilTimeout: 5000 });

afterEach(cleanup);
