import type { ReactNode } from "react";
import type { Person } from "../../api/types";
import { date } from "../../kit/time";
import { words as kit } from "../../strings/kit";
import { profile as words } from "../../strings/people";
import { panel } from "../../strings/requests";
import classes from "./ProfilePage.module.css";

type Attribute = Person["attributes"][number];

/** An attribute's value for reading: Okta's custom ones are text, numbers, booleans, or lists. */
export function show(value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return value ? kit.yes : kit.no;
  if (Array.isArray(value)) return value.map(String).join(", ") || null;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

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

export function Facts({ person }: { person: Person }) {
  const standard = person.attributes.filter((each) => !each.custom);
  return (
    <dl className={classes.facts}>
      <Fact term={panel.email}>{person.email}</Fact>
      <Fact term={panel.manager}>{person.manager}</Fact>
      <Fact term={panel.location}>{person.location}</Fact>
      {TEXTS.map((name) => (
        <Fact key={name} term={words.facts[name]}>
          {person[name]}
        </Fact>
      ))}
      {DATES.map((name) => (
        <Fact key={name} term={words.facts[name]}>
          {person[name] && <time dateTime={person[name]}>{date(person[name], Date.now())}</time>}
        </Fact>
      ))}
      {standard.map((each) => (
        <Fact key={each.name} term={each.label}>
          {show(each.value)}
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
          {show(each.value)}
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
