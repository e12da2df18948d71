/** What can be done for a person, and the dialog that does it; with a request or without one. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { isMoving, offersQuery } from "../../api/queries";
import type { ActionOffer, ActionRun, PersonRef } from "../../api/types";
import { useKey } from "../../kit/keys";
import { ActionList, type LastRun } from "./ActionList";
import { useAskedAction } from "./ask";

const loadDialog = async () => ({ default: (await import("./ActionDialog")).ActionDialog });
const ActionDialog = lazy(loadDialog);

interface Props {
  person: PersonRef;
  /** Without one, the server opens a request for what is done. */
  requestRef: string | null;
  /** Runs that are known here, oldest first. */
  runs: readonly ActionRun[];
  /** Bring the list to sight where it is a tab. */
  onShow?: () => void;
  onSubmitted?: (run: ActionRun) => void;
}

interface Asked {
  offer: ActionOffer;
  /** What its first picker is searched with. */
  start: string;
}

const nothing = () => undefined;

export function PersonActions({
  person,
  requestRef,
  runs,
  onShow = nothing,
  onSubmitted = nothing,
}: Props) {
  const offers = useQuery(offersQuery(person.id, requestRef ?? undefined));
  const [asked, setAsked] = useState<Asked | null>(null);
  const [unfolded, setUnfolded] = useState(false);
  const list = useRef<HTMLDivElement>(null);

  useAskedAction((key, start) => {
    const offer = offers.data?.items.find((each) => each.key === key);
    if (offer?.verdict.allowed) setAsked({ offer, start });
    else {
      setUnfolded(true);
      focusAction(onShow, list.current, key);
    }
  });
  // Fetched behind the first paint, so that the first click finds it there.
  useEffect(() => void loadDialog(), []);
  useKey("a", () => focusAction(onShow, list.current));

  return (
    <div ref={list}>
      <ActionList
        offers={offers}
        last={lastRuns(runs, person.id)}
        unfolded={unfolded}
        onUnfold={setUnfolded}
        onAsk={(offer) => setAsked({ offer, start: "" })}
      />
      {asked && (
        <Suspense>
          <ActionDialog
            offer={asked.offer}
            start={asked.start}
            person={person}
            requestRef={requestRef}
            onClose={() => setAsked(null)}
            onSubmitted={onSubmitted}
          />
        </Suspense>
      )}
    </div>
  );
}

/** The last run of each action for this person, by its key; one that is under way comes first. */
export function lastRuns(runs: readonly ActionRun[], personId: number): Map<string, LastRun> {
  const last = new Map<string, LastRun>();
  for (const run of runs) {
    const known = last.get(run.key);
    if (run.person.id === personId && !(known && isMoving(known.state))) last.set(run.key, run);
  }
  return last;
}

function focusAction(show: () => void, list: HTMLElement | null, key?: string) {
  show();
  // After the panel became visible: a hidden button takes no focus.
  requestAnimationFrame(() => {
    const buttons = [...(list?.querySelectorAll<HTMLButtonElement>("button[data-action]") ?? [])];
    (buttons.find((each) => each.dataset.action === key) ?? buttons[0])?.focus();
  });
}
