import { Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useId } from "react";
import type { ActionOffer } from "../../api/types";
import { Icon } from "../../kit/icons";
import { NextButton, ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { actionIcon } from "../../kit/timeline";
import { actions as words } from "../../strings/requests";
import classes from "./ActionList.module.css";

interface Props {
  offers: UseQueryResult<{ items: ActionOffer[] }>;
  /** Keys of actions that are under way for this person. */
  running: Set<string>;
  onAsk: (offer: ActionOffer) => void;
}

const GROUPS: readonly ActionOffer["group"][] = ["User", "Groups", "Applications"];

export function ActionList({ offers, running, onAsk }: Props) {
  const items = offers.data?.items ?? [];
  return (
    <section aria-labelledby="actions">
      <h2 id="actions" className={classes.title}>
        {words.title}
      </h2>
      {offers.isPending && <SkeletonRows rows={4} height={30} />}
      {offers.isError && (
        <ProblemBar error={offers.error} mend={{ retry: () => void offers.refetch() }} />
      )}
      {offers.data && items.length === 0 && <p className="dim">{words.none}</p>}
      {GROUPS.map((group) => {
        const inside = items.filter((offer) => offer.group === group);
        if (inside.length === 0) return null;
        return (
          <div key={group} className={classes.group}>
            <h3>{group}</h3>
            <ul>
              {inside.map((offer) => (
                <li key={offer.key}>
                  <Offer offer={offer} running={running.has(offer.key)} onAsk={onAsk} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

/** A refused action keeps the focus and says why: a dead button would explain nothing. */
function Offer({
  offer,
  running,
  onAsk,
}: {
  offer: ActionOffer;
  running: boolean;
  onAsk: (offer: ActionOffer) => void;
}) {
  const why = useId();
  const { allowed, reason, next } = offer.verdict;
  const usable = allowed && !running;
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
        {running && (
          <span className={classes.running}>
            <Loader size={12} color="var(--blue-line)" />
            {words.running}
          </span>
        )}
      </button>
      {allowed ? (
        <span id={why} className="hidden-text">
          {offer.description}
        </span>
      ) : (
        <p id={why} className={classes.reason}>
          {reason}
        </p>
      )}
      {!allowed && next?.href && (
        <div className={classes.next}>
          <NextButton next={next} />
        </div>
      )}
    </>
  );
}
