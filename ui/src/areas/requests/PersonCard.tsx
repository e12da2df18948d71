import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Person, PersonRef } from "../../api/types";
import { Icon } from "../../kit/icons";
import { Avatar, CopyId, IconButton } from "../../kit/small";
import { Badge, PersonBadge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { words as kit } from "../../strings/kit";
import { panel as words } from "../../strings/requests";
import { Access } from "./Access";
import classes from "./PersonCard.module.css";

export function PersonHead({ person }: { person: PersonRef }) {
  return (
    <div className={classes.head}>
      <Avatar name={person.name} size={36} />
      <div className="cut">
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
    <section aria-label={words.subject}>
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
          {person.manager ?? <span className="dim">{words.noManager}</span>}
        </Fact>
        <Fact term={words.location}>
          {person.location ?? <span className="dim">{words.unknown}</span>}
        </Fact>
        <Fact term={words.groupsApps}>
          <Access person={person} />
        </Fact>
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
    </section>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{term}</dt>
      <dd>{children}</dd>
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
          {factor.status !== "ACTIVE" && <Badge tone="amber">{words.factorPending}</Badge>}
        </li>
      ))}
    </ul>
  );
}
