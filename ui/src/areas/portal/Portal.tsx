/** The employee's side: ask, and see what became of it. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { answer, api } from "../../api/client";
import { fieldError, isAtFields } from "../../api/problem";
import { keys, requestsQuery } from "../../api/queries";
import type { RequestRow } from "../../api/types";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { EmptyState, SkeletonRows } from "../../kit/small";
import { RequestBadge } from "../../kit/status";
import { RelativeTime } from "../../kit/time";
import { words as kit } from "../../strings/kit";
import { words } from "../../strings/portal";
import { create } from "../../strings/requests";
import { usePage } from "../shell/usePage";
import classes from "./Portal.module.css";

export function Portal() {
  usePage(words.title);
  const [asking, setAsking] = useState(false);
  const list = useInfiniteQuery(requestsQuery({ status: "all" }));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div>
          <h1>{words.title}</h1>
          <p className="dim">{words.intro}</p>
        </div>
        {!asking && (
          <Button leftSection={<Icon name="add" size={15} />} onClick={() => setAsking(true)}>
            {words.newRequest}
          </Button>
        )}
      </header>
      {asking && <Ask onClose={() => setAsking(false)} />}
      {list.isError && (
        <ProblemBar
          error={list.error}
          busy={list.isFetching}
          mend={{ retry: () => void list.refetch() }}
        />
      )}
      {list.isPending && <SkeletonRows rows={4} height={58} />}
      {list.data && rows.length === 0 && !asking && (
        <EmptyState
          icon="inbox"
          title={words.empty}
          action={<Button onClick={() => setAsking(true)}>{words.newRequest}</Button>}
        >
          {words.emptyHint}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul className={classes.list} aria-label={words.title}>
          {rows.map((row) => (
            <Row key={row.ref} row={row} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {words.older}
        </Button>
      )}
    </div>
  );
}

function Row({ row }: { row: RequestRow }) {
  return (
    <li className={classes.row}>
      <div className={classes.text}>
        <Link to="/requests/$ref" params={{ ref: row.ref }} className="row-link">
          {row.title}
        </Link>
        <p className="meta">
          {row.ref} · {words.updated} <RelativeTime at={row.updated_at} />
        </p>
      </div>
      <RequestBadge status={row.status} />
    </li>
  );
}

function Ask({ onClose }: { onClose: () => void }) {
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const open = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/requests", {
          body: { title: title.trim(), description: description.trim() },
        }),
      ),
    onSuccess: (made) => {
      client.setQueryData(keys.request(made.ref), made);
      void client.invalidateQueries({ queryKey: keys.requests });
      announce(create.created(made.ref));
      void navigate({ to: "/requests/$ref", params: { ref: made.ref } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (title.trim() && !open.isPending) open.mutate();
  };
  return (
    <form className={classes.ask} aria-label={words.newRequest} onSubmit={submit} noValidate>
      <TextInput
        label={words.what}
        description={words.whatHint}
        required
        autoFocus
        maxLength={200}
        value={title}
        error={asked && !title.trim() ? create.missingTitle : fieldError(open.error, "title")}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Textarea
        label={words.description}
        description={words.descriptionHint}
        autosize
        minRows={4}
        maxRows={14}
        value={description}
        error={fieldError(open.error, "description")}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {open.isError && !isAtFields(open.error, "title", "description") && (
        <ProblemBar error={open.error} mend={{ retry: () => open.mutate() }} />
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {kit.cancel}
        </Button>
        <Button type="submit" loading={open.isPending}>
          {words.submit}
        </Button>
      </div>
    </form>
  );
}
