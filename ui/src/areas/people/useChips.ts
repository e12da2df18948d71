import { useQuery } from "@tanstack/react-query";
import { applicationQuery, facetsQuery, groupQuery } from "../../api/directory";
import type { OktaStatus } from "../../api/types";
import type { Chip } from "../../kit/list/filters";
import { oktaStatus } from "../../strings/kit";
import { words } from "../../strings/people";
import { isPlain, NARROWING, type PeopleSearch } from "./filters";

/** The filters in effect, in words: the address knows groups and applications by their ids. */
export function useChips(search: PeopleSearch): Chip[] {
  const { group = "", app = "", status } = search;
  const groupName = useQuery({ ...groupQuery(group), enabled: group !== "" }).data?.name;
  const appLabel = useQuery({ ...applicationQuery(app), enabled: app !== "" }).data?.label;
  const grouped = status !== undefined && !isPlain(status) && !(status in oktaStatus);
  const statuses = useQuery({ ...facetsQuery, enabled: grouped }).data?.statuses;
  return NARROWING.flatMap((key) => {
    const value = search[key];
    if (!value || (key === "status" && isPlain(value))) return [];
    const shown = {
      status:
        oktaStatus[value as OktaStatus] ??
        statuses?.find((each) => each.value === value)?.label ??
        value,
      department: value,
      location: value,
      group: groupName ?? value,
      app: appLabel ?? value,
      manager: words.missing,
    }[key];
    return [{ key, label: words.by[key], value: shown }];
  });
}
