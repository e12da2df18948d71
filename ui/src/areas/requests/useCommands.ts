import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { offersQuery } from "../../api/queries";
import type { RequestDetail } from "../../api/types";
import { announce } from "../../kit/announce";
import { composer as words } from "../../strings/requests";
import { askForAction } from "./ask";
import { type Command, commands as find, isCommand } from "./slash";

interface Given {
  request: RequestDetail;
  text: string;
  enabled: boolean;
  /** An action's form was asked for: the command has done its work. */
  onTaken: () => void;
}

/** The command list of the composer: what it offers, and the keys that move through it. */
export function useCommands({ request, text, enabled, onTaken }: Given) {
  const id = useId();
  /** Null until a key has moved: then it is the first that can be done. */
  const [at, setAt] = useState<number | null>(null);
  const [left, setLeft] = useState(false);
  const asked = enabled && isCommand(text);
  const offers = useQuery({ ...offersQuery(request.subject.id, request.ref), enabled });
  const open = asked && !left && offers.data !== undefined;
  const found = open ? find(text, offers.data.items) : [];
  const first = Math.max(
    found.findIndex(({ offer }) => offer.verdict.allowed),
    0,
  );
  const place = Math.min(at ?? first, found.length - 1);
  const current = found[place];

  useEffect(() => {
    if (!asked) setLeft(false);
  }, [asked]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words begin anew
  useEffect(() => setAt(null), [text]);
  useEffect(() => {
    if (open) announce(words.commandsFound(found.length));
  }, [open, found.length]);

  /** A refused action stays where it is, with its reason in sight. */
  const choose = (command: Command | undefined) => {
    if (!command?.offer.verdict.allowed) return;
    onTaken();
    askForAction(command.offer.key, command.rest);
  };
  /** Whether the key was for the list. */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && found.length > 0) {
      setAt((place + move + found.length) % found.length);
    } else if (event.key === "Escape") setLeft(true);
    else if (event.key === "Enter" && !event.shiftKey && found.length > 0) choose(current);
    else return false;
    event.preventDefault();
    return true;
  };
  return { id, open, found, current, choose, onKeyDown };
}
