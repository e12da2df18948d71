import { NativeSelect } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { SearchField } from "../../kit/SearchField";
import { Segments } from "../../kit/small";
import { oktaStatus } from "../../strings/kit";
import { words } from "../../strings/people";
import classes from "./PeoplePage.module.css";

export function PeopleToolbar({ q, status }: { q: string; status: string }) {
  const navigate = useNavigate({ from: "/people" });
  const go = (change: { q?: string | undefined; status?: string | undefined }) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const search = (sought: string) => go({ q: sought || undefined });
  const segment = status === "visible" || status === "all" ? status : null;

  return (
    <div className={classes.toolbar}>
      <SearchField
        label={words.search}
        hint={words.searchHint}
        className={classes.search}
        value={q}
        onSearch={search}
      />
      <Segments
        label={words.filterLabel}
        value={segment}
        options={[
          { value: "visible", label: words.active },
          { value: "all", label: words.all },
        ]}
        onChange={(chosen) => go({ status: chosen })}
      />
      <NativeSelect
        size="xs"
        aria-label={words.statusFilter}
        value={segment ? "" : status}
        data={[
          { value: "", label: words.anyStatus },
          ...Object.entries(oktaStatus).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(event) => go({ status: event.currentTarget.value || "visible" })}
      />
    </div>
  );
}
