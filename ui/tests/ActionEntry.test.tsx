import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { ActionRun } from "../src/api/types";
import { Timeline } from "../src/kit/Timeline";
import { AT, call, ELENA, item, no, run, YES } from "./make";
import { show } from "./render";

const REPLACE = {
  kind: "reconnect" as const,
  label: "Replace the token",
  href: "/settings/integrations/okta",
};
const RETRY = { kind: "retry" as const, label: "Try again", href: null };
const refused = call({
  http_status: 403,
  error_code: "E0000006",
  error_summary: "You do not have permission",
  causes: ["Not a super administrator", "Elena is one"],
});

async function entry(of: Partial<ActionRun>, more: Partial<Parameters<typeof Timeline>[0]> = {}) {
  const action = item({ kind: "action", visibility: "internal", action: run(of) });
  return show(<Timeline items={[action]} {...more} />);
}

describe("an action on the timeline", () => {
  it("names who, what, how it ended, and what came of it", async () => {
    await entry({ parameters: [{ label: "Group", value: "VPN users" }] });
    const text = screen.getByRole("listitem").textContent ?? "";
    expect(text).toContain("Maya Lindqvist Reset MFA Done");
    expect(text).toContain("Group: VPN users");
    expect(text).toContain("3 factors cleared.");
  });

  it("names the person when it is not the one the page is about", async () => {
    await entry({}, { subjectId: 99 });
    expect(screen.getByRole("listitem").textContent).toContain(`on ${ELENA.name}`);
  });

  it("shows the call as it was sent, its answer, its time and Okta's request id", async () => {
    await entry({});
    const line = screen.getByText(/^POST/);
    expect(line.textContent).toBe("POST /api/v1/users/00ua…p29/lifecycle/reset_factors");
    expect(line.getAttribute("title")).toContain("00uabcdefghijklmnop29");
    const text = screen.getByRole("listitem").textContent ?? "";
    expect(text).toContain("200");
    expect(text).toContain("341 ms");
    expect(text).toContain("Zx81kq0AAbd");
    expect(screen.getByRole("button", { name: "Copy request id" })).toBeTruthy();
  });

  it("shows what Okta said, with its code and causes", async () => {
    await entry({ state: "failed", calls: [refused] });
    const text = screen.getByRole("listitem").textContent ?? "";
    expect(text).toContain("403");
    expect(text).toContain("E0000006");
    expect(text).toContain(
      "Okta said: You do not have permission (Not a super administrator; Elena is one)",
    );
  });

  it("folds the reads that confirm, and opens them in their order", async () => {
    const read = (at: string) => call({ purpose: "verify", method: "GET", path: "/factors", at });
    await entry({ calls: [read("1"), call(), read("3")] });
    expect(screen.queryAllByText(/^GET/)).toHaveLength(0);
    const fold = screen.getByRole("button", { name: "2 reads to check it" });
    expect(fold.getAttribute("aria-expanded")).toBe("false");
    fireEvent.click(fold);
    expect(
      screen.getAllByText(/^(GET|POST)/).map((each) => each.textContent?.split(" ")[0]),
    ).toEqual(["GET", "POST", "GET"]);
    fireEvent.click(fold);
    expect(screen.queryAllByText(/^GET/)).toHaveLength(0);
  });

  it("does not fold a read that failed", async () => {
    await entry({
      state: "unknown",
      calls: [
        call({ state: "lost", http_status: null }),
        call({ purpose: "verify", method: "GET", path: "/factors", http_status: 500 }),
      ],
    });
    expect(screen.getByText("No answer")).toBeTruthy();
    expect(screen.getByText("GET /factors")).toBeTruthy();
  });

  it("does not repeat Okta's sentence, nor take ours for Okta's", async () => {
    const said = "Okta did not answer in time";
    const lost = call({ state: "lost", http_status: null, error_summary: said });
    await entry({ state: "unknown", summary: said, calls: [lost] });
    expect(screen.getAllByText(said)).toHaveLength(1);
    expect(screen.queryByText(/Okta said/)).toBeNull();
  });

  it("shows the status of an answer that proves nothing", async () => {
    await entry({ state: "unknown", calls: [call({ state: "lost", http_status: 500 })] });
    expect(screen.getByText("500")).toBeTruthy();
    expect(screen.queryByText("No answer")).toBeNull();
  });

  it("says once that Okta is still working on it", async () => {
    await entry({ state: "pending", summary: "Okta is still working on it" });
    expect(screen.getAllByText(/Okta is still working on it/)).toHaveLength(1);
    expect(screen.getByRole("listitem").textContent).toContain("Pending");
  });

  it("leads to what a run keeps secret, where the page can", async () => {
    const secret = {
      kind: "temporary_password" as const,
      label: "Temporary password",
      state: "waiting" as const,
      expires_at: AT,
      shown_at: null,
      shown_by: null,
      may_reveal: YES,
    };
    const renderSecret = vi.fn(() => <button type="button">Show it</button>);
    const without = await entry({}, { renderSecret });
    expect(screen.queryByRole("button", { name: "Show it" })).toBeNull();
    without.unmount();
    await entry({ secret }, { renderSecret });
    expect(screen.getByRole("button", { name: "Show it" })).toBeTruthy();
  });

  it("says that a waiting one has sent nothing yet", async () => {
    await entry({ state: "queued", summary: null, calls: [] });
    expect(screen.getByText(/Nothing was sent to Okta yet/)).toBeTruthy();
  });
});

