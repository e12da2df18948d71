import { Button, Textarea, Tooltip } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { fieldError, isAtFields } from "../../api/problem";
import type { RequestDetail, TimelineItem } from "../../api/types";
import { keepDraft, readDraft } from "../../kit/drafts";
import { modKey, useKey } from "../../kit/keys";
import { ProblemBar } from "../../kit/ProblemBar";
import { Hint, Segments } from "../../kit/small";
import { useCan, useMe } from "../../session";
import { composer as words } from "../../strings/requests";
import { CommandList, optionId } from "./CommandList";
import classes from "./Composer.module.css";
import { useWriteMessage } from "./change";
import { useCommands } from "./useCommands";

type Mode = "reply" | "note";

/** What can be written: of the desk's own request nobody would read a reply. */
function modesOf({ internal }: RequestDetail, replyOnly: boolean): readonly [Mode, ...Mode[]] {
  if (internal) return ["note"];
  return replyOnly ? ["reply"] : ["reply", "note"];
}

interface Props {
  request: RequestDetail;
  /** The timeline as it is known now. */
  items: TimelineItem[] | undefined;
  /** Employees answer; only the service desk writes notes. */
  replyOnly?: boolean;
  placeholder?: string;
}

export function Composer({ request, items, replyOnly = false, placeholder }: Props) {
  const modes = modesOf(request, replyOnly);
  const [chosen, setMode] = useState<Mode>(modes[0]);
  const mode = modes.includes(chosen) ? chosen : modes[0];
  const me = useMe();
  const draft = (of: Mode) => `${me.id}:${request.ref}:${of}`;
  const [texts, setTexts] = useState<Record<Mode, string>>(() => ({
    reply: readDraft(draft("reply")),
    note: readDraft(draft("note")),
  }));
  const field = useRef<HTMLTextAreaElement>(null);
  const sent = useRef({ of: mode, body: "", known: new Set<string>() });
  /** The timeline as it was when a failure was told. */
  const told = useRef(items);
  const latest = useRef(items);
  latest.current = items;
  const write = useWriteMessage(request.ref);
  const verdict = request.may[mode];
  const text = texts[mode];
  const name = request.requester.name;
  const slash = useCan("actions.run") && !replyOnly;
  const hint = slash ? words.replyOrAct(name) : words.replyTo(name);
  const noteHint = request.internal && slash ? words.noteOrAct : words.notePlaceholder;

  const put = (of: Mode, words: string) => {
    keepDraft(draft(of), words);
    setTexts((now) => ({ ...now, [of]: words }));
  };
  const taken = (of: Mode, body: string) => {
    // Only what was sent goes: meanwhile somebody may have begun a note, or written on.
    if (readDraft(draft(of)).trim() === body) keepDraft(draft(of), "");
    setTexts((now) => (now[of].trim() === body ? { ...now, [of]: "" } : now));
  };
  const type = (typed: string) => {
    if (write.isError) write.reset();
    put(mode, typed);
  };
  // A slash at the start asks for an action, as it does in chats.
  const list = useCommands({ request, text, enabled: slash, onTaken: () => put(mode, "") });
  const start = (next: Mode) => {
    setMode(next);
    field.current?.focus();
  };
  useKey("m", () => start("note"), modes.includes("note"));
  useKey("r", () => start("reply"), modes.includes("reply"));

  const send = () => {
    const body = text.trim();
    if (!body || write.isPending || !verdict.allowed) return;
    sent.current = { of: mode, body, known: new Set(items?.map((item) => item.id)) };
    // The words stay in the field until the server has them, also when one has left the page.
    write.mutateAsync({ kind: mode, body }).then(
      () => taken(mode, body),
      () => {
        told.current = latest.current;
      },
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only news answer what became of it
  useEffect(() => {
    const { of, body, known } = sent.current;
    if (!write.isError) return;
    const isIt = (item: TimelineItem) => item.kind === of && item.actor.name === me.name;
    const saved = items?.some((item) => isIt(item) && item.body === body && !known.has(item.id));
    if (saved) taken(of, body);
    if (saved || told.current !== items) write.reset();
  }, [items, write.isError]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (list.onKeyDown(event)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") field.current?.blur();
  };

  return (
    <form
      className={classes.composer}
      data-mode={mode}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {write.isError && !isAtFields(write.error, "body") && (
        <ProblemBar error={write.error} mend={{ retry: send }} />
      )}
      {list.open && (
        <CommandList
          id={list.id}
          label={words.commands(request.subject.name)}
          typed={text.trim()}
          commands={list.found}
          current={list.current}
          onKeyDown={list.onKeyDown}
          onChoose={list.choose}
        />
      )}
      <Textarea
        ref={field}
        aria-autocomplete={slash ? "list" : undefined}
        aria-controls={list.open ? list.id : undefined}
        aria-activedescendant={list.current && optionId(list.id, list.current)}
        autosize
        minRows={2}
        maxRows={10}
        aria-label={mode === "note" ? words.note : words.replyTo(name)}
        placeholder={placeholder ?? (mode === "note" ? noteHint : hint)}
        disabled={!verdict.allowed}
        error={fieldError(write.error, "body")}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        classNames={{ input: classes.input ?? "" }}
      />
      <div className={classes.row}>
        {modes.length > 1 && (
          <Segments
            label={words.mode}
            value={mode}
            options={[
              { value: "reply", label: words.reply, hotkey: "R" },
              { value: "note", label: words.note, hotkey: "M" },
            ]}
            onChange={start}
          />
        )}
        <span className={`${classes.hint} meta`}>
          {!verdict.allowed
            ? verdict.reason
            : replyOnly
              ? words.keys(modKey)
              : `${mode === "note" ? words.noteHint : words.replyHint(name.split(" ")[0] ?? name)} · ${words.keys(modKey)}`}
        </span>
        <Tooltip
          label={<Hint text={mode === "note" ? words.save : words.send} hotkey={`${modKey} ↵`} />}
        >
          <Button
            type="submit"
            loading={write.isPending}
            disabled={!verdict.allowed || !text.trim() || list.current !== undefined}
          >
            {mode === "note" ? words.save : words.send}
          </Button>
        </Tooltip>
      </div>
    </form>
  );
}
