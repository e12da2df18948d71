/** The actions that a slash in the composer offers. The focus stays in the field. */
import { type KeyboardEvent, useEffect, useRef } from "react";
import { Icon } from "../../kit/icons";
import { actionIcon } from "../../kit/timeline";
import { composer as words } from "../../strings/requests";
import classes from "./CommandList.module.css";
import type { Command } from "./slash";

interface Props {
  id: string;
  label: string;
  typed: string;
  commands: readonly Command[];
  current: Command | undefined;
  onKeyDown: (event: KeyboardEvent) => void;
  onChoose: (command: Command) => void;
}

export function CommandList(props: Props) {
  const { id, label, typed, commands, current, onKeyDown, onChoose } = props;
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row to show is found by its mark
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current?.offer.key]);
  return (
    <div className={classes.box}>
      {commands.length === 0 && <p className="dim">{words.noCommand(typed)}</p>}
      <div
        role="listbox"
        id={id}
        ref={list}
        aria-label={label}
        // It scrolls, so the keyboard has to reach it; its keys are the field's.
        tabIndex={0}
        aria-activedescendant={current && optionId(id, current)}
        className={classes.list}
        onKeyDown={onKeyDown}
      >
        {commands.map((command) => {
          const { offer, rest } = command;
          const { allowed, reason } = offer.verdict;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field below takes the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
            <div
              role="option"
              key={offer.key}
              id={optionId(id, command)}
              aria-selected={command === current}
              aria-disabled={!allowed || undefined}
              className={classes.option}
              // A press would take the focus from the field before the click comes.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(command)}
            >
              <Icon name={actionIcon(offer.key)} />
              <span className={classes.words}>
                <span className={classes.name}>
                  {offer.title}
                  {rest && <span className="dim"> {words.startsWith(rest)}</span>}
                </span>
                <span className="meta">{allowed ? offer.description : reason}</span>
              </span>
              {offer.slash && <code className={classes.slash}>{offer.slash}</code>}
            </div>
          );
        })}
      </div>
      <p className={`${classes.hint} meta`} aria-hidden="true">
        {words.commandHint}
      </p>
    </div>
  );
}

export function optionId(list: string, command: Command): string {
  return `${list}-${command.offer.key}`;
}
