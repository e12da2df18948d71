/** The button that filters a list. What it opens is fetched when it is first looked at. */
import { Button, Popover, Tooltip } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { words } from "../../strings/list";
import { Icon } from "../icons";
import { useKey } from "../keys";
import { Hint, SkeletonRows } from "../small";
import classes from "./Filters.module.css";
import type { Dimension } from "./filters";

const load = async () => ({ default: (await import("./FilterChoices")).FilterChoices });
const FilterChoices = lazy(load);

interface Props {
  dimensions: readonly Dimension[];
  /** What each dimension is filtered by now. */
  values: Readonly<Record<string, string | undefined>>;
  onChoose: (key: string, value: string | undefined) => void;
}

export function FilterMenu({ dimensions, values, onChoose }: Props) {
  const [opened, setOpened] = useState(false);
  useKey("f", () => setOpened(true));
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={280}
      shadow="md"
      trapFocus
      returnFocus
      withinPortal={false}
    >
      <Popover.Target>
        <Tooltip label={<Hint text={words.filter} hotkey="F" />} disabled={opened}>
          <Button
            variant="subtle"
            color="gray"
            className={classes.button}
            leftSection={<Icon name="filter" size={14} />}
            onPointerEnter={() => void load()}
            onClick={() => setOpened(!opened)}
          >
            {words.filter}
          </Button>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={words.filters}>
        <Suspense fallback={<SkeletonRows rows={5} height={30} />}>
          <FilterChoices
            dimensions={dimensions}
            values={values}
            onChoose={(key, value) => {
              setOpened(false);
              onChoose(key, value);
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
