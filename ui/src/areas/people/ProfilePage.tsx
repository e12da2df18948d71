import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";
import { personQuery, requestsQuery } from "../../api/queries";
import type { Person } from "../../api/types";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { Avatar, CopyId, IconButton, PagePending, SkeletonRows } from "../../kit/small";
import { Badge, PersonBadge, RequestBadge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { useCan } from "../../session";
import { words as kit } from "../../strings/kit";
import { providerName, signOnName, profile as words } from "../../strings/people";
import { panel } from "../../strings/requests";
import { useRefreshPerson } from "../requests/change";
import { useShell } from "../shell/context";
import { NoPermission, PageProblem } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import { Attributes, Facts } from "./Attributes";
import classes from "./ProfilePage.module.css";

export function ProfilePage() {
  return useCan("people.read") ? <Profile /> : <NoPermission />;
}

function Profile() {
  const { personId } = useParams({ from: "/people/$personId" });
  const person = useQuery(personQuery(Number(personId)));
  usePage(person.data?.name);
  if (person.isPending) return <PagePending title={words.one} />;
  if (!person.data) {
    return (
      <PageProblem
        error={person.error}
        busy={person.isFetching}
        onRetry={() => void person.refetch()}
      />
    );
  }
  return <Loaded key={person.data.id} person={person.data} />;
}

function Loaded({ person }: { person: Person }) {
  const refresh = useRefreshPerson();
  const shell = useShell();
  const work = useCan("requests.work");
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <Link to="/people" className={classes.back}>
          <Icon name="back" size={14} />
          {words.back}
        </Link>
        <div className={classes.who}>
          <Avatar name={person.name} size={44} />
          <div className={classes.name}>
            <h1>{person.name}</h1>
            <p className="dim">{[person.title, person.department].filter(Boolean).join(" · ")}</p>
          </div>
          <PersonBadge person={person} />
          {work && (
            <Button
              className={classes.create}
              aria-label={words.newRequestFor(person.name)}
              leftSection={<Icon name="add" size={15} />}
              onClick={() => shell.openRequest(person.id)}
            >
              {words.newRequest}
            </Button>
          )}
        </div>
        <div className={classes.asOf}>
          <span className="meta">
            {refresh.isPending ? (
              panel.refreshing
            ) : (
              <>
                {words.asOf} <RelativeTime at={person.as_of} />
              </>
            )}
          </span>
          <IconButton
            icon="refresh"
            label={panel.refresh}
            busy={refresh.isPending}
            onClick={() => refresh.mutate({ id: person.id })}
          />
          <CopyId value={person.okta_id} label={panel.oktaId} />
          {person.okta_url && (
            <a href={person.okta_url} target="_blank" rel="noreferrer" className={classes.external}>
              {panel.openInOkta}
              <Icon name="external" size={12} />
              <span className="hidden-text"> ({kit.opensNewTab})</span>
            </a>
          )}
        </div>
        {refresh.isError && (
          <ProblemBar
            error={refresh.error}
            mend={{ retry: () => refresh.mutate({ id: person.id }) }}
          />
        )}
      </header>
      <div className={classes.columns}>
        <div>
          <Section title={words.attributes}>
            <Facts person={person} />
          </Section>
          <Section title={words.custom}>
            <Attributes attributes={person.attributes.filter((each) => each.custom)} />
          </Section>
        </div>
        <div>
          <Section title={words.requests}>
            <Requests person={person} />
          </Section>
          <Section title={words.factors}>
            <Factors person={person} />
          </Section>
          <Section title={words.groups(person.groups.length)}>
            <Groups person={person} />
          </Section>
          <Section title={words.apps(person.apps.length)}>
            <Apps person={person} />
          </Section>
        </div>
      </div>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.section}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** The server searches requests by the requester's name; the same name can be somebody else's. */
function Requests({ person }: { person: Person }) {
  const list = useInfiniteQuery(requestsQuery({ status: "all", q: person.name }));
  const own = (list.data?.pages.flatMap((page) => page.items) ?? []).filter(
    (row) => row.requester.id === person.id || row.subject.id === person.id,
  );
  if (list.isError) {
    return <ProblemBar error={list.error} mend={{ retry: () => void list.refetch() }} />;
  }
  if (list.isPending) return <SkeletonRows rows={2} />;
  if (own.length === 0) return <p className="dim">{words.noRequests}</p>;
  return (
    <ul>
      {own.map((row) => (
        <li key={row.ref} className={classes.line}>
          <Link to="/requests/$ref" params={{ ref: row.ref }} className="cut">
            {row.ref} · {row.title}
          </Link>
          <RequestBadge status={row.status} />
        </li>
      ))}
    </ul>
  );
}

function Factors({ person }: { person: Person }) {
  if (person.factors == null) return <p className="dim">{words.factorsUnknown}</p>;
  if (person.factors.length === 0) return <p className="dim">{words.noFactors}</p>;
  return (
    <ul>
      {person.factors.map((factor) => (
        <li key={factor.id} className={classes.line}>
          <span className="cut">
            {factor.label} <span className="meta">{providerName(factor.provider)}</span>
          </span>
          <Badge tone={factor.status === "ACTIVE" ? "green" : "amber"}>
            {words.factorStatus(factor.status)}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

function Groups({ person }: { person: Person }) {
  if (person.groups.length === 0) return <p className="dim">{panel.noGroups}</p>;
  return (
    <ul>
      {person.groups.map((group) => (
        <li key={group.id} className={classes.line}>
          <span className="cut">{group.name}</span>
          <span className="meta">{group.type_label}</span>
        </li>
      ))}
    </ul>
  );
}

function Apps({ person }: { person: Person }) {
  if (person.apps.length === 0) return <p className="dim">{panel.noApps}</p>;
  return (
    <ul>
      {person.apps.map((app) => (
        <li key={app.id} className={classes.line}>
          <span className="cut">
            {app.label} <span className="meta">{signOnName(app.sign_on)}</span>
          </span>
          <span className="meta">{app.scope === "USER" ? words.scopeUser : words.scopeGroup}</span>
        </li>
      ))}
    </ul>
  );
}
