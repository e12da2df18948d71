import { Link } from "@tanstack/react-router";
import type { Person, PersonRef } from "../../api/types";
import { Icon } from "../../kit/icons";
import { Avatar, CopyId, IconButton } from "../../kit/small";
import { Badge, PersonBadge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { words as kit } from "../../strings/kit";
import { profile } from "../../strings/people";
import { panel as words } from "../../strings/requests";
import { Apps, Groups } from "./Access";
import { Fact } from "./Fact";
import classes from "./PersonCard.module.css";

interface HeadProps {
  person: PersonRef;
  /** Shown where no card with all the facts follows. */
  state?: Person | undefined;
}

export function PersonHead({ person, state }: HeadProps) {
  return (
    <div className={classes.head}>
      <Avatar name={person.name} size={36} />
      <div className={`${classes.who} cut`}>
        <Link
          to="/people/$personId"
          params={{ personId: String(person.id) }}
          className={classes.name}
          title={words.profile}
        >
          {person.name}
        </Link>
        <p className="meta cut">
          {[person.title, person.department].filter(Boolean).join(" · ") || person.email}
        </p>
      </div>
      {state && <PersonBadge person={state} />}
    </div>
  );
}

interface Props {
  person: Person;
  busy: boolean;
  onRefresh: () => void;
}

export function PersonCard({ person, busy, onRefresh }: Props) {
  return (
    <div>
      <dl className={classes.facts}>
        <Fact term={words.status}>
          <PersonBadge person={person} />
        </Fact>
        <Fact term={words.email}>
          <span className="cut" title={person.email}>
            {person.email}
          </span>
        </Fact>
        <Fact term={words.manager}>
          <Manager person={person} />
        </Fact>
        <Fact term={words.location}>
          {person.location ?? <span className="dim">{words.unknown}</span>}
        </Fact>
        <Groups person={person} />
        <Apps person={person} />
        <Fact term={words.factors}>
          <Factors person={person} />
        </Fact>
        <Fact term={words.oktaId}>
          <CopyId value={person.okta_id} label={words.oktaId} />
        </Fact>
      </dl>
      <div className={classes.foot}>
        <span className="meta">
          {busy ? (
            words.refreshing
          ) : (
            <>
              {words.asOf} <RelativeTime at={person.as_of} />
            </>
          )}
        </span>
        <IconButton icon="refresh" label={words.refresh} busy={busy} onClick={onRefresh} />
        {person.okta_url && (
          <a
            href={person.okta_url}
            target="_blank"
            rel="noreferrer"
            className={classes.external}
            title={words.openInOkta}
          >
            {words.openInOkta}
            <Icon name="external" size={12} />
            <span className="hidden-text"> ({kit.opensNewTab})</span>
          </a>
        )}
      </div>
    </div>
  );
}

/** The person that the manager's name or id leads to, and by which rule; else what Okta says. */
function Manager({ person }: { person: Person }) {
  const found = person.manager_person;
  return (
    <div className={classes.manager}>
      {found ? (
        <Link to="/people/$personId" params={{ personId: String(found.id) }}>
          {found.name}
        </Link>
      ) : (
        (person.manager ?? <span className="dim">{words.noManager}</span>)
      )}
      {person.manager_by && <p className="meta">{person.manager_by}</p>}
    </div>
  );
}

function Factors({ person }: { person: Person }) {
  if (person.factors == null) return <span className="dim">{words.factorsUnknown}</span>;
  if (person.factors.length === 0) return <span className="dim">{words.noFactors}</span>;
  return (
    <ul className={classes.factors} aria-label={words.factors}>
      {person.factors.map((factor) => (
        <li key={factor.id}>
          {factor.label}
          {factor.status !== "ACTIVE" && (
            <Badge tone="amber">{profile.factorStatus(factor.status)}</Badge>
          )}
        </li>
      ))}
    </ul>
  );
}
