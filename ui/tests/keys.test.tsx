import { act, fireEvent, render, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listenToKeys, nameOf, pauseKeys, useKey } from "../src/kit/keys";
import { useCursor } from "../src/kit/useCursor";

let stop: () => void;
beforeEach(() => {
  stop = listenToKeys();
});
afterEach(() => stop());

const press = (key: string, more: KeyboardEventInit = {}, target: EventTarget = document.body) =>
  act(() => {
    fireEvent.keyDown(target as Element, { key, ...more });
  });

function Field({ onKey }: { onKey: (key: string) => void }) {
  useKey("j", () => onKey("j"));
  useKey("mod+k", () => onKey("mod+k"));
  useKey("?", () => onKey("?"));
  return <input aria-label="field" />;
}

describe("nameOf", () => {
  const name = (init: KeyboardEventInit) => nameOf(new KeyboardEvent("keydown", init));

  it("does not tell Ctrl from Cmd, nor Caps Lock from none", () => {
    expect(name({ key: "k", ctrlKey: true })).toBe("mod+k");
    expect(name({ key: "K", metaKey: true })).toBe("mod+k");
    expect(name({ key: "J" })).toBe("j");
    expect(name({ key: "Enter" })).toBe("Enter");
  });

  it("leaves Alt and unfinished letters to the system", () => {
    expect(name({ key: "j", altKey: true })).toBeNull();
    expect(name({ key: "j", isComposing: true })).toBeNull();
  });
});

describe("a key", () => {
  it("works on the page; in a field only with a modifier", () => {
    const onKey = vi.fn();
    const { getByLabelText } = render(<Field onKey={onKey} />);
    press("j");
    press("j", {}, getByLabelText("field"));
    press("k", { ctrlKey: true }, getByLabelText("field"));
    expect(onKey.mock.calls).toEqual([["j"], ["mod+k"]]);
  });

  it("does nothing while something is opening that the typing is meant for", () => {
    const onKey = vi.fn();
    render(<Field onKey={onKey} />);
    pauseKeys(true);
    press("j");
    press("k", { ctrlKey: true });
    pauseKeys(false);
    press("j");
    expect(onKey.mock.calls).toEqual([["mod+k"], ["j"]]);
  });

  it("does nothing behind a dialog, but for the ones with a modifier", () => {
    const onKey = vi.fn();
    render(
      <>
        <Field onKey={onKey} />
        <div role="dialog" />
      </>,
    );
    press("?");
    press("k", { metaKey: true });
    expect(onKey.mock.calls).toEqual([["mod+k"]]);
  });

  it("goes to the screen that opened last, and back when that closes", () => {
    const first = vi.fn();
    const second = vi.fn();
    renderHook(() => useKey("e", first));
    const { unmount } = renderHook(() => useKey("e", second));
    press("e");
    unmount();
    press("e");
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
  });

  it("is off while its screen says so", () => {
    const run = vi.fn();
    renderHook(() => useKey("e", run, false));
    press("e");
    expect(run).not.toHaveBeenCalled();
  });
});

describe("a sequence", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("needs its prefix, and soon", () => {
    const go = vi.fn();
    const reply = vi.fn();
    renderHook(() => useKey("g r", go));
    renderHook(() => useKey("r", reply));
    press("r");
    expect([go.mock.calls.length, reply.mock.calls.length]).toEqual([0, 1]);
    press("g");
    press("r");
    expect([go.mock.calls.length, reply.mock.calls.length]).toEqual([1, 1]);
  });

  it("is forgotten after a while", () => {
    const go = vi.fn();
    const stamps = [1000, 3000];
    const at = vi
      .spyOn(Event.prototype, "timeStamp", "get")
      .mockImplementation(() => stamps[0] ?? 0);
    renderHook(() => useKey("g r", go));
    press("g");
    stamps.shift();
    press("r");
    expect(go).not.toHaveBeenCalled();
    at.mockRestore();
  });
});

describe("J and K", () => {
  it("move within the rows and start anew with another list", () => {
    const { result, rerender } = renderHook(({ list }) => useCursor(2, list), {
      initialProps: { list: "open" },
    });
    expect(result.current[0]).toBe(-1);
    press("j");
    press("j");
    press("j");
    expect(result.current[0]).toBe(1);
    press("k");
    press("k");
    expect(result.current[0]).toBe(0);
    rerender({ list: "mine" });
    expect(result.current[0]).toBe(-1);
  });

  it("stay put in an empty list", () => {
    const { result } = renderHook(() => useCursor(0, "none"));
    press("j");
    press("k");
    expect(result.current[0]).toBe(-1);
  });
});
