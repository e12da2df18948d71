import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { Group } from "../../api/types";
import { Fact, Facts, Section } from "../../kit/detail";
import classes from "../../kit/detail.module.css";
import { Icon } from "../../kit/icons";
import { n } from "../../kit/number";
import { Badge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { words } from "../../strings/groups";
import { signOnName } from "../../strings/people";
import { PersonLink } from "../people/PersonLink";
import styles from "./About.module.css";
import { inWords } from "./rule";

interface Props {
  group: Group;
  reading: boolean;
  onRead: () => void;
}

/** What the group is, who answers for it, who gets in by rule, and what it gives. */
export function About({ group, reading, onRead }: Props) {
  return (
    <>
      {group.has_admin_privilege && (
        <div className={classes.notice}>
          <Icon name="shield" size={15} />
          <p>
            <span className="strong">{words.adminTitle}</span> {words.adminHint}
          </p>
        </div>
      )}
      <Section title={words.changes}>
        <p>{group.writable.allowed ? words.writable : group.writable.reason}</p>
      </Section>
      <Section title={words.owners}>
        <Owners group={group} reading={reading} onRead={onRead} />
      </Section>
      <Section title={words.rules} count={group.rules.length ? n(group.rules.length) : undefined}>
        <Rules group={group} />
      </Section>
      <Section title={words.apps} count={group.apps.length ? n(group.apps.length) : undefined}>
        <Apps group={group} />
      </Section>
      <Section title={words.about}>
        <Facts>
          <Fact term={words.type}>{group.type_label}</Fact>
          <Fact term={words.members}>{n(group.members_count)}</Fact>
          <Fact term={words.membersAsOf}>
            {group.members_as_of && <RelativeTime at={group.members_as_of} />}
          </Fact>
        </Facts>
      </Section>
    </>
  );
}

/** Owners are not part of the import: they are read when somebody looks. */
function Owners({ group, reading, onRead }: Props) {
  const read = useRef(onRead);
  const unread = group.owners === null;
  useEffect(() => {
    if (unread) read.current();
  }, [unread]);
  if (group.owners === null) {
    return (
      <p className="dim">
        {words.ownersUnread}{" "}
        <Button variant="default" loading={reading} onClick={onRead} mt={6}>
          {words.readOwners}
        </Button>
      </p>
    );
  }
  return (
    <>
      {group.owners.length === 0 && <p className="dim">{words.noOwners}</p>}
      <ul>
        {group.owners.map((owner) => (
          <li key={`${owner.kind} ${owner.id ?? owner.name}`} className={classes.line}>
            <span className="cut">
              <Owner owner={owner} />
            </span>
            {owner.id === null && <span className="meta">{words.unknownOwner}</span>}
          </li>
        ))}
      </ul>
      {group.owners_as_of && (
        <p className="meta">
          {words.ownersAsOf} <RelativeTime at={group.owners_as_of} />
        </p>
      )}
    </>
  );
}

function Owner({ owner }: { owner: NonNullable<Group["owners"]>[number] }) {
  if (owner.id === null) return owner.name;
  if (owner.kind === "person") return <PersonLink id={Number(owner.id)}>{owner.name}</PersonLink>;
  return (
    <Link to="/groups/$groupId" params={{ groupId: owner.id }}>
      {owner.name}
    </Link>
  );
}

const RULE_STATUS: Record<string, { tone: "green" | "grey" | "red"; text: string }> = {
  ACTIVE: { tone: "green", text: words.ruleActive },
  INACTIVE: { tone: "grey", text: words.ruleInactive },
  INVALID: { tone: "red", text: words.ruleInvalid },
};

function Rules({ group }: { group: Group }) {
  if (group.rules.length === 0) {
    return <p className="dim">{group.rules_as_of ? words.noRules : words.rulesUnread}</p>;
  }
  return (
    <ul>
      {group.rules.map((each) => {
        const status = RULE_STATUS[each.status] ?? { tone: "grey" as const, text: each.status };
        const condition = inWords(each.expression);
        return (
          <li key={each.name} className={styles.rule}>
            <div className={styles.ruleHead}>
              <span className="strong">{each.name}</span>
              <Badge tone={status.tone}>{status.text}</Badge>
            </div>
            {condition && <p>{words.ruleWords(condition)}</p>}
            <code className={styles.expression}>{each.expression}</code>
            {each.excluded_count > 0 && (
              <p className="meta">{words.excluded(each.excluded_count)}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Apps({ group }: { group: Group }) {
  if (group.apps.length === 0) return <p className="dim">{words.noApps}</p>;
  return (
    <ul>
      {group.apps.map((app) => (
        <li key={app.id} className={classes.line}>
          <Link to="/applications/$appId" params={{ appId: app.id }} className="cut">
            {app.label}
          </Link>
          <span className="meta">{signOnName(app.sign_on)}</span>
        </li>
      ))}
    </ul>
  );
}
