import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { ProblemError } from "../src/api/problem";
import { SchemaForm } from "../src/kit/SchemaForm";
import { type Field, fieldsOf, initialValues, parametersOf, type Values } from "../src/kit/schema";
import { show } from "./render";
import { serve } from "./server";

const FIELDS = fieldsOf({
  properties: {
    group: {
      title: "Group",
      type: "integer",
      description: "Okta's own.",
      "x-picker": "okta.group",
    },
    way: {
      enum: ["email", "temporary_password"],
      default: "email",
      title: "How",
      "x-help": { email: "Okta mails a link." },
    },
    sign_out: { type: "boolean", default: false, title: "Sign out everywhere" },
    reason: { anyOf: [{ type: "string" }, { type: "null" }], title: "Reason" },
  },
  required: ["group"],
});

const GROUPS = {
  items: [
    {
      id: "4",
      label: "VPN users",
      description: "1,204 members",
      disabled_reason: null,
      warning: "Carries administrator rights.",
    },
    {
      id: "5",
      label: "Everyone",
      description: "All",
      disabled_reason: "Okta manages it itself.",
      warning: null,
    },
  ],
};

function Form({ fields, onValues }: { fields: Field[]; onValues: (values: Values) => void }) {
  const [values, setValues] = useState(() => initialValues(fields));
  return (
    <SchemaForm
      fields={fields}
      values={values}
      personId={7}
      onChange={(next) => {
        setValues(next);
        onValues(next);
      }}
    />
  );
}

const required = (element: HTMLElement) => (element as HTMLInputElement).required;

describe("SchemaForm", () => {
  it("sends what was entered, typed as the schema says", async () => {
    serve({ "GET /api/v1/pickers/okta.group": GROUPS });
    let values: Values = {};
    await show(
      <Form
        fields={FIELDS}
        onValues={(next) => {
          values = next;
        }}
      />,
    );
    fireEvent.click(screen.getByRole("combobox", { name: /Group/ }));
    fireEvent.click(await screen.findByText("VPN users"));
    fireEvent.click(screen.getByRole("checkbox", { name: "Sign out everywhere" }));
    fireEvent.click(screen.getByRole("radio", { name: "Temporary password" }));
    expect(parametersOf(FIELDS, values)).toEqual({
      group: 4,
      way: "temporary_password",
      sign_out: true,
    });
  });

  it("marks required fields and says which are optional", async () => {
    await show(<Form fields={FIELDS} onValues={() => undefined} />);
    expect(required(screen.getByRole("combobox", { name: /Group/ }))).toBe(true);
    expect(required(screen.getByLabelText("Reason (optional)"))).toBe(false);
    expect(screen.getByText("Okta's own.")).toBeTruthy();
  });

  it("shows few choices at once, each with what it does, and many as a list", async () => {
    await show(<Form fields={FIELDS} onValues={() => undefined} />);
    const group = screen.getByRole("group", { name: "How" });
    expect(within(group).getAllByRole("radio")).toHaveLength(2);
    const email = screen.getByRole("radio", { name: "Email" }) as HTMLInputElement;
    expect(email.checked).toBe(true);
    const help = document.getElementById(email.getAttribute("aria-describedby") ?? "");
    expect(help?.textContent).toBe("Okta mails a link.");
    const many = fieldsOf({ properties: { way: { enum: ["a", "b", "c", "d"], title: "Ways" } } });
    await show(<Form fields={many} onValues={() => undefined} />);
    expect(screen.getByRole("combobox", { name: "Ways" }).tagName).toBe("SELECT");
  });

  it("shows the server's message at its field", async () => {
    const error = new ProblemError({
      title: "",
      detail: "",
      status: 422,
      code: "invalid",
      next: null,
      retry_after: null,
      errors: [{ field: "parameters.reason", message: "Too long." }],
    });
    await show(
      <SchemaForm
        fields={FIELDS}
        values={{}}
        personId={7}
        error={error}
        onChange={() => undefined}
      />,
    );
    const field = screen.getByLabelText("Reason (optional)");
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(screen.getAllByText("Too long.")).toHaveLength(1);
  });
});

describe("Picker", () => {
  it("searches for this person as one types", async () => {
    const asked = serve({ "GET /api/v1/pickers/okta.group": GROUPS });
    await show(<Form fields={FIELDS} onValues={() => undefined} />);
    fireEvent.change(screen.getByRole("combobox", { name: /Group/ }), { target: { value: "vpn" } });
    await waitFor(() => expect(asked.at(-1)?.search.get("q")).toBe("vpn"));
    expect(asked.at(-1)?.search.get("person_id")).toBe("7");
  });

  it("shows what cannot be chosen with its reason, and does not choose it", async () => {
    serve({ "GET /api/v1/pickers/okta.group": GROUPS });
    let values: Values = {};
    await show(
      <Form
        fields={FIELDS}
        onValues={(next) => {
          values = next;
        }}
      />,
    );
    fireEvent.click(screen.getByRole("combobox", { name: /Group/ }));
    expect(await screen.findByText("Okta manages it itself.")).toBeTruthy();
    fireEvent.click(screen.getByText("Everyone"));
    expect(values.group ?? "").toBe("");
  });

  it("keeps the warning of what was chosen, and forgets the choice with its text", async () => {
    serve({ "GET /api/v1/pickers/okta.group": GROUPS });
    let values: Values = {};
    await show(
      <Form
        fields={FIELDS}
        onValues={(next) => {
          values = next;
        }}
      />,
    );
    const field = screen.getByRole("combobox", { name: /Group/ });
    fireEvent.click(field);
    fireEvent.click(await screen.findByText("VPN users"));
    const hint = field.getAttribute("aria-describedby")?.split(" ") ?? [];
    const told = hint.map((id) => document.getElementById(id)?.textContent);
    expect(told.join(" ")).toContain("Carries administrator rights.");
    fireEvent.change(field, { target: { value: "VPN user" } });
    expect(values.group).toBe("");
  });

  it("starts with what was typed before, and takes the one that has this very name", async () => {
    const asked = serve({ "GET /api/v1/pickers/okta.group": GROUPS });
    const onPick = vi.fn();
    const form = (start: string) => (
      <SchemaForm
        fields={FIELDS}
        values={{}}
        personId={7}
        start={start}
        onChange={() => undefined}
        onPick={onPick}
      />
    );
    const first = await show(form("vpn users"));
    await waitFor(() => expect(onPick.mock.calls.at(-1)?.[1]?.id).toBe("4"));
    expect(asked[0]?.search.get("q")).toBe("vpn users");
    first.unmount();
    onPick.mockClear();
    // What may not be chosen is shown with its reason, never taken.
    const second = await show(form("Everyone"));
    expect(await screen.findByText("Okta manages it itself.")).toBeTruthy();
    second.unmount();
    await show(form("vpn"));
    expect(await screen.findByText("VPN users")).toBeTruthy();
    expect(onPick).not.toHaveBeenCalled();
  });

  it("says when nothing matches, and why nothing came", async () => {
    serve({ "GET /api/v1/pickers/okta.group": { items: [] } });
    await show(<Form fields={FIELDS} onValues={() => undefined} />);
    fireEvent.click(screen.getByRole("combobox", { name: /Group/ }));
    expect(await screen.findByText("Nothing matches.")).toBeTruthy();
  });
});
