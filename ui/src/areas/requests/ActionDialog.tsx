/** The one dialog of every action: made from its declaration, confirmed with the person's name. */

import { Button } from "@mantine/core";
import { type FormEvent, useMemo, useState } from "react";
import { isAtFields, ProblemError } from "../../api/problem";
import type { ActionOffer, PersonRef, PickerItem } from "../../api/types";
import { Dialog } from "../../kit/Dialog";
import { ProblemBar } from "../../kit/ProblemBar";
import { SchemaForm } from "../../kit/SchemaForm";
import { fieldsOf, initialValues, missing, parametersOf } from "../../kit/schema";
import { words as kit } from "../../strings/kit";
import { actions as words } from "../../strings/requests";
import classes from "./ActionDialog.module.css";
import { useRunAction } from "./change";

interface Props {
  offer: ActionOffer;
  person: PersonRef;
  requestRef: string;
  onClose: () => void;
  onSubmitted: () => void;
}

export function ActionDialog({ offer, person, requestRef, onClose, onSubmitted }: Props) {
  const fields = useMemo(() => fieldsOf(offer.form), [offer.form]);
  const [values, setValues] = useState(() => initialValues(fields));
  const [absent, setAbsent] = useState<string[]>([]);
  const [confirm, setConfirm] = useState(offer.confirm_label);
  const run = useRunAction(offer, person, requestRef);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const empty = missing(fields, values);
    setAbsent(empty);
    if (empty.length > 0 || run.isPending) return;
    run.mutate(parametersOf(fields, values), {
      onSuccess: () => {
        onSubmitted();
        onClose();
      },
    });
  };
  const error = absent.length > 0 ? askFor(absent, fields) : run.error;

  return (
    <Dialog title={`${offer.title} · ${person.name}`} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <p className="dim">{offer.description}</p>
        {fields.length > 0 && (
          <SchemaForm
            fields={fields}
            values={values}
            personId={person.id}
            error={error}
            onChange={(next) => {
              setValues(next);
              setAbsent([]);
              if (run.isError) run.reset();
            }}
            onPick={(field, item) => setConfirm(naming(offer.confirm_label, field.label, item))}
          />
        )}
        {offer.effects.length > 0 && (
          <section className={classes.effects} data-danger={offer.danger || undefined}>
            <h3>{words.effects}</h3>
            <ul>
              {offer.effects.map((effect) => (
                <li key={effect}>{effect}</li>
              ))}
            </ul>
          </section>
        )}
        {run.isError && !isAtFields(run.error, ...fields.map((field) => field.name)) && (
          <ProblemBar error={run.error} />
        )}
        <p className="meta">{words.confirmHint}</p>
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {kit.cancel}
          </Button>
          <Button
            type="submit"
            color={offer.danger ? "red" : "indigo"}
            loading={run.isPending}
            data-autofocus={fields.length === 0 || undefined}
          >
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** The button names what was picked: "Add … to group" becomes "Add … to Figma Editors". */
function naming(confirm: string, field: string, item: PickerItem | null): string {
  const kind = ` ${field.toLowerCase()}`;
  return item && confirm.endsWith(kind)
    ? `${confirm.slice(0, -kind.length)} ${item.label}`
    : confirm;
}

/** The same shape as the server's refusal, so that one form shows both. */
function askFor(names: string[], fields: ReturnType<typeof fieldsOf>): ProblemError {
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
