import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { hasCode, problemOf } from "../../api/problem";
import { NextButton, ProblemBar } from "../../kit/ProblemBar";
import { EmptyState } from "../../kit/small";
import { useMe } from "../../session";
import { words as kit } from "../../strings/kit";
import { words } from "../../strings/shell";
import classes from "./Shell.module.css";

const toRequests = (
  <Button variant="default" renderRoot={(props) => <Link to="/requests" {...props} />}>
    {words.home}
  </Button>
);

export function NotFound() {
  return (
    <EmptyState page icon="search" title={words.notFound} action={toRequests}>
      {words.notFoundHint}
    </EmptyState>
  );
}

export function NoPermission() {
  const me = useMe();
  return (
    <EmptyState page icon="ban" title={words.noPermission} action={toRequests}>
      {words.noPermissionHint(words.roles[me.role])}
    </EmptyState>
  );
}

/** What a page is about could not be read: there is nothing else to show. */
export function PageProblem({
  error,
  busy,
  onRetry,
}: {
  error: unknown;
  busy: boolean;
  onRetry: () => void;
}) {
  const problem = problemOf(error);
  const next = problem.next ?? { kind: "retry" as const, label: kit.tryAgain, href: null };
  const missing = hasCode(error, "not_found");
  return (
    <div role="alert">
      <EmptyState
        page
        icon={missing ? "search" : "alert"}
        title={problem.title}
        action={
          // What is not there does not come by asking again.
          missing && next.kind === "retry" ? (
            toRequests
          ) : (
            <NextButton
              next={next}
              busy={busy}
              mend={{ retry: onRetry, refresh: onRetry, wait: onRetry }}
            />
          )
        }
      >
        {problem.detail}
      </EmptyState>
    </div>
  );
}

/** A fault of a page: the frame stays, so that one can go elsewhere. */
export function Fault({ error }: { error: unknown }) {
  return (
    <div className={classes.fault}>
      <ProblemBar error={error}>
        <Button variant="default" mt={8} onClick={() => window.location.reload()}>
          {kit.reload}
        </Button>
      </ProblemBar>
    </div>
  );
}
