import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { personQuery } from "../../api/queries";
import type { Person } from "../../api/types";
import { DetailHead, Freshness } from "../../kit/detail";
import detail from "../../kit/detail.module.css";
import { Icon } from "../../kit/icons";
import { n } from "../../kit/number";
import { ProblemBar } from "../../kit/ProblemBar";
import { Avatar, PagePending } from "../../kit/small";
import { Badge, PersonBadge } from "../../kit/status";
import { useCan } from "../../session";
import { words as list, profile as words } from "../../strings/people";
import { useRefreshPerson } from "../requests/change";
import { useShell } from "../shell/context";
import { NoPermission, PageProblem } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import { useRecent } from "../shell/useRecent";
import { Access } from "./Access";
import { Acting } from "./Acting";
import { Factors } from "./Factors";
import { Overview } from "./Overview";
import classes from "./Profile.module.css";
import { Requests } from "./Requests";

const TABS = ["overview", "access", "factors", "requests", "actions"] as const;
type Tab = (typeof TABS)[number];

export function ProfilePage() {
  return useCan("people.read") ? <Asked /> : <NoPermission />;
}

function Asked() {
  const { personId } = useParams({ from: "/people/$personId" });
  const person = useQuery(personQuery(Number(personId)));
  usePage(person.data?.name);
  useRecent(`/people/${personId}`, person.data?.name, person.data?.email);
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
  return <Profile key={person.data.id} person={person.data} />;
}

function Profile({ person }: { person: Person }) {
  const narrow = useMediaQuery("(max-width: 1100px)", false, { getInitialValueInEffect: false });
  const asked = useSearch({ from: "/people/$personId" }).tab;
  const navigate = useNavigate({ from: "/people/$personId" });
  const act = useCan("actions.run");
  const tabs = TABS.filter((tab) => tab !== "actions" || (act && narrow));
  const tab = tabs.find((each) => each === asked) ?? "overview";
  return (
    <div className={detail.page}>
      <Head person={person} />
      <div className={detail.split}>
        <div className={detail.main}>
          <Tabs person={person} tabs={tabs} />
          {tab !== "actions" && (
            <section className={classes.content} aria-label={words.tabs[tab]} tabIndex={0}>
              {tab === "overview" && <Overview person={person} />}
              {tab === "access" && <Access person={person} />}
              {tab === "factors" && <Factors person={person} />}
              {tab === "requests" && <Requests person={person} />}
            </section>
          )}
          {narrow && act && <Side person={person} hidden={tab !== "actions"} onShow={show} />}
        </div>
        {!narrow && act && <Side person={person} hidden={false} onShow={show} />}
      </div>
    </div>
  );

  function show() {
    if (narrow) void navigate({ search: { tab: "actions" }, replace: true });
  }
}

/** Kept while hidden: the palette and the keys reach its actions. */
function Side({ person, hidden, onShow }: { person: Person; hidden: boolean; onShow: () => void }) {
  return (
    <aside className={detail.side} aria-label={words.tabs.actions} hidden={hidden}>
      <div className={classes.acting}>
        <Acting person={person} onShow={onShow} />
      </div>
    </aside>
  );
}

function Tabs({ person, tabs }: { person: Person; tabs: readonly Tab[] }) {
  const counts: Partial<Record<Tab, number>> = {
    access: person.groups.length + person.apps.length,
    factors: person.factors?.length,
  };
  return (
    <nav className={classes.tabs} aria-label={words.sections}>
      {tabs.map((each) => (
        <Link
          key={each}
          to="/people/$personId"
          params={{ personId: String(person.id) }}
          search={each === "overview" ? {} : { tab: each }}
          replace
          className={classes.tab}
          // It marks the link of the present page as the current one.
          activeOptions={{ exact: true, includeSearch: true }}
        >
          {words.tabs[each]}
          {counts[each] !== undefined && (
            <span className={classes.tabCount}>{n(counts[each])}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}

function Head({ person }: { person: Person }) {
  const refresh = useRefreshPerson();
  const shell = useShell();
  const work = useCan("requests.work");
  const about = [person.title, person.department, person.location].filter(Boolean).join(" · ");
  return (
    <DetailHead
      back={
        <Link to="/people" className={detail.back}>
          <Icon name="back" size={14} />
          {words.back}
        </Link>
      }
      picture={<Avatar name={person.name} size={40} />}
      title={person.name}
      sub={[about, person.email].filter(Boolean).join(" · ")}
      badges={
        <>
          <PersonBadge person={person} />
          {person.manager_missing && <Badge tone="amber">{list.managerMissing}</Badge>}
          {person.missing_since && <Badge tone="grey">{words.gone}</Badge>}
        </>
      }
      actions={
        work && (
          <Button
            aria-label={words.newRequestFor(person.name)}
            leftSection={<Icon name="add" size={15} />}
            onClick={() => shell.openRequest(person.id)}
          >
            {words.newRequest}
          </Button>
        )
      }
      foot={
        <Freshness
          at={person.as_of}
          busy={refresh.isPending}
          onRefresh={() => refresh.mutate({ id: person.id })}
          oktaId={person.okta_id}
          oktaUrl={person.okta_url}
        />
      }
    >
      {refresh.isError && (
        <ProblemBar
          error={refresh.error}
          busy={refresh.isPending}
          mend={{ retry: () => refresh.mutate({ id: person.id }) }}
        />
      )}
    </DetailHead>
  );
}
