import { Button } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { problemOf } from "../api/problem";
import type { NextStep } from "../api/types";
import { useMay } from "../session";
import { words } from "../strings/kit";
import { Icon } from "./icons";
import classes from "./ProblemBar.module.css";

/** What each kind of next step does on this screen; without one, only steps with a link show. */
export type Mend = Partial<Record<NextStep["kind"], () => void>>;

/** In whose hands a step is that only administrators may take; null for all other steps. */
function whoCan({ kind, label }: NextStep): string | null {
  if (kind === "reconnect")
    return /token/i.test(label) ? words.whoCan.token : words.whoCan.connection;
  if (/^finish/i.test(label)) return words.whoCan.setup;
  if (/actions' settings$/i.test(label)) return words.whoCan.settings;
  return /^connect/i.test(label) ? words.whoCan.connect : null;
}

/**
 * The button that mends a failure, as the server named it. Whoever may not mend it reads who can;
 * a link to the page that one is on is left out.
 */
export function NextButton({
  next,
  mend = {},
  busy = false,
}: {
  next: NextStep;
  mend?: Mend;
  busy?: boolean;
}) {
  const manage = useMay("connections.manage");
  const here = useRouterState({ select: (state) => state.location.pathname });
  const run = mend[next.kind];
  const others = manage ? null : whoCan(next);
  if (others) return <p className="dim">{others}</p>;
  const inside = next.href?.startsWith("/") ? new URL(next.href, window.location.origin) : null;
  if (inside && inside.pathname !== here) {
    const search = Object.fromEntries(inside.searchParams);
    return (
      <Button
        variant="default"
        renderRoot={(props) => <Link to={inside.pathname} search={search} {...props} />}
      >
        {next.label}
      </Button>
    );
  }
  if (next.href && !next.href.startsWith("/")) {
    return (
      <Button
        variant="default"
        component="a"
        href={next.href}
        target="_blank"
        rel="noreferrer"
        rightSection={<Icon name="external" size={13} />}
      >
        {next.label}
        <span className="hidden-text"> ({words.opensNewTab})</span>
      </Button>
    );
  }
  if (!run) return null;
  return (
    <Button variant="default" onClick={run} loading={busy}>
      {next.label}
    </Button>
  );
}

export function ProblemBar({
  error,
  mend = {},
  busy = false,
  children,
}: {
  error: unknown;
  mend?: Mend;
  busy?: boolean;
  children?: ReactNode;
}) {
  const problem = problemOf(error);
  const fallback = mend.retry ?? mend.refresh;
  const next =
    problem.next ??
    (fallback ? { kind: "retry" as const, label: words.tryAgain, href: null } : null);
  return (
    <div role="alert" className={classes.bar}>
      <Icon name="alert" />
      <div className={classes.text}>
        <strong>{problem.title}</strong>
        <p>{problem.detail}</p>
        {problem.errors.length > 0 && (
          <ul className={classes.errors}>
            {problem.errors.map((each) => (
              <li key={`${each.field}-${each.message}`}>{each.message}</li>
            ))}
          </ul>
        )}
        {problem.retry_after !== null && (
          <p>{words.problemRetryIn(Math.ceil(problem.retry_after))}</p>
        )}
        {children}
      </div>
      {next && (
        <NextButton
          next={next}
          busy={busy}
          mend={{
            ...(fallback && { wait: fallback, retry: fallback, refresh: fallback }),
            ...mend,
          }}
        />
      )}
    </div>
  );
}
