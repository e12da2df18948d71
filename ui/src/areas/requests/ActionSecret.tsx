/**
 * A secret that an action made: shown once, by a click and a warning, and kept nowhere. It lives in
 * this component only, which forgets it when told to, when it goes, or after a minute.
 */
import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { answer, api } from "../../api/client";
import { keys } from "../../api/queries";
import type { ActionRun, ActionSecretState } from "../../api/types";
import { announce } from "../../kit/announce";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { Moment } from "../../kit/time";
import { secret as words } from "../../strings/actions";
import { words as kit } from "../../strings/kit";
import classes from "./ActionSecret.module.css";

export const SHOWN_SECONDS = 60;

export function ActionSecret({ run }: { run: ActionRun }) {
  const { secret } = run;
  if (!secret) return null;
  // Once revealed it stays mounted while the run says that it was shown: the value is still in sight.
  return <Secret run={run} secret={secret} />;
}

function Secret({ run, secret }: { run: ActionRun; secret: ActionSecretState }) {
  const { reveal, value, seconds, forget } = useSecret(run, secret);
  const [warned, setWarned] = useState(false);
  if (value !== null) {
    return (
      <Shown label={secret.label} value={value} seconds={seconds} onForget={() => forget(true)} />
    );
  }
  if (secret.state !== "waiting") return <Over secret={secret} />;
  if (!secret.may_reveal.allowed) {
    return (
      <Line>
        {words.ready(secret.label)}. {secret.may_reveal.reason}
      </Line>
    );
  }
  return (
    <section aria-label={secret.label} className={classes.box}>
      {warned ? (
        <>
          <p className={classes.line} role="alert">
            <Icon name="alert" size={15} />
            {words.warning}
          </p>
          <div className={classes.row}>
            <Button loading={reveal.isPending} onClick={() => reveal.mutate()} autoFocus>
              {words.showNow}
            </Button>
            <Button variant="default" onClick={() => setWarned(false)}>
              {kit.cancel}
            </Button>
          </div>
        </>
      ) : (
        <div className={classes.row}>
          <Button
            variant="default"
            leftSection={<Icon name="key" size={14} />}
            onClick={() => setWarned(true)}
          >
            {words.show(secret.label)}
          </Button>
          <span className="meta">
            {words.until} <Moment at={secret.expires_at} />
          </span>
        </div>
      )}
      {reveal.isError && <ProblemBar error={reveal.error} />}
    </section>
  );
}

function Shown({
  label,
  value,
  seconds,
  onForget,
}: {
  label: string;
  value: string;
  seconds: number;
  onForget: () => void;
}) {
  const clipboard = useClipboard({ timeout: 1500 });
  const [covered, uncover] = useCovered();
  const field = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!covered) field.current?.focus();
  }, [covered]);
  return (
    <section aria-label={label} className={classes.box} data-open>
      {covered ? (
        <p className="dim">{words.covered}</p>
      ) : (
        <code ref={field} tabIndex={0} className={classes.value}>
          {value}
        </code>
      )}
      <div className={classes.row}>
        {covered ? (
          <Button variant="default" onClick={uncover}>
            {words.again}
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<Icon name={clipboard.copied ? "check" : "copy"} size={14} />}
            onClick={() => {
              clipboard.copy(value);
              announce(clipboard.error ? kit.copyFailed : kit.copied);
            }}
          >
            {words.copy(label)}
          </Button>
        )}
        <Button variant="default" onClick={onForget}>
          {words.hide}
        </Button>
        <span className="meta figures">{words.leaves(seconds)}</span>
      </div>
    </section>
  );
}

/** What became of it, for whoever looks later. */
function Over({ secret }: { secret: ActionSecretState }) {
  if (secret.state === "expired") {
    return (
      <Line>
        {words.expired(secret.label)}. {words.destroyed}
      </Line>
    );
  }
  return (
    <Line>
      {words.shown(secret.label)}
      {secret.shown_by && ` ${words.shownBy(secret.shown_by)}`}
      {secret.shown_at && (
        <>
          {" · "}
          <Moment at={secret.shown_at} />
        </>
      )}
      . {words.destroyed}
    </Line>
  );
}

function Line({ children }: { children: ReactNode }) {
  return (
    <p className={`${classes.line} dim`}>
      <Icon name="key" size={14} />
      <span>{children}</span>
    </p>
  );
}

/** The call and the value. The mutation answers nothing: what it answers would stay in the cache. */
function useSecret(run: ActionRun, secret: ActionSecretState) {
  const client = useQueryClient();
  const [value, setValue] = useState<string | null>(null);
  const [seconds, setSeconds] = useState(SHOWN_SECONDS);
  const forget = useCallback(
    (told: boolean) => {
      setValue(null);
      if (told) announce(words.removed(secret.label));
    },
    [secret.label],
  );
  const reveal = useMutation({
    mutationFn: async (): Promise<void> => {
      const path = { run_id: run.id };
      const made = await answer(api.POST("/api/v1/actions/{run_id}/secret", { params: { path } }));
      setSeconds(SHOWN_SECONDS);
      setValue(made.value);
      announce(words.announced(secret.label));
    },
    onSettled: () =>
      client.invalidateQueries({
        queryKey: run.request_ref === null ? ["timeline"] : keys.timeline(run.request_ref),
      }),
  });
  const open = value !== null;
  useEffect(() => {
    if (!open) return;
    const end = Date.now() + SHOWN_SECONDS * 1000;
    const timer = setInterval(() => {
      const left = Math.ceil((end - Date.now()) / 1000);
      setSeconds(Math.max(0, left));
      if (left <= 0) forget(true);
    }, 250);
    return () => clearInterval(timer);
  }, [open, forget]);
  return { reveal, value, seconds, forget };
}

/** True from the moment that the window loses the focus until it is asked for again. */
function useCovered(): [boolean, () => void] {
  const [covered, setCovered] = useState(false);
  useEffect(() => {
    const cover = () => setCovered(true);
    const onVisibility = () => document.hidden && cover();
    window.addEventListener("blur", cover);
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      window.removeEventListener("blur", cover);
      document.removeEventListener("visibilitychange", onVisibility);
    };
  }, []);
  return [covered, () => setCovered(false)];
}
