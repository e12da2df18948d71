/** What a person belongs to and can use, and how each came about. */
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import type { Person } from "../../api/types";
import { Section } from "../../kit/detail";
import { n } from "../../kit/number";
import { Badge } from "../../kit/status";
import { words as group } from "../../strings/groups";
import { signOnName, profile as words } from "../../strings/people";
import { LongList } from "./LongList";
import classes from "./Profile.module.css";

type PersonGroup = Person["groups"][number];
type PersonApp = Person["apps"][number];

export function Access({ person }: { person: Person }) {
  return (
    <div className={classes.columns}>
      <Section title={words.groups} count={n(person.groups.length)}>
        <LongList
          label={words.groups}
          none={words.noGroups}
          rows={person.groups}
          keyOf={({ id }) => id}
          textOf={({ name, type_label, source_label }) => `${name} ${type_label} ${source_label}`}
          render={(each) => <Membership group={each} />}
        />
      </Section>
      <Section title={words.apps} count={n(person.apps.length)}>
        <LongList
          label={words.apps}
          none={words.noApps}
          rows={person.apps}
          keyOf={({ id }) => id}
          textOf={({ label, path_label }) => `${label} ${path_label}`}
          render={(each) => <Assignment app={each} />}
        />
      </Section>
    </div>
  );
}

function Membership({ group: { id, name, type, source_label, ...of } }: { group: PersonGroup }) {
  return (
    <>
      <span className={classes.what}>
        <Link
          to="/groups/$groupId"
          params={{ groupId: id }}
          className="cut"
          title={of.description ?? undefined}
        >
          {name}
        </Link>
        {type !== "OKTA_GROUP" && (
          <Badge tone="grey">{group.types[type as keyof typeof group.types] ?? type}</Badge>
        )}
        {of.has_admin_privilege && <Badge tone="amber">{group.administrator}</Badge>}
      </span>
      <span className={`${classes.how} meta`}>{source_label}</span>
    </>
  );
}

function Assignment({ app }: { app: PersonApp }) {
  return (
    <>
      <span className={classes.what}>
        <Link to="/applications/$appId" params={{ appId: app.id }} className="cut">
          {app.label}
        </Link>
        <span className="meta">{signOnName(app.sign_on)}</span>
        {app.provisioning && <Badge tone="blue">{words.provisioned}</Badge>}
      </span>
      <span className={`${classes.how} meta`}>
        <Path app={app} />
      </span>
    </>
  );
}

/** "Through Engineering", with the groups as links; the server's words where there are none. */
function Path({ app }: { app: PersonApp }) {
  if (app.via.length === 0) return app.path_label;
  return (
    <>
      {app.direct ? words.directAndThrough : words.through}{" "}
      {app.via.map(({ id, name }, index) => (
        <Fragment key={id}>
          {index > 0 && ", "}
          <Link to="/groups/$groupId" params={{ groupId: id }}>
            {name}
          </Link>
        </Fragment>
      ))}
    </>
  );
}
