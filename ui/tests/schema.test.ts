import { describe, expect, it } from "vitest";
import {
  fieldsOf,
  initialValues,
  missing,
  parametersOf,
  shownFields,
  summaryOf,
} from "../src/kit/schema";

/** As pydantic writes it: references, optional types as a choice with null, titled options. */
const SCHEMA = {
  type: "object",
  $defs: { Way: { enum: ["email", "temporary_password"], title: "Way", type: "string" } },
  properties: {
    group: { title: "Group", description: "Where to.", type: "integer", "x-picker": "okta.group" },
    way: { $ref: "#/$defs/Way", default: "email", title: "How" },
    revoke_sessions: { type: "boolean", default: true },
    reason: { anyOf: [{ type: "string", maxLength: 400 }, { type: "null" }], default: null },
    days: { anyOf: [{ type: "integer" }, { type: "null" }], default: 30 },
    until: { type: "string", format: "date" },
    password: { type: "string", format: "password" },
    level: { oneOf: [{ const: "ro", title: "Read only" }, { const: "rw" }] },
  },
  required: ["group", "level"],
};
const fields = fieldsOf(SCHEMA);
const field = (name: string) => fields.find((each) => each.name === name);

describe("fieldsOf", () => {
  it("makes a picker of what names a directory object", () => {
    expect(field("group")).toMatchObject({
      kind: "picker",
      picker: "okta.group",
      type: "integer",
      required: true,
      help: "Where to.",
    });
  });

  it("follows a reference, keeping the property's own title and default", () => {
    expect(field("way")).toMatchObject({ kind: "choice", label: "How", initial: "email" });
    expect(field("way")?.options).toEqual([
      { value: "email", label: "Email", help: null },
      { value: "temporary_password", label: "Temporary password", help: null },
    ]);
  });

  it("chooses the kind of each field", () => {
    expect(fields.map((each) => each.kind)).toEqual([
      "picker",
      "choice",
      "boolean",
      "long",
      "number",
      "date",
      "text",
      "choice",
    ]);
    expect(field("password")?.secret).toBe(true);
    expect(field("level")?.options[0]).toEqual({ value: "ro", label: "Read only", help: null });
  });

  it("names an untitled field after its key", () => {
    expect(field("revoke_sessions")?.label).toBe("Revoke sessions");
  });

  it("is empty for an action without parameters", () => {
    expect(fieldsOf({ type: "object", properties: {} })).toEqual([]);
    expect(fieldsOf(undefined)).toEqual([]);
  });
});

describe("what is entered", () => {
  const start = initialValues(fields);

  it("starts from the defaults", () => {
    expect(start).toMatchObject({ way: "email", revoke_sessions: true, reason: "", days: "30" });
  });

  it("misses required fields that are empty or blank", () => {
    expect(missing(fields, start)).toEqual(["group", "level"]);
    expect(missing(fields, { ...start, group: " ", level: "ro" })).toEqual(["group"]);
    expect(missing(fields, { ...start, group: "9", level: "ro" })).toEqual([]);
  });

  it("is sent typed, and without what was left empty", () => {
    expect(parametersOf(fields, { ...start, group: "9", level: "rw" })).toEqual({
      group: 9,
      way: "email",
      revoke_sessions: true,
      days: 30,
      level: "rw",
    });
  });
});

describe("a form that depends on its own values", () => {
  const password = fieldsOf({
    properties: {
      method: {
        enum: ["email", "temporary"],
        default: "email",
        title: "How",
        "x-labels": { email: "Send an e-mail" },
        "x-help": { email: "Okta mails a link." },
      },
      second: { type: "boolean", default: false, title: "Also", "x-when": { method: "email" } },
      address: { type: "string", title: "Address", "x-when": { second: true } },
    },
    required: ["method", "address"],
  });
  const names = (values: Record<string, string | boolean>) =>
    shownFields(password, values).map((each) => each.name);

  it("names its choices as the server does, with what each does", () => {
    expect(password[0]?.options).toEqual([
      { value: "email", label: "Send an e-mail", help: "Okta mails a link." },
      { value: "temporary", label: "Temporary", help: null },
    ]);
  });

  it("shows a field only while it applies, also by a field that is hidden itself", () => {
    expect(names({ method: "email", second: false })).toEqual(["method", "second"]);
    expect(names({ method: "email", second: true })).toEqual(["method", "second", "address"]);
    expect(names({ method: "temporary", second: true })).toEqual(["method"]);
  });

  it("neither asks for nor sends what is hidden", () => {
    const values = { method: "temporary", second: true, address: "" };
    const shown = shownFields(password, values);
    expect(missing(shown, values)).toEqual([]);
    expect(parametersOf(shown, values)).toEqual({ method: "temporary" });
  });

  it("is told where it was changed, without what is in sight, secret or empty", () => {
    const say = { yes: "Yes", no: "No" };
    expect(summaryOf(password, initialValues(password), {}, say)).toEqual([]);
    const values = { method: "temporary", second: true, address: "" };
    expect(summaryOf(password, values, {}, say)).toEqual([{ label: "Also", value: "Yes" }]);
    const many = fieldsOf({ properties: { level: { enum: ["a", "b", "c", "d"], default: "a" } } });
    expect(summaryOf(many, { level: "b" }, {}, say)).toEqual([{ label: "Level", value: "B" }]);
    const secret = fieldsOf({ properties: { word: { type: "string", format: "password" } } });
    expect(summaryOf(secret, { word: "hunter2" }, {}, { yes: "Yes", no: "No" })).toEqual([]);
    const group = fieldsOf({ properties: { group: { "x-picker": "okta.group" } } });
    expect(summaryOf(group, { group: "4" }, { group: "VPN" }, { yes: "", no: "" })).toEqual([
      { label: "Group", value: "VPN" },
    ]);
  });
});
