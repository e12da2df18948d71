import { Button, Tooltip } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { requestCountsQuery, requestsQuery } from "../../api/queries";
import type { BulkItem } from "../../api/types";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { useKey } from "../../kit/keys";
import { ProblemBar } from "../../kit/ProblemBar";
import { Hint, SkeletonRows } from "../../kit/small";
import { words } from "../../strings/inbox";
import { useShell } from "../shell/context";
import { usePage } from "../shell/usePage";
import { AttentionBar } from "./AttentionBar";
import { BulkBar } from "./BulkBar";
import { failures, useBulk } from "./bulk";
import { filterOf, viewOf } from "./filters";
import classes from "./Inbox.module.css";
import { InboxEmpty } from "./InboxEmpty";
import { InboxTable } from "./InboxTable";
import { InboxToolbar } from "./InboxToolbar";
import { useSelection } from "./useSelection";

export function Inbox() {
  usePage(words.title);
  const search = useSearch({ from: "/requests" });
  const filter = filterOf(search);
  const counts = useQuery(requestCountsQuery).data;
  const list = useInfiniteQuery(requestsQuery(filter));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages.at(-1)?.total ?? 0;
  const shell = useShell();
  const selection = useSelection(rows.map((row) => row.ref));
  const [failed, setFailed] = useState<readonly BulkItem[]>([]);
  const bulk = useBulk((items) => {
    const bad = failures(items);
    setFailed(bad);
    // What could not be changed stays chosen, for another try.
    selection.drop(items.filter((item) => !bad.includes(item)).map((item) => item.ref));
  });
  const dismiss = () => {
    selection.clear();
    setFailed([]);
    bulk.reset();
  };
  useKey("Escape", dismiss, selection.refs.length > 0);

  useEffect(() => {
    if (list.data && !list.isPlaceholderData) announce(words.shown(rows.length, total));
  }, [list.data, list.isPlaceholderData, rows.length, total]);

  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <h1>{words.title}</h1>
        {list.data && <span className="dim">{words.shown(rows.length, total)}</span>}
        <Tooltip label={<Hint text={words.newRequest} hotkey="N" />}>
          <Button
            className={classes.create}
            leftSection={<Icon name="add" size={15} />}
            onClick={() => shell.openRequest()}
          >
            {words.newRequest}
          </Button>
        </Tooltip>
      </header>
      <InboxToolbar search={search} counts={counts} />
      {viewOf(search.view) === "attention" && <AttentionBar search={search} counts={counts} />}
      {list.isError && (
        <div className={classes.problem}>
          <ProblemBar
            error={list.error}
            busy={list.isFetching}
            mend={{ retry: () => void list.refetch() }}
          />
        </div>
      )}
      {list.isPending && <SkeletonRows rows={12} />}
      {rows.length > 0 && (
        <InboxTable
          rows={rows}
          total={total}
          resetOn={JSON.stringify(filter)}
          selection={selection}
          onResolve={(refs) => !bulk.isPending && bulk.mutate({ refs, status: "resolved" })}
        />
      )}
      {list.hasNextPage && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {words.more}
          </Button>
        </div>
      )}
      {list.isSuccess && rows.length === 0 && <InboxEmpty search={search} counts={counts} />}
      <BulkBar
        selection={selection}
        busy={bulk.isPending}
        error={bulk.error}
        failed={failed}
        onChange={(change) => bulk.mutate({ refs: selection.refs, ...change })}
        onDismiss={dismiss}
      />
    </div>
  );
}
