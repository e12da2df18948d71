/** Who the request is about as Okta knows them, and what can be done for them. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { hasCode } from "../../api/problem";
import { isMoving, offersQuery, personQuery } from "../../api/queries";
import type { ActionOffer, RequestDetail, TimelineItem } from "../../api/types";
import { useKey } from "../../kit/keys";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { useCan } from "../../session";
import { panel as words } from "../../strings/requests";
import { ActionList, sharedRefusal } from "./ActionList";
import { useAskedAction } from "./ask";
import { useRefreshPerson } from "./change";
import classes from "./Panel.module.css";
import { PersonCard, PersonHead } from "./PersonCard";

const loadDialog = async () => ({ default: (await import("./ActionDialog")).ActionDialog });
const ActionDialog = lazy(loadDialog);

interface Props {
  request: RequestDetail;
  items: TimelineItem[];
  hidden: boolean;
  /** Bring the panel to sight where it is a tab. */
  onShow: () => void;
  onSubmitted: () => void;
}

/** What was read this recently is not read again when the request opens. */
const FRESH_S = 20;

export function Panel({ request, items, hidden, onShow, onSubmitted }: Props) {
  const { subject } = request;
  const person = useQuery(personQuery(subject.id));
  const canAct = useCan("actions.run");
  const offers = useQuery({ ...offersQuery(subject.id, request.ref), enabled: canAct });
  const refresh = useRefreshPerson();
  const [asked, setAsked] = useState<ActionOffer | null>(null);
  const list = useRef<HTMLDivElement>(null);

  useReadOnce(subject.id, refresh.mutate);
  useAskedAction((key) => {
    const offer = offers.data?.items.find((each) => each.key === key);
    if (offer?.verdict.allowed) setAsked(offer);
    else focusAction(onShow, list.current, key);
  });
  // Fetched behind the first paint, so that the first click finds it there.
  useEffect(() => void loadDialog(), []);
  useKey("a", () => focusAction(onShow, list.current));

  const underWay = new Map(
    items.flatMap(({ action }) =>
      action && action.person.id === subject.id && isMoving(action.state)
        ? [[action.key, action] as const]
        : [],
    ),
  );
  // Then the reading failed for the same reason, which is told already.
  const broken = sharedRefusal(offers.data?.items ?? [])?.next?.kind === "reconnect";
  const unknown = person.isError && hasCode(person.error, "not_found");

  return (
    <aside className={classes.panel} aria-label={words.label} hidden={hidden}>
      <PersonHead person={subject} />
      {person.isPending && <SkeletonRows rows={6} height={25} />}
      {person.isError && (
        <ProblemBar error={person.error} mend={{ retry: () => void person.refetch() }} />
      )}
      {person.data && (
        <PersonCard
          person={person.data}
          busy={refresh.isPending}
          onRefresh={() => refresh.mutate({ id: subject.id })}
        />
      )}
      {refresh.isError && !broken && (
        <ProblemBar
          error={refresh.error}
          busy={refresh.isPending}
          mend={{ retry: () => refresh.mutate({ id: subject.id }) }}
        />
      )}
      {request.requester.id !== subject.id && (
        <section aria-labelledby="requester" className={classes.requester}>
          <h2 id="requester" className={classes.title}>
            {words.requester}
          </h2>
          <PersonHead person={request.requester} />
        </section>
      )}
      {canAct && !unknown && (
        <div ref={list} className={classes.actions}>
          <ActionList offers={offers} underWay={underWay} onAsk={setAsked} />
        </div>
      )}
      {asked && (
        <Suspense>
          <ActionDialog
            offer={asked}
            person={subject}
            requestRef={request.ref}
            onClose={() => setAsked(null)}
            onSubmitted={onSubmitted}
          />
        </Suspense>
      )}
    </aside>
  );
}

function focusAction(show: () => void, list: HTMLElement | null, key?: string) {
  show();
  // After the panel became visible: a hidden button takes no focus.
  requestAnimationFrame(() => {
    const buttons = [...(list?.querySelectorAll<HTMLButtonElement>("button[data-action]") ?? [])];
    (buttons.find((each) => each.dataset.action === key) ?? buttons[0])?.focus();
  });
}

/** Read the person from Okta once when the request opens: decisions need today's facts. */
function useReadOnce(id: number, read: (what: { id: number; maxAge: number }) => void) {
  const done = useRef<number | null>(null);
  useEffect(() => {
    if (done.current === id) return;
    done.current = id;
    read({ id, maxAge: FRESH_S });
  }, [id, read]);
}
