import { Button, Textarea, Tooltip } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";
import { fieldError } from "../../api/problem";
import type { RequestDetail } from "../../api/types";
import { modKey, useKey } from "../../kit/keys";
import { ProblemBar } from "../../kit/ProblemBar";
import { Hint, Segments } from "../../kit/small";
import { useCan } from "../../session";
import { composer as words } from "../../strings/requests";
import { useShell } from "../shell/context";
import classes from "./Composer.module.css";
import { useWriteMessage } from "./change";

type Mode = "reply" | "note";

interface Props {
  request: RequestDetail;
  /** Employees answer; only the service desk writes notes. */
  replyOnly?: boolean;
  placeholder?: string;
}

export function Composer({ request, replyOnly = false, placeholder }: Props) {
  const [mode, setMode] = useState<Mode>("reply");
  const [texts, setTexts] = useState<Record<Mode, string>>({ reply: "", note: "" });
  const field = useRef<HTMLTextAreaElement>(null);
  const write = useWriteMessage(request.ref);
  const verdict = request.may[mode];
  const text = texts[mode];
  const name = request.requester.name;
  const shell = useShell();
  const slash = useCan("actions.run") && !replyOnly;
  const hint = slash ? words.replyOrAct(name) : words.replyTo(name);

  const type = (typed: string) => {
    // A slash at the start asks for an action, as it does in chats.
    if (slash && typed === "/" && text === "") shell.openPalette();
    else setTexts({ ...texts, [mode]: typed });
  };
  const start = (next: Mode) => {
    setMode(next);
    field.current?.focus();
  };
  useKey("m", () => start("note"), !replyOnly);
  useKey("r", () => start("reply"));

  const send = () => {
    const body = text.trim();
    if (!body || write.isPending || !verdict.allowed) return;
    // The words stay in the field until the server has them.
    write.mutate(
      { kind: mode, body },
      // Only what was sent goes: meanwhile somebody may have begun a note, or written on.
      {
        onSuccess: () =>
          setTexts((now) => (now[mode].trim() === body ? { ...now, [mode]: "" } : now)),
      },
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
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
      {write.isError && <ProblemBar error={write.error} mend={{ retry: send }} />}
      <Textarea
        ref={field}
        autosize
        minRows={2}
        maxRows={10}
        aria-label={mode === "note" ? words.note : words.replyTo(name)}
        placeholder={placeholder ?? (mode === "note" ? words.notePlaceholder : hint)}
        disabled={!verdict.allowed}
        error={fieldError(write.error, "body")}
        value={text}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        classNames={{ input: classes.input ?? "" }}
      />
      <div className={classes.row}>
        {!replyOnly && (
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
            disabled={!verdict.allowed || !text.trim()}
          >
            {mode === "note" ? words.save : words.send}
          </Button>
        </Tooltip>
      </div>
    </form>
  );
}
