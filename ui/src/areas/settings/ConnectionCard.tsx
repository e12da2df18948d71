import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Connection, ConnectionProblem } from "../../api/types";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { NextButton, ProblemBar } from "../../kit/ProblemBar";
import { CopyId } from "../../kit/small";
import { RelativeTime } from "../../kit/time";
import { useCan } from "../../session";
import { words as kit } from "../../strings/kit";
import { okta as words } from "../../strings/settings";
import { CredentialsForm } from "./ConnectForm";
import { useCheck } from "./connect";
import classes from "./Settings.module.css";

export function ConnectionCard({ connection }: { connection: Connection }) {
  const manage = useCan("connections.manage");
  const [replacing, setReplacing] = useState(false);
  const check = useCheck();
  const works = check.isSuccess && connection.state === "connected";
  const runCheck = () =>
    check.mutate(undefined, {
      onSuccess: (now) => now.state === "connected" && announce(words.checked),
    });

  return (
    <section aria-label={words.title} className={classes.block}>
      {connection.problem && (
        <ProblemPanel
          problem={connection.problem}
          busy={check.isPending}
          {...(manage && { onReplace: () => setReplacing(true), onCheck: runCheck })}
        />
      )}
      <Facts connection={connection} />
      {replacing ? (
        <section aria-labelledby="replace" className={classes.form}>
          <h2 id="replace">{words.replaceTitle}</h2>
          <p className="dim">{words.replaceIntro}</p>
          <CredentialsForm
            submit={words.replace}
            domain={connection.domain ?? ""}
            onDone={() => setReplacing(false)}
            onCancel={() => setReplacing(false)}
          />
        </section>
      ) : (
        <div className={classes.row}>
          {manage && (
            <>
              <Button variant="default" loading={check.isPending} onClick={runCheck}>
                {words.check}
              </Button>
              <Button variant="default" onClick={() => setReplacing(true)}>
                {words.replace}
              </Button>
            </>
          )}
          {works && <span>{words.checked}</span>}
          <span className={`${classes.row} ${classes.end}`}>
            {connection.console_url && (
              <External href={connection.console_url}>{words.console}</External>
            )}
            {connection.okta_admin_url && (
              <External href={connection.okta_admin_url}>{words.admin}</External>
            )}
          </span>
        </div>
      )}
      {check.isError && <ProblemBar error={check.error} mend={{ retry: runCheck }} />}
    </section>
  );
}

function Facts({ connection }: { connection: Connection }) {
  const acts = connection.acts_as;
  return (
    <dl className={classes.facts}>
      <Fact term={words.facts.domain}>{connection.domain}</Fact>
      <Fact term={words.facts.actsAs}>
        {acts && (
          <>
            {acts.name} <span className={`${classes.login} meta`}>{acts.login}</span>
          </>
        )}
      </Fact>
      <Fact term={words.facts.engine}>{connection.engine}</Fact>
      <Fact term={words.facts.mode}>{connection.auth_mode && words.apiToken}</Fact>
      <Fact term={words.facts.connectedAt}>
        {connection.connected_at && <RelativeTime at={connection.connected_at} />}
      </Fact>
      <Fact term={words.facts.lastCall}>
        {connection.last_call_at && <RelativeTime at={connection.last_call_at} />}
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children || <span className="dim">{words.unknown}</span>}</dd>
    </div>
  );
}

function External({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children} <Icon name="external" size={12} />
      <span className="hidden-text"> ({kit.opensNewTab})</span>
    </a>
  );
}

interface ProblemProps {
  problem: ConnectionProblem;
  busy?: boolean;
  onReplace?: () => void;
  onCheck?: () => void;
}

/** What Okta said, what it means, and the button that mends it. */
export function ProblemPanel({ problem, busy = false, onReplace, onCheck }: ProblemProps) {
  return (
    <div role="alert" className={classes.problem}>
      <strong>{problem.title}</strong>
      <p>{problem.detail}</p>
      <div className={classes.row}>
        {(problem.http_status || problem.error_code) && (
          <span>
            {words.problemOkta} <code>{problem.http_status}</code>{" "}
            {problem.error_code && <code>{problem.error_code}</code>}
          </span>
        )}
        {problem.okta_request_id && (
          <CopyId value={problem.okta_request_id} label={words.requestId} />
        )}
        <span className="meta">
          {words.at} <RelativeTime at={problem.at} />
        </span>
        {problem.next && (
          <span className={classes.end}>
            <NextButton
              next={problem.next}
              busy={busy}
              mend={{
                ...(onReplace && { reconnect: onReplace }),
                ...(onCheck && { retry: onCheck, refresh: onCheck }),
              }}
            />
          </span>
        )}
      </div>
    </div>
  );
}
