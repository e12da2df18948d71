/** A new request by the service desk; the subject is the requester unless said otherwise. */

import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { answer, api } from "../../api/client";
import { fieldError, isAtFields } from "../../api/problem";
import { anybody, keys, personItem, personQuery } from "../../api/queries";
import { announce } from "../../kit/announce";
import { Dialog } from "../../kit/Dialog";
import { Picker } from "../../kit/Picker";
import { ProblemBar } from "../../kit/ProblemBar";
import { useCan } from "../../session";
import { words as kit } from "../../strings/kit";
import { create as words } from "../../strings/requests";
import { useOrderKey } from "./change";
import classes from "./NewRequest.module.css";

interface Props {
  /** Whom the request is about, when it is opened from a profile. */
  subjectId?: number | undefined;
  onClose: () => void;
}

export function NewRequest({ subjectId, onClose }: Props) {
  const staff = useCan("requests.work");
  const known = useQuery({ ...personQuery(subjectId ?? 0), enabled: subjectId !== undefined });
  const ready = subjectId === undefined || !known.isPending;
  return (
    <Dialog title={words.title} onClose={onClose}>
      {ready && (
        <Form staff={staff} start={known.data && personItem(known.data)} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Form({
  staff,
  start,
  onClose,
}: {
  staff: boolean;
  start: ReturnType<typeof personItem> | undefined;
  onClose: () => void;
}) {
  const [requester, setRequester] = useState(start?.id ?? "");
  const [about, setAbout] = useState(false);
  const [subject, setSubject] = useState("");
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const [asked, setAsked] = useState(false);
  const client = useQueryClient();
  const navigate = useNavigate();
  const body = {
    title: title.trim(),
    description: description.trim(),
    ...(staff && { requester_id: Number(requester) }),
    ...(staff && about && { subject_id: Number(subject) }),
  };
  const order = useOrderKey<typeof body>();
  const open = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/api/v1/requests", {
          params: { header: { "Idempotency-Key": order.keyOf(body) } },
          body,
        }),
      ),
    onSuccess: (made) => {
      client.setQueryData(keys.request(made.ref), made);
      void client.invalidateQueries({ queryKey: keys.requests });
      announce(words.created(made.ref));
      onClose();
      void navigate({ to: "/requests/$ref", params: { ref: made.ref } });
    },
  });
  const absent = {
    requester: staff && requester === "",
    subject: staff && about && subject === "",
    title: title.trim() === "",
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!absent.requester && !absent.subject && !absent.title) open.mutate();
  };
  const shown = [
    "title",
    "description",
    ...(staff ? ["requester_id"] : []),
    ...(about ? ["subject_id"] : []),
  ];
  const told = (field: "requester" | "subject" | "title", text: string, name: string) =>
    asked && absent[field] ? text : fieldError(open.error, name);

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {staff && (
        <>
          <Picker
            source={anybody}
            label={words.requester}
            help={words.requesterHelp}
            required
            autoFocus={!start}
            start={start}
            error={told("requester", words.missingRequester, "requester_id")}
            onChange={setRequester}
          />
          <Checkbox
            size="xs"
            label={words.onBehalf}
            checked={about}
            onChange={(event) => setAbout(event.currentTarget.checked)}
          />
          {about && (
            <Picker
              source={anybody}
              label={words.subject}
              help={words.subjectHelp}
              required
              error={told("subject", words.missingSubject, "subject_id")}
              onChange={setSubject}
            />
          )}
        </>
      )}
      <TextInput
        label={words.what}
        required
        maxLength={200}
        data-autofocus={!staff || start ? true : undefined}
        value={title}
        error={told("title", words.missingTitle, "title")}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <Textarea
        label={words.description}
        autosize
        minRows={4}
        maxRows={12}
        value={description}
        error={fieldError(open.error, "description")}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {open.isError && !isAtFields(open.error, ...shown) && (
        <ProblemBar error={open.error} mend={{ retry: () => open.mutate() }} />
      )}
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {kit.cancel}
        </Button>
        <Button type="submit" loading={open.isPending}>
          {words.submit}
        </Button>
      </div>
    </form>
  );
}
