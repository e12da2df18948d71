/** One topic: its few questions, a title that makes itself, and sending. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { answer, api } from "../../api/client";
import { fieldError, isAtFields } from "../../api/problem";
import { keys } from "../../api/queries";
import { announce } from "../../kit/announce";
import { Choices } from "../../kit/Choices";
import { keepDraft, readDraft } from "../../kit/drafts";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { useMe } from "../../session";
import { type Question, type Topic, ask as words } from "../../strings/portal";
import { useOrderKey } from "../requests/change";
import { NotFound } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import classes from "./Portal.module.css";
import { absent, descriptionOf, readAnswers, topicOf } from "./topics";

export function AskPage() {
  const { topic: key } = useParams({ from: "/ask/$topic" });
  const topic = topicOf(key);
  return topic ? <Ask key={key} topic={topic} /> : <NotFound />;
}

const TITLE_LENGTH = 200;

function Ask({ topic }: { topic: Topic }) {
  usePage(topic.label);
  const me = useMe();
  const draft = `${me.id}:ask:${topic.key}`;
  const [answers, setAnswers] = useState(() => readAnswers(readDraft(draft)));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // The title follows the answers until it is written by hand.
  const title = answers.title ?? topic.subject(answers).slice(0, TITLE_LENGTH);
  const open = useOpen(() => keepDraft(draft, ""));
  const empty = tried ? absent(topic, title, answers) : {};
  const plain = topic.questions.length === 0;

  const put = (key: string, value: string) => {
    const next = { ...answers, [key]: value };
    setAnswers(next);
    keepDraft(draft, JSON.stringify(next));
    if (open.isError) open.reset();
  };
  const send = () =>
    open.mutate({
      title: title.trim(),
      description: descriptionOf(topic.questions, answers),
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const [first] = Object.keys(absent(topic, title, answers));
    if (first) {
      const field = form.current?.querySelector<HTMLElement>(`[data-field="${first}"]`);
      field?.querySelector<HTMLElement>("input, textarea")?.focus();
    } else if (!open.isPending) send();
  };

  return (
    <div className={classes.page}>
      <Link to="/requests" className={classes.back}>
        <Icon name="back" size={14} />
        {words.back}
      </Link>
      <h1>{topic.label}</h1>
      {topic.notice && <p className={classes.notice}>{topic.notice}</p>}
      <form ref={form} className={classes.ask} onSubmit={submit} noValidate>
        {topic.questions.map((question, index) => (
          <div key={question.key} data-field={question.key}>
            <Answer
              question={question}
              value={answers[question.key] ?? ""}
              error={empty[question.key]}
              first={index === 0}
              onChange={(value) => put(question.key, value)}
            />
          </div>
        ))}
        <div data-field="title" className={plain ? undefined : classes.last}>
          <TextInput
            label={plain ? words.what : words.subject}
            description={plain ? words.whatHint : undefined}
            required
            maxLength={TITLE_LENGTH}
            autoFocus={plain}
            value={title}
            error={empty.title ?? fieldError(open.error, "title")}
            onChange={(event) => put("title", event.currentTarget.value)}
          />
        </div>
        <Textarea
          label={plain ? words.description : words.more}
          description={plain ? words.descriptionHint : undefined}
          autosize
          minRows={plain ? 4 : 2}
          maxRows={14}
          value={answers.more ?? ""}
          error={fieldError(open.error, "description")}
          onChange={(event) => put("more", event.currentTarget.value)}
        />
        {open.isError && !isAtFields(open.error, "title", "description") && (
          <ProblemBar error={open.error} mend={{ retry: send }} />
        )}
        <Button type="submit" className={classes.send} loading={open.isPending}>
          {words.submit}
        </Button>
      </form>
    </div>
  );
}

function Answer({
  question,
  value,
  error,
  first,
  onChange,
}: {
  question: Question;
  value: string;
  error: string | undefined;
  first: boolean;
  onChange: (value: string) => void;
}) {
  const shared = { label: question.label, error, required: true };
  if (question.options) {
    return (
      <Choices
        label={question.label}
        help={question.help}
        error={error}
        required
        value={value}
        options={question.options}
        onChange={onChange}
      />
    );
  }
  return question.long ? (
    <Textarea
      {...shared}
      autosize
      minRows={3}
      maxRows={14}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  ) : (
    <TextInput
      {...shared}
      autoFocus={first}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Send it once, and show it in the form's place: back leads to the topics, not to what was sent. */
function useOpen(onSent: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const order = useOrderKey<{ title: string; description: string }>();
  return useMutation({
    mutationFn: (body: { title: string; description: string }) =>
      answer(
        api.POST("/api/v1/requests", {
          params: { header: { "Idempotency-Key": order.keyOf(body) } },
          body,
        }),
      ),
    onSuccess: (made) => {
      onSent();
      client.setQueryData(keys.request(made.ref), made);
      void client.invalidateQueries({ queryKey: keys.requests });
      announce(words.sent(made.ref));
      void navigate({
        to: "/requests/$ref",
        params: { ref: made.ref },
        state: (now) => ({ ...now, sent: true }),
        replace: true,
      });
    },
  });
}
