/** Which requests are shown: views, search and filters, all of them in the address. */
import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { accountsQuery, viewsQuery } from "../../api/queries";
import type { RequestCounts, SavedView } from "../../api/types";
import { Icon } from "../../kit/icons";
import { SearchField } from "../../kit/SearchField";
import { Segments } from "../../kit/small";
import { filters as terms, words } from "../../strings/inbox";
import { origins, priorities, requestStatus } from "../../strings/kit";
import type { InboxSearch } from "./address";
import {
  countOf,
  hasAssignees,
  hasStatuses,
  isNarrowed,
  ORIGINS,
  PRIORITIES,
  SORTS,
  STATUSES,
  searchOf,
  sortOf,
  VIEWS,
  viewOf,
} from "./filters";
import classes from "./Inbox.module.css";
import { SavedViewMenu } from "./SavedViewMenu";

interface Props {
  search: InboxSearch;
  counts: RequestCounts | undefined;
}

export function InboxToolbar({ search, counts }: Props) {
  const navigate = useNavigate({ from: "/requests" });
  const [open, setOpen] = useState(false);
  const narrowed = isNarrowed(search);
  const saved = useQuery(viewsQuery).data?.items ?? [];
  const current = saved.find((each) => each.id === search.saved);
  const go = (next: InboxSearch) => void navigate({ search: next, replace: true });
  const narrow = (part: InboxSearch) =>
    void navigate({ search: (now) => ({ ...now, ...part }), replace: true });

  return (
    <div className={classes.toolbar}>
      <div className={classes.views}>
        <Segments
          label={words.viewsLabel}
          value={current?.id ?? viewOf(search.view)}
          options={[
            ...VIEWS.map((each) => ({
              value: each as string,
              label: words.views[each],
              count: countOf(each, counts),
            })),
            ...saved.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(chosen) => go(addressOf(chosen, saved))}
        />
        <SavedViewMenu search={search} current={current} onGo={go} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row everywhere */}
      <div
        role="group"
        aria-label={terms.label}
        className={classes.filters}
        data-open={open || undefined}
      >
        <SearchField
          label={words.search}
          hint={words.searchHint}
          className={classes.search}
          value={search.q ?? ""}
          onSearch={(q) => narrow({ q: q || undefined })}
        />
        {/* On a phone only: there the filters have no room until they are asked for. */}
        <Button
          variant="default"
          className={classes.toggle}
          aria-expanded={open}
          data-chosen={narrowed || undefined}
          onClick={() => setOpen(!open)}
        >
          {terms.label}
        </Button>
        <div className={classes.narrow}>
          <Filters search={search} onNarrow={narrow} />
          {narrowed && (
            <Button
              variant="subtle"
              color="gray"
              onClick={() => go({ view: viewOf(search.view), sort: search.sort })}
            >
              {terms.clear}
            </Button>
          )}
          <div className={classes.sort}>
            <Choice
              label={terms.sort}
              value={sortOf(search.sort)}
              options={SORTS.map((sort) => ({ value: sort, label: terms.sorts[sort] }))}
              onChange={(sort) => narrow({ sort })}
            />
          </div>
        </div>
      </div>
    </div>
  );
}

function addressOf(chosen: string, saved: readonly SavedView[]): InboxSearch {
  const view = saved.find(({ id }) => id === chosen);
  return view ? searchOf(view) : { view: chosen };
}

interface FiltersProps {
  search: InboxSearch;
  onNarrow: (part: InboxSearch) => void;
}

function Filters({ search, onNarrow }: FiltersProps) {
  const accounts = useQuery(accountsQuery).data?.items ?? [];
  const view = viewOf(search.view);
  return (
    <>
      {hasStatuses(view) && (
        <Choice
          any
          label={terms.status}
          value={search.status}
          options={STATUSES.map((status) => ({ value: status, label: requestStatus[status] }))}
          onChange={(status) => onNarrow({ status })}
        />
      )}
      {hasAssignees(view) && (
        <Choice
          any
          label={terms.assignee}
          value={search.assignee}
          options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(assignee) => onNarrow({ assignee })}
        />
      )}
      <Choice
        any
        label={terms.priority}
        value={search.priority}
        options={PRIORITIES.map((each) => ({ value: each, label: priorities[each] }))}
        onChange={(priority) => onNarrow({ priority })}
      />
      <Choice
        any
        label={terms.origin}
        value={search.origin}
        options={ORIGINS.map((each) => ({ value: each, label: origins[each] ?? each }))}
        onChange={(origin) => onNarrow({ origin })}
      />
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  /** None of them can be chosen too. */
  any?: boolean;
  onChange: (value: string | undefined) => void;
}

function Choice({ label, value, options, any = false, onChange }: ChoiceProps) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Menu width={200} position="bottom-start">
      <Menu.Target>
        <Button
          variant="default"
          data-chosen={(any && chosen !== undefined) || undefined}
          className={classes.choice}
          rightSection={<Icon name="chevron" size={14} />}
        >
          {chosen ? terms.value(label, chosen.label) : label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.choices}>
        {any && <Menu.Item onClick={() => onChange(undefined)}>{terms.any}</Menu.Item>}
        {options.map((option) => (
          <Menu.Item
            key={option.value}
            rightSection={option.value === value && <Icon name="check" size={14} />}
            onClick={() => onChange(option.value)}
          >
            {option.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
