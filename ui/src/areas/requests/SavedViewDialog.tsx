import { Button, Checkbox, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldError, isAtFields } from "../../api/problem";
import type { SavedView } from "../../api/types";
import { Dialog } from "../../kit/Dialog";
import { ProblemBar } from "../../kit/ProblemBar";
import { saved as words } from "../../strings/inbox";
import { words as kit } from "../../strings/kit";
import classes from "./NewRequest.module.css";
import type { ViewTask } from "./SavedViewMenu";
import { useChangeView, useCreateView, useRemoveView } from "./savedViews";

interface Props {
  task: ViewTask;
  view: SavedView | undefined;
  filter: SavedView["filter"];
  onClose: () => void;
  onSaved: (view: SavedView) => void;
  onRemoved: () => void;
}

export function SavedViewDialog({ task, view, filter, onClose, onSaved, onRemoved }: Props) {
  if (task === "remove" && view) {
    return <Remove view={view} onClose={onClose} onRemoved={onRemoved} />;
  }
  return (
    <Name
      view={task === "rename" ? view : undefined}
      filter={filter}
      onClose={onClose}
      onSaved={onSaved}
    />
  );
}

const LONGEST_NAME = 60;

/** A new view, or a new name for one that there is. */
function Name({
  view,
  filter,
  onClose,
  onSaved,
}: Pick<Props, "view" | "filter" | "onClose" | "onSaved">) {
  const [name, setName] = useState(view?.name ?? "");
  const [shared, setShared] = useState(false);
  const [asked, setAsked] = useState(false);
  const create = useCreateView();
  const change = useChangeView();
  const used = view ? change : create;
  const settle = {
    onSuccess: (made: SavedView) => {
      onClose();
      onSaved(made);
    },
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    const given = name.trim();
    if (!given || used.isPending) return;
    if (view) change.mutate({ view, name: given }, settle);
    else create.mutate({ name: given, filter, shared }, settle);
  };
  return (
    <Dialog title={view ? words.renameTitle : words.save} onClose={onClose}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          label={words.name}
          description={view ? undefined : words.nameHelp}
          required
          data-autofocus
          maxLength={LONGEST_NAME}
          value={name}
          error={asked && !name.trim() ? words.nameMissing : fieldError(used.error, "name")}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {!view && (
          <Checkbox
            size="xs"
            label={words.shared}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        {used.isError && !isAtFields(used.error, "name") && <ProblemBar error={used.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            {kit.cancel}
          </Button>
          <Button type="submit" loading={used.isPending}>
            {view ? words.renameDo : words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Remove({
  view,
  onClose,
  onRemoved,
}: {
  view: SavedView;
  onClose: () => void;
  onRemoved: () => void;
}) {
  const remove = useRemoveView();
  const go = () =>
    remove.mutate(view, {
      onSuccess: () => {
        onClose();
        onRemoved();
      },
    });
  return (
    <Dialog title={words.removeTitle(view.name)} onClose={onClose}>
      <div className={classes.form}>
        <p className="dim">{words.removeHint}</p>
        {remove.isError && <ProblemBar error={remove.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose} data-autofocus>
            {kit.cancel}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={go}>
            {words.removeDo(view.name)}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
