import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { useStayAtEnd } from "../src/areas/requests/useStayAtEnd";
import { item } from "./make";

const ME = "Maya Lindqvist";
const mine = item({ actor: { kind: "person", name: ME } });
const hers = item({ actor: { kind: "person", name: "Elena Moreau" } });

/** A box of 1000 px of which 300 are seen: jsdom lays nothing out. */
function box(): HTMLElement {
  const element = document.createElement("section");
  Object.defineProperty(element, "scrollHeight", { value: 1000 });
  Object.defineProperty(element, "clientHeight", { value: 300 });
  return element;
}

describe("useStayAtEnd", () => {
  let element: HTMLElement;
  const start = () => {
    const hook = renderHook(({ items }) => useStayAtEnd(items, ME), {
      initialProps: { items: undefined as ReturnType<typeof item>[] | undefined },
    });
    hook.result.current.scroller.current = element;
    hook.rerender({ items: [hers] });
    return hook;
  };
  const scrollTo = (hook: ReturnType<typeof start>, top: number) =>
    act(() => {
      element.scrollTop = top;
      hook.result.current.onScroll();
    });
  beforeEach(() => {
    element = box();
  });

  it("starts at the newest and stays there", () => {
    const hook = start();
    expect(element.scrollTop).toBe(1000);
    element.scrollTop = 700;
    hook.rerender({ items: [hers, hers] });
    expect(element.scrollTop).toBe(1000);
    expect(hook.result.current.unseen).toBe(false);
  });

  it("does not move whoever reads further up, but tells", () => {
    const hook = start();
    scrollTo(hook, 10);
    hook.rerender({ items: [hers, hers] });
    expect(element.scrollTop).toBe(10);
    expect(hook.result.current.unseen).toBe(true);
    scrollTo(hook, 690);
    expect(hook.result.current.unseen).toBe(false);
  });

  it("shows what one did oneself, wherever one was", () => {
    const hook = start();
    scrollTo(hook, 10);
    hook.rerender({ items: [hers, mine] });
    expect(element.scrollTop).toBe(1000);
  });

  it("leaves the reader alone when nothing was added", () => {
    const hook = start();
    scrollTo(hook, 10);
    hook.rerender({ items: [{ ...hers }] });
    expect(element.scrollTop).toBe(10);
    expect(hook.result.current.unseen).toBe(false);
  });
});