describe("what mends it", () => {
  it("leads to where the token is replaced, and tries again", async () => {
    const onRetry = vi.fn();
    await entry(
      { state: "failed", advice: { text: "Revoked.", next: [REPLACE, RETRY] }, may_retry: YES },
      { onRetry },
    );
    expect(screen.getByRole("link", { name: "Replace the token" }).getAttribute("href")).toBe(
      "/settings/integrations/okta",
    );
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(onRetry).toHaveBeenCalledWith("run-1");
    expect(screen.getAllByRole("button", { name: "Try again" })).toHaveLength(1);
  });

  it("offers to try again also when the advice does not name it", async () => {
    await entry(
      { state: "unknown", advice: { text: "Look first.", next: [] }, may_retry: YES },
      { onRetry: () => undefined },
    );
    expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
  });

  it("does not offer what the server refuses, and says why", async () => {
    await entry(
      {
        state: "failed",
        advice: { text: "Later.", next: [RETRY] },
        may_retry: no("One is under way."),
      },
      { onRetry: () => undefined },
    );
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
    expect(screen.getByText("One is under way.")).toBeTruthy();
  });

  it("reads the person again where that is the advice", async () => {
    const onRefresh = vi.fn();
    const next = [{ kind: "refresh" as const, label: "Read again from Okta", href: null }];
    await entry({ state: "unknown", advice: { text: "Look.", next } }, { onRefresh });
    fireEvent.click(screen.getByRole("button", { name: "Read again from Okta" }));
    expect(onRefresh).toHaveBeenCalledWith(ELENA.id);
  });

  it("opens Okta elsewhere, and says so", async () => {
    const next = [
      { kind: "open" as const, label: "Open in Okta", href: "https://acme.okta.com/x" },
    ];
    await entry({ state: "failed", advice: { text: "Look there.", next } });
    const link = screen.getByRole("link", { name: /^Open in Okta ?\(opens in a new tab\)$/ });
    expect(link.getAttribute("rel")).toBe("noreferrer");
  });

  it("stands at the last attempt only", async () => {
    const tried = (id: string) =>
      item({ id, kind: "action", action: run({ id, state: "failed", may_retry: YES }) });
    const onRetry = vi.fn();
    await show(<Timeline items={[tried("run-1"), tried("run-2")]} onRetry={onRetry} />);
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(onRetry.mock.calls).toEqual([["run-2"]]);
  });

  it("has no place on an action that went well", async () => {
    await entry({ state: "done", may_retry: YES }, { onRetry: () => undefined });
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });
});
