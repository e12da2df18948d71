/** What can be done for the person, and what was done from here with the request it belongs to. */
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { actionQuery } from "../../api/directory";
import type { ActionRun, Person } from "../../api/types";
import { ActionBadge } from "../../kit/status";
import { profile as words } from "../../strings/people";
import { PersonActions } from "../requests/PersonActions";
import classes from "./Profile.module.css";

const ActionSecret = lazy(async () => ({
  default: (await import("../requests/ActionSecret")).ActionSecret,
}));

export function Acting({ person, onShow }: { person: Person; onShow: () => void }) {
  const [started, setStarted] = useState<readonly string[]>([]);
  const followed = useQueries({ queries: started.map((id) => actionQuery(id)) });
  const runs = followed.flatMap(({ data }) => data ?? []);
  return (
    <>
      {runs.length > 0 && (
        <section aria-label={words.started} className={classes.started}>
          <ul>
            {runs.toReversed().map((run) => (
              <Started key={run.id} run={run} />
            ))}
          </ul>
        </section>
      )}
      <PersonActions
        person={person}
        requestRef={null}
        runs={runs}
        onShow={onShow}
        onSubmitted={(run) => setStarted((now) => [...now.filter((id) => id !== run.id), run.id])}
      />
    </>
  );
}

function Started({ run }: { run: ActionRun }) {
  return (
    <li className={classes.run}>
      <div className={classes.runHead}>
        <span className="strong">{run.title}</span>
        <ActionBadge run={run} />
      </div>
      {run.summary && <p>{run.summary}</p>}
      {run.secret && (
        <Suspense>
          <ActionSecret run={run} />
        </Suspense>
      )}
      {run.request_ref && (
        <Link to="/requests/$ref" params={{ ref: run.request_ref }}>
          {words.openRequest(run.request_ref)}
        </Link>
      )}
    </li>
  );
}
