/** An action's JSON schema, read as a list of fields. The server declares; nothing is repeated here. */

export type FieldKind = "text" | "long" | "number" | "boolean" | "choice" | "picker" | "date";

export interface Option {
  value: string;
  label: string;
  /** What happens when it is chosen. */
  help: string | null;
}

export interface Field {
  name: string;
  label: string;
  help: string | null;
  kind: FieldKind;
  /** What the server wants to receive; a picked id is an integer in some schemas. */
  type: "string" | "number" | "integer" | "boolean";
  required: boolean;
  initial: string | boolean;
  options: Option[];
  picker: string | null;
  secret: boolean;
  /** Shown only while the named fields have these values. */
  when: Values | null;
}

export type Values = Record<string, string | boolean>;

interface Node {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  maxLength?: number;
  writeOnly?: boolean;
  anyOf?: Node[];
  oneOf?: Node[];
  allOf?: Node[];
  $ref?: string;
  properties?: Record<string, Node>;
  required?: string[];
  $defs?: Record<string, Node>;
  "x-picker"?: string;
  "x-labels"?: Record<string, string>;
  "x-help"?: Record<string, string>;
  "x-when"?: Values;
}

const LONG_FROM = 201;

/** So many choices stand in sight with their words; more go into a list. */
export const FEW = 3;

function words(name: string): string {
  const spaced = name.replaceAll("_", " ");
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** Follow references and drop the null of an optional type; the property's own words win. */
function plain(node: Node, root: Node): Node {
  const { $ref, allOf, anyOf, ...own } = node;
  const name = $ref?.split("/").at(-1);
  const target = name ? root.$defs?.[name] : undefined;
  if (target) return { ...plain(target, root), ...own };
  if (allOf?.length === 1 && allOf[0]) return { ...plain(allOf[0], root), ...own };
  const kept = anyOf?.filter((each) => each.type !== "null");
  if (kept?.length === 1 && kept[0]) return { ...plain(kept[0], root), ...own };
  return node;
}

function optionsOf(node: Node): Option[] {
  const titled = (node.oneOf ?? []).filter((each) => each.const !== undefined);
  if (titled.length > 0) {
    return titled.map((each) => ({
      value: String(each.const),
      label: each.title ?? words(String(each.const)),
      help: each.description ?? null,
    }));
  }
  const values = (node.enum ?? []).filter((each) => each !== null).map(String);
  return values.map((value) => ({
    value,
    label: node["x-labels"]?.[value] ?? words(value),
    help: node["x-help"]?.[value] ?? null,
  }));
}

function typeOf(node: Node): Field["type"] {
  const type = Array.isArray(node.type) ? node.type.find((each) => each !== "null") : node.type;
  return type === "integer" || type === "number" || type === "boolean" ? type : "string";
}

function kindOf(node: Node, type: Field["type"], options: Option[]): FieldKind {
  if (node["x-picker"]) return "picker";
  if (options.length > 0) return "choice";
  if (type === "boolean") return "boolean";
  if (type !== "string") return "number";
  if (node.format === "date") return "date";
  return (node.maxLength ?? 0) >= LONG_FROM ? "long" : "text";
}

export function fieldsOf(schema: unknown): Field[] {
  const root = (schema ?? {}) as Node;
  return Object.entries(root.properties ?? {}).map(([name, given]) => {
    const node = plain(given, root);
    const options = optionsOf(node);
    const type = typeOf(node);
    const kind = kindOf(node, type, options);
    const start = node.default ?? undefined;
    return {
      name,
      label: given.title ?? node.title ?? words(name),
      help: given.description ?? node.description ?? null,
      kind,
      type,
      required: root.required?.includes(name) ?? false,
      initial: kind === "boolean" ? start === true : start === undefined ? "" : String(start),
      options,
      picker: node["x-picker"] ?? null,
      secret: node.format === "password" || node.writeOnly === true,
      when: node["x-when"] ?? null,
    };
  });
}

export function initialValues(fields: Field[]): Values {
  return Object.fromEntries(fields.map((field) => [field.name, field.initial]));
}

/** The fields that apply with these values: what is hidden is neither asked for nor sent. */
export function shownFields(fields: Field[], values: Values): Field[] {
  const applies = ({ when }: Field): boolean =>
    Object.entries(when ?? {}).every(([name, wanted]) => {
      const other = fields.find((field) => field.name === name);
      return other !== undefined && applies(other) && values[name] === wanted;
    });
  return fields.filter(applies);
}

/**
 * What is chosen otherwise than it was at the start, in the words of the form. A few choices stand in
 * sight already. `picked` are the labels of picked objects by field.
 */
export function summaryOf(
  fields: Field[],
  values: Values,
  picked: Record<string, string>,
  say: { yes: string; no: string },
): { label: string; value: string }[] {
  const spoken = (field: Field): string => {
    const value = values[field.name] ?? field.initial;
    if (field.kind === "boolean") return value === true ? say.yes : say.no;
    if (field.kind === "picker") return picked[field.name] ?? "";
    if (field.kind === "choice")
      return field.options.find((option) => option.value === value)?.label ?? "";
    return field.secret ? "" : String(value);
  };
  const changed = ({ name, initial, kind, options }: Field): boolean =>
    (values[name] ?? initial) !== initial && !(kind === "choice" && options.length <= FEW);
  return fields
    .filter(changed)
    .map((field) => ({ label: field.label, value: spoken(field) }))
    .filter((line) => line.value !== "");
}

/** Names of required fields that are still empty. */
export function missing(fields: Field[], values: Values): string[] {
  return fields
    .filter((field) => field.required && field.kind !== "boolean")
    .filter((field) => String(values[field.name] ?? "").trim() === "")
    .map((field) => field.name);
}

/** The body to send: typed as the schema wants it; what was left empty is left out. */
export function parametersOf(fields: Field[], values: Values): Record<string, unknown> {
  const filled = fields.filter((field) => values[field.name] !== "");
  return Object.fromEntries(
    filled.map((field) => {
      const value = values[field.name];
      const numeric = field.type === "integer" || field.type === "number";
      return [field.name, numeric ? Number(value) : value];
    }),
  );
}
