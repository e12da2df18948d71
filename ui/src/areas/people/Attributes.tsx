import type { ReactNode } from "react";
import type { Person } from "../../api/types";
import { Moment } from "../../kit/time";
import { providerName, profile as words } from "../../strings/people";
import { panel } from "../../strings/requests";
import classes from "./ProfilePage.module.css";

type Attribute = Person["attributes"][number];

const DATES = ["created_at", "activated_at", "last_login_at", "status_changed_at"] as const;
const TEXTS = [
  "first_name",
  "last_name",
  "login",
  "second_email",
  "city",
  "country",
  "employee_number",
  "credential_provider",
] as const;

/** Okta's names of what the page shows already, in its head or among the facts. */
const SHOWN = new Set([
  "firstName",
  "lastName",
  "displayName",
  "login",
  "email",
  "secondEmail",
  "title",
  "department",
  "manager",
  "managerId",
  "city",
  "countryCode",
  "employeeNumber",
]);

export function Facts({ person }: { person: Person }) {
  const standard = person.attributes.filter((each) => !each.custom && !SHOWN.has(each.name));
  return (
    <dl className={classes.facts}>
      <Fact term={panel.email}>{person.email}</Fact>
      <Fact term={panel.manager}>{person.manager}</Fact>
      <Fact term={panel.location}>{person.location}</Fact>
      {TEXTS.map((name) => (
        <Fact key={name} term={words.facts[name]}>
          {name === "credential_provider" ? providerName(person[name]) : person[name]}
        </Fact>
      ))}
      {DATES.map((name) => (
        <Fact key={name} term={words.facts[name]}>
          {person[name] && <Moment at={person[name]} />}
        </Fact>
      ))}
      {standard.map((each) => (
        <Fact key={each.name} term={each.label}>
          {each.value}
        </Fact>
      ))}
    </dl>
  );
}

export function Attributes({ attributes }: { attributes: Attribute[] }) {
  if (attributes.length === 0) return <p className="dim">{words.noCustom}</p>;
  return (
    <dl className={classes.facts}>
      {attributes.map((each) => (
        <Fact key={each.name} term={each.label}>
          {each.value}
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{term}</dt>
      <dd>{children || <span className="dim">{words.notSet}</span>}</dd>
    </div>
  );
}
