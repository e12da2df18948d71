import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { useSelection } from "../src/areas/requests/useSelection";

const ROWS = ["REQ-5", "REQ-4", "REQ-3", "REQ-2", "REQ-1"];

function selection(shown = ROWS) {
  return renderHook((rows: string[]) => useSelection(rows), { initialProps: shown });
}

describe("a selection", () => {
  it("takes rows in and out", () => {
    const { result } = selection();
    act(() => result.current.toggle("REQ-4"));
    act(() => result.current.toggle("REQ-2"));
    expect(result.current.refs).toEqual(["REQ-4", "REQ-2"]);
    act(() => result.current.toggle("REQ-4"));
    expect(result.current.has("REQ-4")).toBe(false);
    act(() => result.current.clear());
    expect(result.current.refs).toEqual([]);
  });

  it("takes all rows from the last one on along, up or down", () => {
    const { result } = selection();
    act(() => result.current.toggle("REQ-2"));
    act(() => result.current.toggle("REQ-4", true));
    expect([...result.current.refs].sort()).toEqual(["REQ-2", "REQ-3", "REQ-4"]);
    act(() => result.current.toggle("REQ-3", true));
    expect(result.current.refs).toEqual(["REQ-2"]);
  });

  it("outlives a search, and says how much of it is hidden", () => {
    const { result, rerender } = selection();
    act(() => result.current.toggle("REQ-5"));
    act(() => result.current.toggle("REQ-1"));
    rerender(["REQ-1"]);
    expect(result.current.refs).toHaveLength(2);
    expect(result.current.hidden).toBe(1);
    act(() => result.current.toggle("REQ-1", true));
    expect(result.current.refs).toEqual(["REQ-5"]);
  });

  it("lets go of those that were changed", () => {
    const { result } = selection();
    act(() => result.current.toggle("REQ-5"));
    act(() => result.current.toggle("REQ-4"));
    act(() => result.current.drop(["REQ-5"]));
    expect(result.current.refs).toEqual(["REQ-4"]);
  });
});
