import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { ActionSecretState } from "../src/api/types";
import { ActionSecret, SHOWN_SECONDS } from "../src/areas/requests/ActionSecret";
import { AT, no, run, YES } from "./make";
import { show } from "./render";
import { refusal, serve } from "./server";

const VALUE = "Tmp-93kd!Quiet";
const CALL = "POST /api/v1/actions/run-1/secret";

function secret(more: Partial<ActionSecretState> = {}): ActionSecretState {
  return {
    kind: "temporary_password",
    label: "Temporary password",
    state: "waiting",
    expires_at: AT,
    shown_at: null,
    shown_by: null,
    may_reveal: YES,
    ...more,
  };
}

const part = (more: Partial<ActionSecretState> = {}) => (
  <ActionSecret run={run({ secret: secret(more) })} />
);
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

async function revealed() {
  const asked = serve({ [CALL]: { label: "Temporary password", value: VALUE } });
  const view = await show(part());
  press("Show temporary password");
  press("Show it now");
  await screen.findByText(VALUE);
  return { ...view, asked };
}

describe("a secret of a run", () => {
  it("is asked for only after the warning, and once", async () => {
    const asked = serve({ [CALL]: { label: "Temporary password", value: VALUE } });
    await show(part());
    press("Show temporary password");
    expect(screen.getByRole("alert").textContent).toContain("once and then destroyed");
    expect(asked).toEqual([]);
    press("Show it now");
    expect(await screen.findByText(VALUE)).toBeTruthy();
    expect(asked.map((each) => each.path)).toEqual(["/api/v1/actions/run-1/secret"]);
  });

  it("is kept nowhere but in sight", async () => {
    const { client } = await revealed();
    const caches = [
      ...client
        .getQueryCache()
        .getAll()
        .map((each) => each.state),
      ...client
        .getMutationCache()
        .getAll()
        .map((each) => each.state),
    ];
    expect(JSON.stringify(caches)).not.toContain(VALUE);
    expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }])).not.toContain(VALUE);
    press("Done, remove it");
    expect(document.documentElement.innerHTML).not.toContain(VALUE);
    expect(screen.queryByRole("button", { name: "Show again" })).toBeNull();
  });

  it("is covered when one looks away, until one asks for it again", async () => {
    await revealed();
    act(() => {
      window.dispatchEvent(new Event("blur"));
    });
    expect(document.documentElement.innerHTML).not.toContain(VALUE);
    press("Show again");
    expect(screen.getByText(VALUE)).toBeTruthy();
  });

  it("leaves by itself after a minute, covered or not", async () => {
    await revealed();
    // From here on the clock is ours; the countdown that runs began with the real one.
    const end = Date.now() + SHOWN_SECONDS * 1000;
    vi.spyOn(Date, "now").mockImplementation(() => end + 1);
    await waitFor(() => expect(screen.queryByText(VALUE)).toBeNull());
    expect(screen.queryByRole("button", { name: "Show again" })).toBeNull();
  });

  it("says why it did not come", async () => {
    serve({ [CALL]: refusal(409, "secret_gone") });
    await show(part());
    press("Show temporary password");
    press("Show it now");
    expect((await screen.findByText("Refused: secret_gone")).textContent).toBeTruthy();
  });

  it("tells whoever looks later what became of it", async () => {
    serve({});
    const shown = await show(part({ state: "shown", shown_at: AT, shown_by: "Noah Berg" }));
    expect(shown.container.textContent).toContain("Temporary password was shown to Noah Berg");
    shown.unmount();
    const expired = await show(part({ state: "expired" }));
    expect(expired.container.textContent).toContain("expired without being shown");
    expired.unmount();
    const other = await show(part({ may_reveal: no("Only who ran it may see it.") }));
    expect(other.container.textContent).toContain("Only who ran it may see it.");
    expect(screen.queryByRole("button")).toBeNull();
  });
});
