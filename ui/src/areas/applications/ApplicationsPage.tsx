import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ApplicationFilter, applicationsSource } from "../../api/directory";
import { connectionQuery } from "../../api/queries";
import type { ApplicationList, ApplicationRow } from "../../api/types";
import { Icon } from "../../kit/icons";
import type { Column } from "../../kit/list/columns";
import { FilterChips } from "../../kit/list/FilterChips";
import { FilterMenu } from "../../kit/list/FilterMenu";
import { among, type Dimension } from "../../kit/list/filters";
import list from "../../kit/list/ListPage.module.css";
import { ObjectList } from "../../kit/list/ObjectList";
import { SearchField } from "../../kit/SearchField";
import { Segments } from "../../kit/small";
import { Badge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { useCan } from "../../session";
import { words } from "../../strings/applications";
import { NotSynced } from "../people/Nobody";
import { Synced } from "../people/Synced";
import { NoPermission } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import { AppStatus } from "./AppStatus";

export function ApplicationsPage() {
  usePage(words.title);
  return useCan("people.read") ? <Applications /> : <NoPermission />;
}

const columns = words.columns;

const COLUMNS: readonly Column<ApplicationRow>[] = [
  { key: "label", label: columns.label, least: 200, grow: 1.6, sort: "name" },
  {
    key: "sign_on",
    label: columns.signOn,
    least: 170,
    grow: 1,
    dim: true,
    phone: "below",
    sort: "sign_on",
    text: (app) => app.sign_on,
  },
  {
    key: "provisioning",
    label: columns.provisioning,
    least: 110,
    grow: 0.6,
    cell: (app) =>
      app.provisioning ? (
        <Badge tone="blue">{words.on}</Badge>
      ) : (
        <span className="dim">{words.off}</span>
      ),
  },
  {
    key: "status",
    label: columns.status,
    least: 100,
    grow: 0.5,
    phone: "side",
    cell: (app) => <AppStatus app={app} />,
  },
  {
    key: "changed",
    label: columns.changed,
    least: 96,
    grow: 0.5,
    dim: true,
    sort: "changed",
    cell: ({ changed_at: at }) => at && <RelativeTime at={at} />,
  },
  {
    key: "people",
    label: columns.people,
    least: 64,
    grow: 0,
    figures: true,
    sort: "people",
    text: (app) => app.people_count.toLocaleString("en-GB"),
  },
  {
    key: "groups",
    label: columns.groups,
    least: 56,
    grow: 0,
    figures: true,
    text: (app) => app.groups_count,
  },
];

const STATUSES = ["ACTIVE", "INACTIVE"] as const;

const signOns = (first: ApplicationList | undefined): Dimension[] => [
  {
    key: "sign_on",
    label: words.signOn,
    find: async (q) =>
      among(
        (first?.sign_ons ?? []).map(({ value, count }) => ({ value, label: value, count })),
        q,
      ),
  },
];

function Applications() {
  const search = useSearch({ from: "/applications" });
  const navigate = useNavigate({ from: "/applications" });
  const connection = useQuery({ ...connectionQuery, enabled: useCan("connections.read") }).data;
  const { q, sign_on, sort = "name" } = search;
  const status = STATUSES.find((each) => each === search.status);
  const filter: ApplicationFilter = {
    ...(q && { q }),
    ...(status && { status }),
    ...(sign_on && { sign_on }),
    ...(sort !== "name" && { sort }),
  };
  const go = (key: "q" | "status" | "sign_on" | "sort", value: string | undefined) =>
    void navigate({
      search: ({ [key]: _, ...rest }) => (value ? { ...rest, [key]: value } : rest),
      replace: true,
    });
  const narrowed = Boolean(q || status || sign_on);

  return (
    <ObjectList
      title={words.title}
      source={applicationsSource}
      filter={filter}
      columns={COLUMNS}
      link={(app, target) => (
        <>
          <Icon name="app" size={15} />
          <Link to="/applications/$appId" params={{ appId: app.id }} {...target}>
            {app.label}
          </Link>
        </>
      )}
      sort={sort}
      onSort={(by) => go("sort", by === "name" ? undefined : by)}
      basis={(total) => (narrowed ? words.found(total) : words.count(total))}
      synced={(at) => <Synced at={at} last={connection?.last_sync} />}
      toolbar={(first) => (
        <>
          <SearchField
            label={words.search}
            hint={words.searchHint}
            className={list.search}
            value={q ?? ""}
            onSearch={(sought) => go("q", sought || undefined)}
          />
          <Segments
            label={words.statusLabel}
            value={status ?? "all"}
            options={(["all", ...STATUSES] as const).map((value) => ({
              value,
              label: words.statuses[value],
            }))}
            onChange={(chosen) => go("status", chosen === "all" ? undefined : chosen)}
          />
          <FilterMenu
            dimensions={signOns(first)}
            values={{ sign_on }}
            onChoose={(_, value) => go("sign_on", value)}
          />
          <FilterChips
            chips={sign_on ? [{ key: "sign_on", label: words.signOn, value: sign_on }] : []}
            onRemove={() => go("sign_on", undefined)}
            onClear={() => go("sign_on", undefined)}
          />
        </>
      )}
      notSynced={<NotSynced connection={connection} />}
      empty={{
        title: q ? words.nothingMatches(q) : narrowed ? words.nothingFits : words.none,
        hint: words.nothingHint,
        clear: words.clear,
        onClear: () => void navigate({ search: sort === "name" ? {} : { sort }, replace: true }),
      }}
    />
  );
}
