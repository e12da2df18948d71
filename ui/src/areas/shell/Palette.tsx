/** One field for everything: actions of the open person, people, requests, groups, apps, places. */
import { Modal } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from "react";
import { announce } from "../../kit/announce";
import { useReturnFocus } from "../../kit/Dialog";
import { modKey } from "../../kit/keys";
import { Kbd } from "../../kit/small";
import { palette } from "../../strings/shell";
import classes from "./Palette.module.css";
import { type Entry, useSections } from "./usePaletteSections";

export function Palette({ onClose }: { onClose: () => void }) {
  useReturnFocus();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const sections = useSections(text.trim());
  const entries = sections.flatMap((each) => each.entries);
  const current = entries[Math.min(at, entries.length - 1)];
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const router = useRouter();

  useEffect(() => {
    if (text.trim()) announce(palette.results(entries.length));
  }, [entries.length, text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row to show is found by its mark
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current?.id]);

  const choose = (entry: Entry | undefined, elsewhere: boolean) => {
    if (!entry) return;
    if (elsewhere && entry.href) {
      window.open(entry.href, "_blank", "noopener");
      return;
    }
    onClose();
    if (entry.href) router.history.push(entry.href);
    else entry.run?.();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && entries.length > 0) {
      event.preventDefault();
      setAt((now) => (Math.min(now, entries.length - 1) + move + entries.length) % entries.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(current, event.ctrlKey || event.metaKey);
    }
  };
  const onClick = (event: MouseEvent, entry: Entry) => {
    choose(entry, event.ctrlKey || event.metaKey);
  };

  return (
    <Modal.Root opened onClose={onClose} size={600} yOffset={80} returnFocus={false}>
      <Modal.Overlay blur={4} />
      <Modal.Content aria-label={palette.label}>
        <input
          data-autofocus
          role="combobox"
          aria-label={palette.label}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={current && `${listId}-${current.id}`}
          className={classes.input}
          placeholder={palette.placeholder}
          value={text}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
        />
        <div
          role="listbox"
          id={listId}
          ref={list}
          aria-label={palette.label}
          className={classes.list}
        >
          {sections.map((section) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
            <div role="group" key={section.title} aria-label={section.title}>
              <div className={classes.title} aria-hidden="true">
                {section.title}
              </div>
              {section.entries.map((entry) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
                // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
                <div
                  role="option"
                  key={entry.id}
                  id={`${listId}-${entry.id}`}
                  aria-selected={entry === current}
                  className={classes.entry}
                  data-refused={entry.refused || undefined}
                  onClick={(event) => onClick(event, entry)}
                  onAuxClick={(event) => event.button === 1 && choose(entry, true)}
                >
                  {entry.label}
                  {entry.hint && <span className="meta">{entry.hint}</span>}
                </div>
              ))}
            </div>
          ))}
        </div>
        {entries.length === 0 && <p className={classes.nothing}>{palette.nothing(text)}</p>}
        <p className={`${classes.foot} meta`}>
          <Kbd>↑ ↓</Kbd> {palette.move} <Kbd>↵</Kbd> {palette.open} <Kbd>{modKey} ↵</Kbd>{" "}
          {palette.newTab}
        </p>
      </Modal.Content>
    </Modal.Root>
  );
}
