import type { Person } from "../../api/types";
import { Fact, Facts, Section } from "../../kit/detail";
import { n } from "../../kit/number";
import { Badge } from "../../kit/status";
import { Moment } from "../../kit/time";
import { words as list, providerName, profile as words } from "../../strings/people";
import { PersonLink } from "./PersonLink";
import classes from "./Profile.module.css";

const DATES = ["created_at", "activated_at", "last_login_at", "status_changed_at"] as const;
const TEXTS = [
  "location",
  "first_name",
  "last_name",
  "login",
  "second_email",
  "employee_number",
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

export function Overview({ person }: { person: Person }) {
  const standard = person.attributes.filter((each) => !each.custom && !SHOWN.has(each.name));
  const custom = person.attributes.filter((each) => each.custom);
  return (
    <div className={classes.columns}>
      <Section title={words.attributes}>
        <Facts>
          <Fact term={words.facts.email}>{person.email}</Fact>
          <Fact term={words.facts.manager}>
            <Manager person={person} />
          </Fact>
          <Fact term={words.facts.reports}>
            {person.reports_count > 0 ? n(person.reports_count) : words.none}
          </Fact>
          {TEXTS.map((name) => (
            <Fact key={name} term={words.facts[name]}>
              {person[name]}
            </Fact>
          ))}
          {standard.map((each) => (
            <Fact key={each.name} term={each.label}>
              {each.value}
            </Fact>
          ))}
        </Facts>
      </Section>
      <div>
        <Section title={words.account}>
          <Facts>
            <Fact term={words.facts.credential_provider}>
              {providerName(person.credential_provider)}
            </Fact>
            {DATES.map((name) => (
              <Fact key={name} term={words.facts[name]}>
                {person[name] && <Moment at={person[name]} />}
              </Fact>
            ))}
          </Facts>
        </Section>
        <Section title={words.custom} count={custom.length ? n(custom.length) : undefined}>
          {custom.length === 0 && <p className="dim">{words.noCustom}</p>}
          <Facts>
            {custom.map((each) => (
              <Fact key={each.name} term={each.label}>
                {each.value}
              </Fact>
            ))}
          </Facts>
        </Section>
      </div>
    </div>
  );
}

/** Whom the manager's name or id leads to, and by which rule; else what Okta says and why not. */
function Manager({ person }: { person: Person }) {
  const found = person.manager_person;
  return (
    <>
      {found ? (
        <PersonLink id={found.id}>{found.name}</PersonLink>
      ) : (
        (person.manager ?? <Badge tone="amber">{list.missing}</Badge>)
      )}
      {person.manager_by && <span className={`${classes.by} meta`}>{person.manager_by}</span>}
    </>
  );
}
