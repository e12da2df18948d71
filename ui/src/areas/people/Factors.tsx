import { useEffect } from "react";
import type { Person } from "../../api/types";
import { Section } from "../../kit/detail";
import { n } from "../../kit/number";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { Badge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { providerName, profile as words } from "../../strings/people";
import { useRefreshPerson } from "../requests/change";
import classes from "./Profile.module.css";

/** What was read this recently is not read again. */
const FRESH_S = 20;

/** How the person proves who they are. The import leaves factors out: they are read for who looks. */
export function Factors({ person }: { person: Person }) {
  const { factors, id } = person;
  const { mutate: read, ...reading } = useRefreshPerson();
  const unread = factors == null;
  useEffect(() => {
    if (unread) read({ id, maxAge: FRESH_S });
  }, [unread, id, read]);
  return (
    <div className={classes.narrow}>
      <Section title={words.factors} count={factors ? n(factors.length) : undefined}>
        {unread && reading.isPending && <SkeletonRows rows={3} />}
        {reading.isError && (
          <ProblemBar error={reading.error} mend={{ retry: () => read({ id }) }} />
        )}
        {unread && !reading.isPending && <p className="dim">{words.factorsUnknown}</p>}
        {factors?.length === 0 && <p className="dim">{words.noFactors}</p>}
        <ul aria-label={words.factors}>
          {factors?.map((factor) => (
            <li key={factor.id} className={classes.line}>
              <span className={classes.what}>
                <span className="cut">{factor.label}</span>
                <span className="meta">{providerName(factor.provider)}</span>
              </span>
              <Badge tone={factor.status === "ACTIVE" ? "green" : "amber"}>
                {words.factorStatus(factor.status)}
              </Badge>
            </li>
          ))}
        </ul>
        {person.factors_as_of && (
          <p className="meta">
            {words.factorsAsOf} <RelativeTime at={person.factors_as_of} />
          </p>
        )}
      </Section>
    </div>
  );
}
