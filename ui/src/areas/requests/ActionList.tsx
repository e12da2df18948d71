import { Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useId } from "react";
import { isMoving } from "../../api/queries";
import type { ActionOffer, ActionRun } from "../../api/types";
import { Icon } from "../../kit/icons";
import { NextButton, ProblemBar } from "../../kit/ProblemBar";
import { Kbd, SkeletonRows } from "../../kit/small";
import { ACTION_TONE, isPutOff } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { actionIcon } from "../../kit/timeline";
import { actionState, waiting } from "../../strings/kit";
import { actions as words } from "../../strings/requests";
import classes from "./ActionList.module.css";

interface Props {
  offers: UseQueryResult<{ items: ActionOffer[] }>;
  /** The last run of each action for this person, by its key. */
  last: ReadonlyMap<string, LastRun>;
  /** Whether what is not possible now is in sight too. */
  unfolded: boolean;
  onUnfold: (unfolded: boolean) => void;
  onAsk: (offer: ActionOffer) => void;
}

export type LastRun = Pick<ActionRun, "state" | "summary" | "submitted_at" | "settled_at">;

const GROUPS: readonly ActionOffer["group"][] = ["User", "Groups", "Applications"];

export function ActionList({ offers, last, unfolded, onUnfold, onAsk }: Props) {
  const items = offers.data?.items ?? [];
  const refusal = sharedRefusal(items);
  const why = useId();
  const below = useId();
  const folded = foldedOf(items, last);
  const inSight = items.filter((offer) => !folded.includes(offer));
  const read = [...inSight, ...folded];
  const line = (offer: ActionOffer) => (
    <li key={offer.key}>
      <Offer
        offer={offer}
        run={last.get(offer.key)}
        toldBy={refusal?.reason === offer.verdict.reason ? why : null}
        sameAs={sameRefusal(read, offer)}
        onAsk={onAsk}
      />
    </li>
  );
  return (
    <section aria-labelledby="actions">
      <div className={classes.head}>
        <h2 id="actions" className={classes.title}>
          {words.title}
        </h2>
        <Kbd>A</Kbd>
      </div>
      {offers.isPending && <SkeletonRows rows={4} height={30} />}
      {offers.isError && (
        <ProblemBar error={offers.error} mend={{ retry: () => void offers.refetch() }} />
      )}
      {offers.data && items.length === 0 && <p className="dim">{words.none}</p>}
      {refusal && (
        <div id={why} className={classes.refusal}>
          {/* What is broken stands across the top of every page, with the way to mend it. */}
          <p>{refusal.next?.kind === "reconnect" ? words.whileBroken : refusal.reason}</p>
          {refusal.next && refusal.next.kind !== "reconnect" && <NextButton next={refusal.next} />}
        </div>
      )}
      {GROUPS.map((group) => {
        const inside = inSight.filter((offer) => offer.group === group);
        if (inside.length === 0) return null;
        return (
          <div key={group} className={classes.group}>
            <h3>{group}</h3>
            <ul>{inside.map(line)}</ul>
          </div>
        );
      })}
      {folded.length > 0 && (
        <div className={classes.group}>
          <button
            type="button"
            className={classes.fold}
            aria-expanded={unfolded}
            aria-controls={below}
            onClick={() => onUnfold(!unfolded)}
          >
            {words.notNow(folded.length)}
            <Icon name="chevron" size={13} />
          </button>
          <ul id={below} hidden={!unfolded}>
            {unfolded && folded.map(line)}
          </ul>
        </div>
      )}
    </section>
  );
}

/**
 * What is not possible now makes room for what is, unless nothing is. An action that was run from here
 * keeps its place: its outcome stands beside it.
 */
function foldedOf(items: ActionOffer[], last: Props["last"]): ActionOffer[] {
  if (!items.some(({ verdict }) => verdict.allowed)) return [];
  return items.filter(({ key, verdict }) => !verdict.allowed && !last.has(key));
}

/**
 * The reason for which nothing can be done, as with a broken connection: said once, on top. A few
 * actions may have reasons of their own, as the role that they ask for.
 */
export function sharedRefusal(items: ActionOffer[]): ActionOffer["verdict"] | null {
  const verdicts = items.map(({ verdict }) => verdict);
  if (items.length < 2 || verdicts.some(({ allowed }) => allowed)) return null;
  const alike = ({ reason }: ActionOffer["verdict"]) =>
    verdicts.filter((each) => each.reason === reason).length;
  return verdicts.find((each) => alike(each) > items.length / 2) ?? null;
}

/** The action further up that is refused for the very same reason: a long one is read once. */
export function sameRefusal(items: ActionOffer[], { key, verdict }: ActionOffer): string | null {
  const first = items.find(
    (each) => !each.verdict.allowed && each.verdict.reason === verdict.reason,
  );
  return verdict.allowed || !first || first.key === key ? null : first.title;
}

/** A refused action keeps the focus and says why: a dead button would explain nothing. */
function Offer({
  offer,
  run,
  toldBy,
  sameAs,
  onAsk,
}: {
  offer: ActionOffer;
  run: LastRun | undefined;
  /** The id of the text that says already why it is refused. */
  toldBy: string | null;
  /** The title of the action under which the reason stands already. */
  sameAs: string | null;
  onAsk: (offer: ActionOffer) => void;
}) {
  const own = useId();
  const why = toldBy ?? own;
  const { allowed, reason, next } = offer.verdict;
  const moving = run !== undefined && isMoving(run.state);
  const usable = allowed && !moving;
  return (
    <>
      <button
        type="button"
        className={classes.offer}
        data-action={offer.key}
        data-danger={offer.danger || undefined}
        aria-disabled={!usable || undefined}
        aria-describedby={why}
        onClick={() => usable && onAsk(offer)}
      >
        <span className={classes.icon}>
          <Icon name={actionIcon(offer.key)} />
        </span>
        {offer.title}
        {run && <Last run={run} />}
      </button>
      {allowed ? (
        <span id={why} className="hidden-text">
          {offer.description}
        </span>
      ) : (
        !toldBy && (
          <p id={why} hidden={moving} className={classes.reason}>
            {sameAs ? (
              <>
                {words.sameAs(sameAs)} <span className="hidden-text">{reason}</span>
              </>
            ) : (
              reason
            )}
          </p>
        )
      )}
      {!allowed && !toldBy && !sameAs && next?.href && (
        <div className={classes.next}>
          <NextButton next={next} />
        </div>
      )}
    </>
  );
}

/** How the last run of this action ended, or that it is under way. */
function Last({ run }: { run: LastRun }) {
  const moving = isMoving(run.state);
  const turning = moving && !isPutOff(run);
  return (
    <span className={classes.last} data-tone={isPutOff(run) ? "amber" : ACTION_TONE[run.state]}>
      {turning && <Loader size={12} color="var(--blue-line)" />}
      {stateOf(run)}
      {!moving && <RelativeTime at={run.settled_at ?? run.submitted_at} />}
    </span>
  );
}

function stateOf(run: LastRun): string {
  if (isPutOff(run)) return waiting;
  return run.state === "queued" ? words.running : actionState[run.state];
}
