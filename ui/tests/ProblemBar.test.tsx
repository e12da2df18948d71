import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { asProblem, ProblemError } from "../src/api/problem";
import { ProblemBar } from "../src/kit/ProblemBar";
import { me, session } from "./make";
import { show } from "./render";

const failed = (more: Record<string, unknown>) =>
  new ProblemError(asProblem({ title: "Not now", detail: "Busy.", next: null, ...more }, 503));

describe("ProblemBar", () => {
  it("interrupts with what happened, each field, and when to come back", async () => {
    const errors = [{ field: "domain", message: "Not a domain." }];
    await show(<ProblemBar error={failed({ errors, retry_after: 20.4 })} />);
    const text = screen.getByRole("alert").textContent ?? "";
    expect(text).toContain("Not now");
    expect(text).toContain("Busy.");
    expect(text).toContain("Not a domain.");
    expect(text).toContain("Try again in 21 s.");
  });

  it("tries again where the screen can, also when the server names no step", async () => {
    const retry = vi.fn();
    const bare = new ProblemError({ ...failed({}).problem, next: null });
    await show(<ProblemBar error={bare} mend={{ retry }} />);
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(retry).toHaveBeenCalledOnce();
  });

  it("has no button that does nothing", async () => {
    await show(
      <ProblemBar error={failed({ next: { kind: "wait", label: "Wait", href: null } })} />,
    );
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("does not call a second try a mended connection", async () => {
    const next = { kind: "reconnect", label: "Replace the token", href: null };
    await show(<ProblemBar error={failed({ next })} mend={{ retry: () => undefined }} />);
    expect(screen.queryByRole("button", { name: "Replace the token" })).toBeNull();
  });

  it("goes within the product by a link", async () => {
    const next = { kind: "open", label: "Finish setup", href: "/settings/integrations/okta" };
    await show(<ProblemBar error={failed({ next })} />);
    const link = screen.getByRole("link", { name: "Finish setup" });
    expect(link.getAttribute("href")).toBe("/settings/integrations/okta");
    expect(link.getAttribute("target")).toBeNull();
  });

  it("leads to the very tab that a link names", async () => {
    const href = "/settings/integrations/okta?tab=actions";
    await show(<ProblemBar error={failed({ next: { kind: "open", label: "Settings", href } })} />);
    expect(screen.getByRole("link", { name: "Settings" }).getAttribute("href")).toBe(href);
  });

  it("says who can mend it to whoever may not", async () => {
    const who = session(me({ role: "agent", can: ["connections.read"] }));
    const href = "/settings/integrations/okta";
    const next = { kind: "reconnect", label: "Replace the token", href };
    const first = await show(<ProblemBar error={failed({ next })} />, { who });
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.getByText("An administrator of Deskhand can replace the token.")).toBeTruthy();
    first.unmount();
    const open = { kind: "open", label: "Open the connection", href };
    await show(<ProblemBar error={failed({ next: open })} />, { who });
    expect(screen.getByRole("link", { name: "Open the connection" })).toBeTruthy();
  });

  it("has no link that leads to the page one is on", async () => {
    const next = { kind: "open", label: "Open the connection", href: "/here?x=1" };
    await show(<ProblemBar error={failed({ next })} />);
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.queryByRole("button")).toBeNull();
  });

  it("uses the screen's own way for a named kind", async () => {
    const reconnect = vi.fn();
    const next = { kind: "reconnect", label: "Replace the token", href: null };
    await show(
      <ProblemBar error={failed({ next })} mend={{ reconnect, retry: () => undefined }} />,
    );
    fireEvent.click(screen.getByRole("button", { name: "Replace the token" }));
    expect(reconnect).toHaveBeenCalledOnce();
  });
});
