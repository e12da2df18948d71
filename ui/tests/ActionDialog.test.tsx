import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { ActionOffer, ActionRun } from "../src/api/types";
import { ActionDialog, naming } from "../src/areas/requests/ActionDialog";
import { fieldsOf } from "../src/kit/schema";
import { ELENA, no, offer, run } from "./make";
import { show } from "./render";
import { Reply, refusal, serve } from "./server";

const OFFERS = "GET /api/v1/people/7/actions";
const PASSWORD = offer({
  key: "okta.user.reset_password",
  title: "Reset password",
  confirm_label: "Reset password for Elena Moreau",
  form: {
    properties: {
      method: {
        enum: ["email", "temporary"],
        default: "email",
        title: "How",
        "x-labels": { email: "Send an e-mail", temporary: "Set a temporary password" },
      },
      copy: { type: "boolean", title: "To the second address", "x-when": { method: "email" } },
      revoke_sessions: { type: "boolean", default: true, title: "Sign out everywhere" },
    },
  },
});
const DEPROVISION = offer({
  key: "okta.user.deprovision",
  title: "Deprovision user",
  danger: true,
  risk: "high",
  confirm_label: "Deprovision Elena Moreau",
  confirm_name: "Elena Moreau",
});

function dialog(
  of: ActionOffer,
  {
    requestRef = "REQ-12",
    onSubmitted = () => undefined,
  }: { requestRef?: string | null; onSubmitted?: (run: ActionRun) => void } = {},
) {
  return (
    <ActionDialog
      offer={of}
      person={ELENA}
      requestRef={requestRef}
      onClose={() => undefined}
      onSubmitted={onSubmitted}
    />
  );
}

const confirm = (name: string) => screen.getByRole("button", { name }) as HTMLButtonElement;
const sent = (asked: ReturnType<typeof serve>) =>
  asked.filter((each) => each.method === "POST").map((each) => each.body);

describe("the dialog of an action", () => {
  it("is titled by what is done to whom, and reads several changes together", async () => {
    serve({ [OFFERS]: { items: [PASSWORD] } });
    await show(dialog(PASSWORD));
    expect(screen.getByRole("dialog", { name: "Reset password for Elena Moreau" })).toBeTruthy();
    fireEvent.click(screen.getByRole("checkbox", { name: "To the second address" }));
    expect(screen.queryByLabelText("Chosen")).toBeNull();
    fireEvent.click(screen.getByRole("checkbox", { name: "Sign out everywhere" }));
    expect(screen.getByLabelText("Chosen").textContent).toBe(
      "To the second addressYesSign out everywhereNo",
    );
    fireEvent.click(screen.getByRole("radio", { name: "Set a temporary password" }));
    expect(screen.queryByLabelText("Chosen")).toBeNull();
    expect(screen.queryByRole("checkbox", { name: "To the second address" })).toBeNull();
  });

  it("sends what is shown only, and hands on the run", async () => {
    const made = run({ key: PASSWORD.key, state: "queued" });
    const asked = serve({
      [OFFERS]: { items: [PASSWORD] },
      "POST /api/v1/actions": new Reply(202, made),
    });
    const onSubmitted = vi.fn();
    await show(dialog(PASSWORD, { requestRef: null, onSubmitted }));
    expect(screen.getByText(/A request is opened/)).toBeTruthy();
    fireEvent.click(screen.getByRole("radio", { name: "Set a temporary password" }));
    fireEvent.click(confirm("Reset password for Elena Moreau"));
    await waitFor(() => expect(onSubmitted).toHaveBeenCalledWith(made));
    expect(sent(asked)).toEqual([
      {
        key: PASSWORD.key,
        person_id: 7,
        parameters: { method: "temporary", revoke_sessions: true },
      },
    ]);
  });

  it("asks for the name where a mistake costs too much, and sends it along", async () => {
    const asked = serve({
      [OFFERS]: { items: [DEPROVISION] },
      "POST /api/v1/actions": new Reply(202, run()),
    });
    await show(dialog(DEPROVISION));
    const button = confirm("Deprovision Elena Moreau");
    const field = screen.getByRole("textbox", { name: /Type the person's name/ });
    fireEvent.change(field, { target: { value: "Elena" } });
    expect(button.disabled).toBe(true);
    fireEvent.submit(button.form as HTMLFormElement);
    fireEvent.change(field, { target: { value: "Elena Moreau " } });
    expect(button.disabled).toBe(false);
    fireEvent.click(button);
    await waitFor(() => expect(sent(asked)).toHaveLength(1));
    expect(sent(asked)[0]).toMatchObject({ confirm_name: "Elena Moreau" });
  });

  it("takes the name however the keyboard writes its accents", async () => {
    const zoe = offer({ ...DEPROVISION, confirm_name: "Zo\u00eb Adler" });
    serve({ [OFFERS]: { items: [zoe] } });
    await show(dialog(zoe));
    const field = screen.getByRole("textbox", { name: /Type the person's name/ });
    const button = confirm("Deprovision Elena Moreau");
    fireEvent.change(field, { target: { value: "Zoe Adler" } });
    expect(button.disabled).toBe(true);
    fireEvent.change(field, { target: { value: "Zoe\u0308 Adler" } });
    expect(button.disabled).toBe(false);
  });

  it("says the server's refusal of the name at its field, once", async () => {
    serve({
      [OFFERS]: { items: [DEPROVISION] },
      "POST /api/v1/actions": refusal(422, "invalid", {
        errors: [{ field: "confirm_name", message: "That is not the name." }],
      }),
    });
    await show(dialog(DEPROVISION));
    const field = screen.getByRole("textbox", { name: /Type the person's name/ });
    fireEvent.change(field, { target: { value: "Elena Moreau" } });
    fireEvent.click(confirm("Deprovision Elena Moreau"));
    expect(await screen.findAllByText("That is not the name.")).toHaveLength(1);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("cannot be confirmed any more when it became impossible meanwhile", async () => {
    let items = [PASSWORD];
    const asked = serve({ [OFFERS]: () => ({ items }) });
    const { client } = await show(dialog(PASSWORD));
    const button = confirm("Reset password for Elena Moreau");
    expect(button.disabled).toBe(false);
    items = [{ ...PASSWORD, verdict: no("Elena Moreau was deprovisioned.") }];
    await act(() => client.invalidateQueries({ queryKey: ["offers"] }));
    expect((await screen.findByRole("alert")).textContent).toContain(
      "Elena Moreau was deprovisioned.",
    );
    expect(button.disabled).toBe(true);
    fireEvent.submit(button.form as HTMLFormElement);
    expect(sent(asked)).toEqual([]);
  });
});

describe("the confirm button", () => {
  const fields = fieldsOf({
    properties: { application: { "x-picker": "okta.application", title: "Application" } },
  });
  const picked = { application: "Figma" };

  it("names what was picked, at the end or within", () => {
    expect(naming("Assign application to Jo Berg", fields, picked)).toBe("Assign Figma to Jo Berg");
    expect(naming("Give Jo Berg application", fields, picked)).toBe("Give Jo Berg Figma");
    expect(naming("Assign application to Jo Berg", fields, {})).toBe(
      "Assign application to Jo Berg",
    );
    expect(naming("Assign to Jo Berg", fields, picked)).toBe("Assign to Jo Berg");
  });
});
