import { act, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, it } from "vitest";
import { keys } from "../src/api/queries";
import { useMe } from "../src/session";
import { session } from "./make";
import { show } from "./render";

let again: () => void = () => undefined;

function Part() {
  const [, setDrawn] = useState(0);
  again = () => setDrawn((drawn) => drawn + 1);
  return <p>{useMe().name}</p>;
}

it("a page drawn once more when its session has just ended is still that of its account", async () => {
  const { client } = await show(<Part />);
  act(() => {
    // Observers are told of it a moment later; another reason to draw the page comes before.
    client.setQueryData(keys.session, session(null));
    again();
  });
  expect(screen.getByText("Maya Lindqvist")).toBeTruthy();
});
