import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { problemOf } from "../../api/problem";
import type { PeopleFilter } from "../../api/queries";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { words as list } from "../../strings/list";
import { exporting, words } from "../../strings/people";
import classes from "./PeoplePage.module.css";
import { useHidden } from "./useHidden";
import type { Selection } from "./useSelection";

/** How many are marked, also of those whom the list does not show, and what to do with them. */
export function SelectionBar({
  selection,
  filter,
}: {
  selection: Selection;
  filter: PeopleFilter;
}) {
  const { people } = selection;
  const said = list.selected(people.length, useHidden(people, filter));
  useEffect(() => announce(said), [said]);
  const save = useMutation({
    mutationFn: async () => {
      const { readMarked, save } = await import("./export");
      const written = await readMarked(people);
      save(written);
      announce(exporting.done(written.count));
    },
  });
  return (
    <section className={classes.selection} aria-label={list.selection}>
      <span className="strong figures">{said}</span>
      <Button
        variant="default"
        leftSection={<Icon name="download" size={14} />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {words.exportSelection}
      </Button>
      {save.isError && <span role="alert">{problemOf(save.error).detail}</span>}
      <Button variant="subtle" color="gray" onClick={selection.clear}>
        {list.clearSelection}
      </Button>
    </section>
  );
}
