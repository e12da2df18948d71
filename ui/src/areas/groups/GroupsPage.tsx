import { Button, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type GroupFilter, groupsSource } from "../../api/directory";
import { connectionQuery } from "../../api/queries";
import type { GroupRow, GroupType } from "../../api/types";
import { Icon } from "../../kit/icons";
import { useKey } from "../../kit/keys";
import type { Column } from "../../kit/list/columns";
import list from "../../kit/list/ListPage.module.css";
import { ObjectList } from "../../kit/list/ObjectList";
import { SearchField } from "../../kit/SearchField";
import { Hint, Segments } from "../../kit/small";
import { Badge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { useCan } from "../../session";
import { words } from "../../strings/groups";
import { NotSynced } from "../people/Nobody";
import { Synced } from "../people/Synced";
import { NoPermission } from "../shell/Fault";
import { usePage } from "../shell/usePage";

export function GroupsPage() {
  usePage(words.title);
  return useCan("people.read") ? <Groups /> : <NoPermission />;
}

const columns = words.columns;

const COLUMNS: readonly Column<GroupRow>[] = [
  { key: "name", label: columns.name, least: 200, grow: 1.4, sort: "name" },
  {
    key: "description",
    label: columns.description,
    least: 160,
    grow: 2,
    dim: true,
    text: (group) => group.description,
  },
  {
    key: "type",
    label: columns.type,
    least: 150,
    grow: 0.9,
    phone: "below",
    sort: "type",
    text: (group) => group.type_label,
  },
  {
    key: "rights",
    label: columns.rights,
    least: 104,
    grow: 0.4,
    phone: "side",
    cell: (group) => <Rights group={group} />,
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
    key: "members",
    label: columns.members,
    least: 64,
    grow: 0,
    figures: true,
    sort: "members",
    text: (group) => group.members_count.toLocaleString("en-GB"),
  },
  {
    key: "apps",
    label: columns.apps,
    least: 40,
    grow: 0,
    figures: true,
    text: (group) => group.apps_count,
  },
  {
    key: "rules",
    label: columns.rules,
    least: 40,
    grow: 0,
    figures: true,
    text: (group) => group.rules_count,
  },
];

function Rights({ group }: { group: GroupRow }) {
  if (group.missing_since) return <Badge tone="grey">{words.gone}</Badge>;
  return group.has_admin_privilege ? <Badge tone="amber">{words.administrator}</Badge> : null;
}

const TYPES = ["OKTA_GROUP", "APP_GROUP", "BUILT_IN"] as const;

const typeOf = (asked: string | undefined): GroupType | undefined =>
  TYPES.find((type) => type === asked);

function Groups() {
  const search = useSearch({ from: "/groups" });
  const navigate = useNavigate({ from: "/groups" });
  const connection = useQuery({ ...connectionQuery, enabled: useCan("connections.read") }).data;
  const { q, sort = "name" } = search;
  const type = typeOf(search.type);
  const admin = search.admin !== undefined;
  const filter: GroupFilter = {
    ...(q && { q }),
    ...(type && { type }),
    ...(admin && { admin }),
    ...(sort !== "name" && { sort }),
  };
  const go = (key: "q" | "type" | "admin" | "sort", value: string | undefined) =>
    void navigate({
      search: ({ [key]: _, ...rest }) => (value ? { ...rest, [key]: value } : rest),
      replace: true,
    });
  const toggleAdmin = () => go("admin", admin ? undefined : "yes");
  useKey("f", toggleAdmin);
  const narrowed = Boolean(q || type || admin);

  return (
    <ObjectList
      title={words.title}
      source={groupsSource}
      filter={filter}
      columns={COLUMNS}
      link={(group, target) => (
        <>
          <Icon name="group" size={15} />
          <Link to="/groups/$groupId" params={{ groupId: group.id }} {...target}>
            {group.name}
          </Link>
        </>
      )}
      sort={sort}
      onSort={(by) => go("sort", by === "name" ? undefined : by)}
      basis={(total) => (narrowed ? words.found(total) : words.count(total))}
      synced={(at) => <Synced at={at} last={connection?.last_sync} />}
      toolbar={() => (
        <>
          <SearchField
            label={words.search}
            hint={words.searchHint}
            className={list.search}
            value={q ?? ""}
            onSearch={(sought) => go("q", sought || undefined)}
          />
          <Segments
            label={words.typeLabel}
            value={type ?? "all"}
            options={(["all", ...TYPES] as const).map((value) => ({
              value,
              label: words.types[value],
            }))}
            onChange={(chosen) => go("type", chosen === "all" ? undefined : chosen)}
          />
          <Tooltip label={<Hint text={words.adminOnly} hotkey="F" />}>
            <Button
              variant={admin ? "light" : "default"}
              aria-pressed={admin}
              leftSection={<Icon name="shield" size={14} />}
              onClick={toggleAdmin}
            >
              {words.adminOnly}
            </Button>
          </Tooltip>
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
