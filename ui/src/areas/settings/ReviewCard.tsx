/** What the first import brought, to be looked at before anything may act on Okta. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { reviewQuery } from "../../api/queries";
import type { Review } from "../../api/types";
import { Icon } from "../../kit/icons";
import { n } from "../../kit/number";
import { ProblemBar } from "../../kit/ProblemBar";
import { Avatar, SkeletonRows } from "../../kit/small";
import { Badge, StateBadge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { review as words } from "../../strings/settings";
import { useFinishSetup } from "./connect";
import classes from "./ReviewCard.module.css";
import settings from "./Settings.module.css";

export function ReviewCard() {
  const review = useQuery(reviewQuery);
  const finish = useFinishSetup();
  return (
    <section aria-labelledby="review" className={settings.block}>
      <div className={settings.row}>
        <h2 id="review">{words.title}</h2>
        {review.data?.as_of && (
          <span className="dim">
            {words.asOf} <RelativeTime at={review.data.as_of} />
          </span>
        )}
      </div>
      <p className="dim">{words.hint}</p>
      {review.isPending && <SkeletonRows rows={8} />}
      {review.isError && (
        <ProblemBar error={review.error} mend={{ retry: () => void review.refetch() }} />
      )}
      {review.data && (
        <>
          <Totals totals={review.data.totals} />
          <div className={settings.two}>
            <Statuses rows={review.data.by_status} />
            <Checks review={review.data} />
          </div>
          <Sample people={review.data.sample} />
        </>
      )}
      {finish.isError && (
        <ProblemBar error={finish.error} mend={{ retry: () => finish.mutate() }} />
      )}
      <div className={settings.row}>
        <Button disabled={!review.data} loading={finish.isPending} onClick={() => finish.mutate()}>
          {words.finish}
        </Button>
        <span className="dim">{words.finishHint}</span>
      </div>
    </section>
  );
}

function Totals({ totals }: { totals: Review["totals"] }) {
  const keys = ["people", "groups", "memberships", "apps", "assignments"] as const;
  return (
    <dl className={classes.totals} aria-label={words.totals}>
      {keys.map((key) => (
        <div key={key}>
          <dt>{words[key]}</dt>
          <dd>{n(totals[key])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Statuses({ rows }: { rows: Review["by_status"] }) {
  return (
    <table className={classes.table}>
      <caption>{words.statuses}</caption>
      <thead>
        <tr>
          <th scope="col">{words.status}</th>
          <th scope="col" className={classes.number}>
            {words.count}
          </th>
          <th scope="col">{words.default}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.status}>
            <th scope="row">{row.label}</th>
            <td className={classes.number}>{n(row.count)}</td>
            <td title={row.visible ? words.whyVisible : words.whyHidden}>
              <Badge tone={row.visible ? "green" : "grey"}>
                {row.visible ? words.visible : words.hidden}
              </Badge>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Checks({ review }: { review: Review }) {
  const shared = review.shared_emails;
  return (
    <section aria-labelledby="checks" className={classes.checks}>
      <h3 id="checks">{words.checks}</h3>
      {shared.length === 0 ? (
        <p>{words.noShared}</p>
      ) : (
        <>
          <p className={classes.warn}>
            <Icon name="alert" size={14} />
            {words.shared(shared.length)}
          </p>
          <p className="meta">{words.sharedHint}</p>
          <ul>
            {shared.map((each) => (
              <li key={each.email}>
                {each.email}
                <span className="meta"> {each.people.map((person) => person.name).join(", ")}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <p className={review.without_manager > 0 ? classes.warn : undefined}>
        {review.without_manager > 0 && <Icon name="alert" size={14} />}
        {words.withoutManager(n(review.without_manager))}
      </p>
      {review.without_manager > 0 && <p className="meta">{words.withoutManagerHint}</p>}
    </section>
  );
}

function Sample({ people }: { people: Review["sample"] }) {
  return (
    <section aria-labelledby="sample">
      <h3 id="sample">{words.sample}</h3>
      <ul className={classes.sample}>
        {people.map((person) => (
          <li key={person.id}>
            <Avatar name={person.name} />
            <span className="cut">
              {person.name}{" "}
              <span className="meta">
                {[person.title, person.department, person.manager].filter(Boolean).join(" · ")}
              </span>
            </span>
            <StateBadge person={person} />
          </li>
        ))}
      </ul>
    </section>
  );
}
