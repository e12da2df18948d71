import type { PersonRow } from "../../api/types";
import type { Column, RowLink } from "../../kit/list/columns";
import { Avatar } from "../../kit/small";
import { Badge, StateBadge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { words } from "../../strings/people";
import { PersonLink } from "./PersonLink";

const columns = words.columns;

const NAME: Column<PersonRow> = {
  key: "name",
  label: columns.name,
  least: 150,
  grow: 1.1,
  sort: "name",
};

/** What can be shown or hidden; the name always stays. */
export const OPTIONAL: readonly Column<PersonRow>[] = [
  {
    key: "email",
    label: columns.email,
    least: 190,
    grow: 1.65,
    dim: true,
    text: (person) => person.email,
  },
  {
    key: "status",
    label: columns.status,
    least: 132,
    grow: 0.9,
    sort: "status",
    phone: "side",
    cell: (person) => <StateBadge person={person} />,
  },
  {
    key: "title",
    label: columns.title,
    least: 120,
    grow: 1,
    sort: "title",
    phone: "below",
    text: (person) => person.title,
  },
  {
    key: "department",
    label: columns.department,
    least: 90,
    grow: 0.8,
    sort: "department",
    text: (person) => person.department,
  },
  {
    key: "manager",
    label: columns.manager,
    least: 110,
    grow: 0.9,
    dim: true,
    sort: "manager",
    text: (person) => person.manager,
    cell: (person) =>
      person.manager_missing ? <Badge tone="amber">{words.missing}</Badge> : person.manager,
  },
  {
    key: "location",
    label: columns.location,
    least: 96,
    grow: 0.8,
    dim: true,
    sort: "location",
    text: (person) => person.location,
  },
  {
    key: "last_login",
    label: columns.last_login,
    least: 96,
    grow: 0.6,
    dim: true,
    sort: "last_login",
    cell: ({ last_login_at: at }) => (at ? <RelativeTime at={at} /> : words.never),
  },
  {
    key: "groups",
    label: columns.groups,
    least: 52,
    grow: 0,
    figures: true,
    text: (person) => person.groups_count,
  },
  {
    key: "apps",
    label: columns.apps,
    least: 40,
    grow: 0,
    figures: true,
    text: (person) => person.apps_count,
  },
];

export const USUAL: readonly string[] = OPTIONAL.map(({ key }) => key).filter(
  (key) => key !== "last_login",
);

/** Those chosen, and the one that the list is sorted by. */
export function columnsOf(chosen: readonly string[], sort = "name"): readonly Column<PersonRow>[] {
  const by = sort.replace(/^-/, "");
  return [NAME, ...OPTIONAL.filter(({ key }) => chosen.includes(key) || key === by)];
}

export const link: RowLink<Pick<PersonRow, "id" | "name">> = (person, target) => (
  <>
    <Avatar name={person.name} />
    <PersonLink id={person.id} {...target}>
      {person.name}
    </PersonLink>
  </>
);
