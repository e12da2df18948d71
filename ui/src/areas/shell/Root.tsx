import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { sessionQuery } from "../../api/queries";
import { LiveRegion } from "../../kit/announce";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { Shell } from "./Shell";
import classes from "./Shell.module.css";

const SignIn = lazy(async () => ({ default: (await import("../signin/SignIn")).SignIn }));

/** The sign-in page stands at the address that was asked for, so that signing in leads there. */
export function Root() {
  const session = useQuery(sessionQuery);
  return (
    <>
      <LiveRegion />
      {session.data ? (
        <Suspense fallback={<SkeletonRows rows={6} />}>
          {session.data.me ? <Shell /> : <SignIn session={session.data} />}
        </Suspense>
      ) : session.isError ? (
        <div className={classes.fault}>
          <ProblemBar
            error={session.error}
            busy={session.isFetching}
            mend={{ retry: () => void session.refetch() }}
          />
        </div>
      ) : (
        <SkeletonRows rows={6} />
      )}
    </>
  );
}
