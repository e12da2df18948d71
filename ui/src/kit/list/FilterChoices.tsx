/** One field for all filters: first what to filter by, then by which value. */
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { words } from "../../strings/list";
import { announce } from "../announce";
import { Icon } from "../icons";
import { n } from "../number";
import { ProblemBar } from "../ProblemBar";
import classes from "./Filters.module.css";
import { among, type Choice, type Dimension } from "./filters";

interface Props {
  dimensions: readonly Dimension[];
  values: Readonly<Record<string, string | undefined>>;
  onChoose: (key: string, value: string | undefined) => void;
}

const SETTLE_MS = 110;

export function FilterChoices({ dimensions, values, onChoose }: Props) {
  const [by, setBy] = useState<Dimension | null>(null);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [q] = useDebouncedValue(text.trim(), SETTLE_MS);
  const client = useQueryClient();
  const found = useQuery({
    queryKey: ["choices", by?.key, q],
    queryFn: () => by?.find(q, client) ?? null,
    enabled: by !== null,
    placeholderData: keepPreviousData,
  });
  const choices: readonly Choice[] = by
    ? (found.data?.items ?? [])
    : among(
        dimensions.map(({ key, label }) => ({ value: key, label })),
        text,
      ).items;
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const current = Math.min(at, choices.length - 1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the row to show is found by its mark
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const turnTo = (dimension: Dimension | null) => {
    setBy(dimension);
    setText("");
    setAt(0);
    if (dimension) announce(dimension.label);
  };
  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    if (by) {
      onChoose(by.key, values[by.key] === choice.value ? undefined : choice.value);
    } else {
      turnTo(dimensions.find(({ key }) => key === choice.value) ?? null);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && choices.length > 0) {
      event.preventDefault();
      setAt((current + move + choices.length) % choices.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(choices[current]);
    } else if (event.key === "Backspace" && text === "" && by) {
      event.preventDefault();
      turnTo(null);
    }
  };
  const label = by ? words.filterValue(by.label) : words.filterBy;

  return (
    <>
      <div className={classes.head}>
        {by && (
          <button
            type="button"
            className={classes.back}
            aria-label={words.back}
            onClick={() => turnTo(null)}
          >
            <Icon name="back" size={14} />
          </button>
        )}
        <input
          // Moves the focus here when the step changes as well.
          key={by?.key ?? ""}
          // biome-ignore lint/a11y/noAutofocus: it opens for what is typed into it
          autoFocus
          data-autofocus
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={choices[current] && `${listId}-${current}`}
          className={classes.input}
          placeholder={label}
          value={text}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
        />
      </div>
      {by && found.isError && (
        <ProblemBar error={found.error} mend={{ retry: () => void found.refetch() }} />
      )}
      <div role="listbox" id={listId} ref={list} aria-label={label} className={classes.list}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
          <div
            role="option"
            key={choice.value}
            id={`${listId}-${index}`}
            aria-selected={index === current}
            className={classes.choice}
            onClick={() => choose(choice)}
          >
            <span className="cut">{choice.label}</span>
            {isOn(by, choice, values) && (
              <span className={classes.on}>
                <Icon name="check" size={14} />
                <span className="hidden-text">{words.isOn}</span>
              </span>
            )}
            {choice.count !== undefined && (
              <span className={`${classes.count} figures`}>{n(choice.count)}</span>
            )}
          </div>
        ))}
      </div>
      {choices.length === 0 && !found.isFetching && <p className="dim">{words.noChoice}</p>}
      {by && found.data?.more && <p className="meta">{words.moreChoices}</p>}
    </>
  );
}

function isOn(by: Dimension | null, choice: Choice, values: Props["values"]): boolean {
  return by ? values[by.key] === choice.value : values[choice.value] !== undefined;
}
