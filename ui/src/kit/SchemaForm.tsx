/** A form made from a JSON schema; the action's declaration is its only source. */
import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import { fieldError } from "../api/problem";
import { objectsOf, type PickerName } from "../api/queries";
import type { PickerItem } from "../api/types";
import { words } from "../strings/kit";
import { Choices } from "./Choices";
import { Picker } from "./Picker";
import classes from "./SchemaForm.module.css";
import { FEW, type Field, type Values } from "./schema";

interface Props {
  fields: Field[];
  values: Values;
  personId?: number;
  /** What the first picker is searched with at the start. */
  start?: string | undefined;
  /** The failed call, whose field messages appear at their fields. */
  error?: unknown;
  onChange: (values: Values) => void;
  /** What was picked in a field, by name: its id is among the values, its words are not. */
  onPick?: (field: Field, item: PickerItem | null) => void;
}

export function SchemaForm({ fields, values, personId, start, error, onChange, onPick }: Props) {
  const picker = fields.find((field) => field.kind === "picker");
  return (
    <div className={classes.form}>
      {fields.map((field, index) => (
        <SchemaField
          key={field.name}
          field={field}
          value={values[field.name] ?? field.initial}
          personId={personId}
          start={field === picker ? start : undefined}
          error={fieldError(error, field.name)}
          first={index === 0}
          onChange={(value) => onChange({ ...values, [field.name]: value })}
          onPick={(item) => onPick?.(field, item)}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  field: Field;
  value: string | boolean;
  personId: number | undefined;
  start: string | undefined;
  error: string | undefined;
  first: boolean;
  onChange: (value: string | boolean) => void;
  onPick: (item: PickerItem | null) => void;
}

function SchemaField({
  field,
  value,
  personId,
  start,
  error,
  first,
  onChange,
  onPick,
}: FieldProps) {
  const shared = {
    label: field.required ? field.label : `${field.label} (${words.optional})`,
    description: field.help,
    error,
    required: field.required,
    "data-autofocus": first || undefined,
  };
  const text = String(value);
  switch (field.kind) {
    case "picker":
      return (
        <Picker
          // The schema is data: that it names an existing picker is the server's promise.
          source={objectsOf(field.picker as PickerName, personId)}
          label={shared.label}
          help={field.help}
          required={field.required}
          error={error}
          autoFocus={first}
          sought={start}
          onChange={(id, item) => {
            onChange(id);
            onPick(item);
          }}
        />
      );
    case "boolean":
      return (
        <Checkbox
          {...shared}
          size="xs"
          required={false}
          label={field.label}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "choice":
      if (field.options.length <= FEW && (field.required || text !== "")) {
        return (
          <Choices
            label={field.label}
            help={field.help}
            error={error}
            required={field.required}
            value={text}
            options={field.options}
            autoFocus={first}
            onChange={onChange}
          />
        );
      }
      return (
        <NativeSelect
          {...shared}
          size="xs"
          label={field.label}
          value={text}
          data={text === "" ? [{ value: "", label: "" }, ...field.options] : field.options}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "long":
      return (
        <Textarea
          {...shared}
          autosize
          minRows={3}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default: {
      if (field.secret) {
        return (
          <PasswordInput
            {...shared}
            autoComplete="off"
            value={text}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        );
      }
      return (
        <TextInput
          {...shared}
          type={field.kind}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    }
  }
}
