import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { applicationQuery, holdersSource } from "../../api/directory";
import type { Application, ApplicationPerson } from "../../api/types";
import { DetailHead, Fact, Facts, Freshness, Section } from "../../kit/detail";
import classes from "../../kit/detail.module.css";
import { Icon } from "../../kit/icons";
import type { Column } from "../../kit/list/columns";
import { n } from "../../kit/number";
import { Split } from "../../kit/Split";
import { PagePending } from "../../kit/small";
import { useCan } from "../../session";
import { words } from "../../strings/applications";
import { MemberTable } from "../people/MemberTable";
import { NoPermission, PageProblem } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import { useRecent } from "../shell/useRecent";
import { AppStatus } from "./AppStatus";

export function ApplicationPage() {
  return useCan("people.read") ? <Asked /> : <NoPermission />;
}

function Asked() {
  const { appId } = useParams({ from: "/applications/$appId" });
  const app = useQuery(applicationQuery(appId));
  usePage(app.data?.label);
  useRecent(`/applications/${appId}`, app.data?.label, app.data?.sign_on);
  if (app.isPending) return <PagePending title={words.one} />;
  if (!app.data) {
    return (
      <PageProblem error={app.error} busy={app.isFetching} onRetry={() => void app.refetch()} />
    );
  }
  return <Loaded key={app.data.id} app={app.data} />;
}

const HOW: Column<ApplicationPerson> = {
  key: "how",
  label: words.how,
  least: 220,
  grow: 1.2,
  dim: true,
  text: (person) => person.path_label,
};

function Loaded({ app }: { app: Application }) {
  const { q = "" } = useSearch({ from: "/applications/$appId" });
  const navigate = useNavigate({ from: "/applications/$appId" });
  const source = useMemo(() => holdersSource(app.id), [app.id]);
  return (
    <div className={classes.page}>
      <DetailHead
        back={
          <Link to="/applications" className={classes.back}>
            <Icon name="back" size={14} />
            {words.back}
          </Link>
        }
        title={app.label}
        sub={app.sign_on}
        badges={<AppStatus app={app} />}
        foot={<Freshness at={app.assignments_as_of} oktaId={app.okta_id} oktaUrl={app.okta_url} />}
      />
      <Split
        label={app.label}
        mainLabel={words.people}
        sideLabel={words.about}
        main={
          <MemberTable
            label={words.peopleWith(app.label)}
            source={source}
            q={q}
            onSearch={(sought) =>
              void navigate({ search: sought ? { q: sought } : {}, replace: true })
            }
            search={{ label: words.personSearch, hint: words.personHint, clear: words.clearSearch }}
            empty={{ title: words.nobody, hint: words.nobodyHint, matches: words.nobodyMatches }}
            how={HOW}
          />
        }
        side={<About app={app} />}
      />
    </div>
  );
}

function About({ app }: { app: Application }) {
  return (
    <>
      <Section title={words.about}>
        <Facts>
          <Fact term={words.signOn}>{app.sign_on}</Fact>
          <Fact term={words.provisioning}>{app.provisioning ? words.on : words.off}</Fact>
          <Fact term={words.people}>{n(app.people_count)}</Fact>
          <Fact term={words.catalogue}>
            <code>{app.name}</code>
          </Fact>
        </Facts>
      </Section>
      <Section title={words.groups} count={app.groups.length ? n(app.groups.length) : undefined}>
        {app.groups.length === 0 && <p className="dim">{words.noGroups}</p>}
        <ul>
          {app.groups.map((group) => (
            <li key={group.id} className={classes.line}>
              <Link to="/groups/$groupId" params={{ groupId: group.id }} className="cut">
                {group.name}
              </Link>
              <span className="meta">{words.groupMembers(group.members_count)}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={words.features}>
        {app.features.length === 0 && <p className="dim">{words.noFeatures}</p>}
        <ul>
          {app.features.map((feature) => (
            <li key={feature} className={classes.line}>
              {feature}
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
