/** Who the request is about as Okta knows them, and what can be done for them. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { hasCode } from "../../api/problem";
import { offersQuery, personQuery } from "../../api/queries";
import type { PersonRef, RequestDetail, TimelineItem } from "../../api/types";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { useCan } from "../../session";
import { panel as words } from "../../strings/requests";
import { sharedRefusal } from "./ActionList";
import { useRefreshPerson } from "./change";
import classes from "./Panel.module.css";
import { PastRequests } from "./PastRequests";
import { PersonActions } from "./PersonActions";
import { PersonCard, PersonHead } from "./PersonCard";

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
  const { subject, requester } = request;
  const other = requester.id !== subject.id;
  const person = useQuery(personQuery(subject.id));
  const canAct = useCan("actions.run");
  const offers = useQuery({ ...offersQuery(subject.id, request.ref), enabled: canAct });
  const refresh = useRefreshPerson();

  useReadOnce(subject.id, refresh.mutate);
  // Then the reading failed for the same reason, which is told already.
  const broken = sharedRefusal(offers.data?.items ?? [])?.next?.kind === "reconnect";
  const unknown = person.isError && hasCode(person.error, "not_found");

  return (
    <aside className={classes.panel} aria-label={words.label} hidden={hidden}>
      <section aria-label={words.subject} className={classes.subject}>
        {other && <h2 className={classes.title}>{words.about}</h2>}
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
      </section>
      {canAct && !unknown && (
        <div className={classes.part}>
          <PersonActions
            person={subject}
            requestRef={request.ref}
            runs={items.flatMap(({ action }) => action ?? [])}
            onShow={onShow}
            onSubmitted={onSubmitted}
          />
        </div>
      )}
      {other && <AskedBy person={requester} />}
      <Part title={words.past}>
        <PastRequests personId={subject.id} except={request.ref} />
      </Part>
    </aside>
  );
}

/** Who asks for somebody else, with the facts that matter for believing it. */
function AskedBy({ person }: { person: PersonRef }) {
  const { data } = useQuery(personQuery(person.id));
  return (
    <Part title={words.askedBy}>
      <PersonHead person={person} state={data} />
    </Part>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.part}>
      <h2 id={id} className={classes.title}>
        {title}
      </h2>
      {children}
    </section>
  );
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
