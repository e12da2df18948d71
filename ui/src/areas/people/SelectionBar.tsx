import { Button } from "@mantine/core";
import { useEffect } from "react";
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
  const save = async () => {
    (await import("./export")).save(people);
    announce(exporting.done(people.length));
  };
  return (
    <section className={classes.selection} aria-label={list.selection}>
      <span className="strong figures">{said}</span>
      <Button
        variant="default"
        leftSection={<Icon name="download" size={14} />}
        onClick={() => void save()}
      >
        {words.exportSelection}
      </Button>
      <Button variant="subtle" color="gray" onClick={selection.clear}>
        {list.clearSelection}
      </Button>
    </section>
  );
}
