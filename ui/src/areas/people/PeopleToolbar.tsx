import { useNavigate } from "@tanstack/react-router";
import { ColumnMenu } from "../../kit/list/ColumnMenu";
import { FilterChips } from "../../kit/list/FilterChips";
import { FilterMenu } from "../../kit/list/FilterMenu";
import list from "../../kit/list/ListPage.module.css";
import { SearchField } from "../../kit/SearchField";
import { Segments } from "../../kit/small";
import { words } from "../../strings/people";
import { OPTIONAL, USUAL } from "./columns";
import { DIMENSIONS } from "./dimensions";
import { changed, isPlain, type PeopleSearch, widened } from "./filters";
import { useChips } from "./useChips";

interface Props {
  search: PeopleSearch;
  columns: readonly string[];
  onColumns: (chosen: readonly string[]) => void;
}

export function PeopleToolbar({ search, columns, onColumns }: Props) {
  const navigate = useNavigate({ from: "/people" });
  const go = (key: keyof PeopleSearch, value: string | undefined) =>
    void navigate({ search: (now: PeopleSearch) => changed(now, key, value), replace: true });
  const { status = "visible" } = search;
  return (
    <div className={list.toolbar}>
      <SearchField
        label={words.search}
        hint={words.searchHint}
        className={list.search}
        value={search.q ?? ""}
        onSearch={(q) => go("q", q || undefined)}
      />
      <Segments
        label={words.filterLabel}
        value={isPlain(status) ? status : null}
        options={[
          { value: "visible", label: words.active },
          { value: "all", label: words.all },
        ]}
        onChange={(chosen) => go("status", chosen === "visible" ? undefined : chosen)}
      />
      <FilterMenu
        dimensions={DIMENSIONS}
        values={{ ...search, status: isPlain(status) ? undefined : status }}
        onChoose={(key, value) => go(key as keyof PeopleSearch, value)}
      />
      <FilterChips
        chips={useChips(search)}
        onRemove={(key) => go(key as keyof PeopleSearch, undefined)}
        onClear={() => void navigate({ search: widened, replace: true })}
      />
      <span className={list.end}>
        <ColumnMenu columns={OPTIONAL} usual={USUAL} chosen={columns} onChoose={onColumns} />
      </span>
    </div>
  );
}
