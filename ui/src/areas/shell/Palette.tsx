/** One field for everything: actions of the open request, people, requests, places. */
import { Modal, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { findRequestsQuery, offersQuery, peopleQuery, requestQuery } from "../../api/queries";
import { announce } from "../../kit/announce";
import { useReturnFocus } from "../../kit/Dialog";
import { useCan } from "../../session";
import { palette, words } from "../../strings/shell";
import { askForAction } from "../requests/ask";
import { useShell } from "./context";
import classes from "./Palette.module.css";

interface Entry {
  id: string;
  label: string;
  hint?: string | null;
  run: () => void;
}

interface Section {
  title: string;
  entries: Entry[];
}

const MAX_PEOPLE = 6;

export function Palette({ onClose }: { onClose: () => void }) {
  useReturnFocus();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const sections = useSections(text.trim());
  const entries = sections.flatMap((each) => each.entries);
  const current = entries[Math.min(at, entries.length - 1)];
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (text.trim()) announce(palette.results(entries.length));
  }, [entries.length, text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row to show is found by its mark
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current?.id]);

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && entries.length > 0) {
      event.preventDefault();
      setAt((now) => (Math.min(now, entries.length - 1) + move + entries.length) % entries.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(current);
    }
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
                  onClick={() => choose(entry)}
                >
                  {entry.label}
                  {entry.hint && <span className="meta">{entry.hint}</span>}
                </div>
              ))}
            </div>
          ))}
        </div>
        {entries.length === 0 && <p className={classes.nothing}>{palette.nothing(text)}</p>}
      </Modal.Content>
    </Modal.Root>
  );
}

function useSections(text: string): Section[] {
  const [q] = useDebouncedValue(text, 120);
  const navigate = useNavigate();
  const shell = useShell();
  const staff = useCan("requests.work");
  const canRead = useCan("people.read");
  const canAct = useCan("actions.run");
  const canSettings = useCan("connections.read");
  const dark = useComputedColorScheme("light") === "dark";
  const { setColorScheme } = useMantineColorScheme();
  const ref = useParams({ strict: false, select: (params) => params.ref });

  const open = useQuery({ ...requestQuery(ref ?? ""), enabled: ref !== undefined && canAct });
  const subject = ref ? open.data?.subject : undefined;
  const offers = useQuery({
    ...offersQuery(subject?.id ?? 0, ref),
    enabled: subject !== undefined && canAct,
  });
  const requests = useQuery({ ...findRequestsQuery(q), enabled: q !== "" });
  const people = useQuery({
    ...peopleQuery({ q, status: "all" }, 0, MAX_PEOPLE),
    enabled: q !== "" && canRead,
  });

  return useMemo(() => {
    const like = (label: string) => label.toLowerCase().includes(text.toLowerCase());
    const go = (label: string, run: () => void): Entry => ({
      id: label.toLowerCase().replaceAll(" ", "-"),
      label,
      run,
    });
    const actions = (offers.data?.items ?? []).map((offer) => ({
      id: offer.key,
      label: palette.action(offer.title),
      hint: offer.verdict.allowed ? offer.description : offer.verdict.reason,
      run: () => askForAction(offer.key),
    }));
    const sections: Section[] = [
      {
        title: subject ? palette.actionsOn(subject.name) : "",
        entries: actions.filter((each) => like(each.label)),
      },
      {
        title: palette.requests,
        entries: (q ? (requests.data?.items ?? []) : []).map((each) => ({
          id: each.ref,
          label: `${each.ref} · ${each.title}`,
          hint: each.requester.name,
          run: () => void navigate({ to: "/requests/$ref", params: { ref: each.ref } }),
        })),
      },
      {
        title: palette.people,
        entries: (q ? (people.data?.items ?? []) : []).map((each) => ({
          id: `person-${each.id}`,
          label: each.name,
          hint: [each.title, each.email].filter(Boolean).join(" · "),
          run: () =>
            void navigate({ to: "/people/$personId", params: { personId: String(each.id) } }),
        })),
      },
      {
        title: palette.goTo,
        entries: [
          go(staff ? words.requests : words.myRequests, () => void navigate({ to: "/requests" })),
          ...(canRead ? [go(words.people, () => void navigate({ to: "/people" }))] : []),
          ...(canSettings
            ? [
                go(words.integrations, () => void navigate({ to: "/settings/integrations" })),
                go(palette.okta, () => void navigate({ to: "/settings/integrations/okta" })),
              ]
            : []),
        ].filter((each) => like(each.label)),
      },
      {
        title: palette.commands,
        entries: [
          go(palette.newRequest, () => shell.openRequest()),
          go(palette.theme, () => setColorScheme(dark ? "light" : "dark")),
          go(palette.shortcuts, () => shell.openHotkeys()),
        ].filter((each) => like(each.label)),
      },
    ];
    return sections.filter((each) => each.entries.length > 0);
  }, [
    text,
    q,
    subject,
    offers.data,
    requests.data,
    people.data,
    staff,
    canRead,
    canSettings,
    dark,
    navigate,
    shell,
    setColorScheme,
  ]);
}
