/** The one dialog of every action: made from its declaration, confirmed with the person's name. */

import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { fieldError, isAtFields, ProblemError } from "../../api/problem";
import { offersQuery } from "../../api/queries";
import type { ActionOffer, ActionRun, PersonRef, PickerItem } from "../../api/types";
import { Dialog } from "../../kit/Dialog";
import { Icon } from "../../kit/icons";
import { NextButton, ProblemBar } from "../../kit/ProblemBar";
import { SchemaForm } from "../../kit/SchemaForm";
import {
  type Field,
  fieldsOf,
  initialValues,
  missing,
  parametersOf,
  shownFields,
  summaryOf,
} from "../../kit/schema";
import { dialog as words } from "../../strings/actions";
import { words as kit } from "../../strings/kit";
import classes from "./ActionDialog.module.css";
import { useRunAction } from "./change";

interface Props {
  offer: ActionOffer;
  person: PersonRef;
  /** Without one, the server opens a request for what is done. */
  requestRef: string | null;
  /** What the first picker is searched with. */
  start?: string;
  onClose: () => void;
  onSubmitted: (run: ActionRun) => void;
}

export function ActionDialog({ offer, person, requestRef, start, onClose, onSubmitted }: Props) {
  const all = useMemo(() => fieldsOf(offer.form), [offer.form]);
  const [values, setValues] = useState(() => initialValues(all));
  const [picked, setPicked] = useState<Record<string, string>>({});
  const [absent, setAbsent] = useState<string[]>([]);
  const [name, setName] = useState("");
  const run = useRunAction(offer, person, requestRef);
  const now = useOfferNow(offer, person, requestRef);

  const fields = shownFields(all, values);
  const possible = now.verdict.allowed || run.isPending;
  const named = offer.confirm_name === null || isSame(name, offer.confirm_name);
  const confirm = naming(offer.confirm_label, all, picked);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const empty = missing(fields, values);
    setAbsent(empty);
    if (empty.length > 0 || !named || !possible || run.isPending) return;
    const order = {
      parameters: parametersOf(fields, values),
      ...(offer.confirm_name !== null && { confirm_name: name.trim() }),
    };
    run.mutate(order, {
      onSuccess: (made) => {
        onSubmitted(made);
        onClose();
      },
    });
  };
  const error = absent.length > 0 ? askFor(absent, fields) : run.error;
  const told = isAtFields(run.error, "confirm_name", ...fields.map((field) => field.name));

  return (
    <Dialog title={offer.confirm_label} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <p className="dim">{offer.description}</p>
        {fields.length > 0 && (
          <SchemaForm
            fields={fields}
            values={values}
            personId={person.id}
            start={start}
            error={error}
            onChange={(next) => {
              setValues(next);
              setAbsent([]);
              if (run.isError) run.reset();
            }}
            onPick={(field, item) => setPicked(withPick(picked, field.name, item))}
          />
        )}
        <Effects offer={now} />
        {offer.confirm_name !== null && (
          <TextInput
            label={words.typeName}
            description={words.typeNameHelp(offer.confirm_name)}
            required
            autoComplete="off"
            spellCheck={false}
            data-autofocus={fields.length === 0 || undefined}
            value={name}
            error={fieldError(run.error, "confirm_name")}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <Summary lines={summaryOf(fields, values, picked, words)} />
        {run.isError && !told && <ProblemBar error={run.error} />}
        {!possible && <Refusal verdict={now.verdict} />}
        <p className="meta">{requestRef === null ? words.opensRequest : words.hint}</p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {kit.cancel}
          </Button>
          <Button
            type="submit"
            color={offer.danger ? "red" : "indigo"}
            loading={run.isPending}
            disabled={!possible || !named}
            data-autofocus={(fields.length === 0 && offer.confirm_name === null) || undefined}
            classNames={{ root: classes.confirm ?? "", label: classes.confirmLabel ?? "" }}
          >
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The offer as it is now: what was possible when the dialog opened may have changed meanwhile. */
function useOfferNow(offer: ActionOffer, person: PersonRef, requestRef: string | null) {
  const { data } = useQuery(offersQuery(person.id, requestRef ?? undefined));
  return data?.items.find((each) => each.key === offer.key) ?? offer;
}

function Effects({ offer }: { offer: ActionOffer }) {
  if (offer.effects.length === 0) return null;
  return (
    <section className={classes.effects}>
      <div className={classes.effectsHead}>
        <h3>{words.effects}</h3>
        <span className={classes.risk} data-risk={offer.risk}>
          {words.risk[offer.risk]}
        </span>
      </div>
      <ul>
        {offer.effects.map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
    </section>
  );
}

/** One change stands before one's eyes; several are read together once more. */
function Summary({ lines }: { lines: ReturnType<typeof summaryOf> }) {
  if (lines.length < 2) return null;
  return (
    <dl className={classes.summary} aria-label={words.chosen} aria-live="polite">
      {lines.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Refusal({ verdict }: { verdict: ActionOffer["verdict"] }) {
  return (
    <div role="alert" className={classes.refusal}>
      <Icon name="alert" />
      <div>
        <strong>{words.changed}</strong>
        <p>{verdict.reason}</p>
        {verdict.next && <NextButton next={verdict.next} />}
      </div>
    </div>
  );
}

/** Keyboards differ in how they write an accented letter: as one character or as two. */
function isSame(typed: string, name: string): boolean {
  return typed.trim().normalize("NFC") === name.normalize("NFC");
}

function withPick(
  picked: Record<string, string>,
  field: string,
  item: PickerItem | null,
): Record<string, string> {
  const { [field]: _, ...others } = picked;
  return item ? { ...others, [field]: item.label } : others;
}

/** The button names what was picked: "Add … to group" becomes "Add … to Figma Editors". */
export function naming(confirm: string, fields: Field[], picked: Record<string, string>): string {
  return fields.reduce((text, field) => {
    const label = picked[field.name];
    const kind = ` ${field.label.toLowerCase()}`;
    const at = text.endsWith(kind) ? text.length - kind.length : text.indexOf(`${kind} `);
    if (label === undefined || at < 0) return text;
    return `${text.slice(0, at)} ${label}${text.slice(at + kind.length)}`;
  }, confirm);
}

/** The same shape as the server's refusal, so that one form shows both. */
function askFor(names: string[], fields: Field[]): ProblemError {
  const label = (name: string) => fields.find((each) => each.name === name)?.label ?? name;
  return new ProblemError({
    title: "",
    detail: "",
    status: 0,
    code: "incomplete",
    next: null,
    retry_after: null,
    errors: names.map((field) => ({ field, message: kit.requiredField(label(field)) })),
  });
}
