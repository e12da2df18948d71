import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { fieldError, isAtFields } from "../../api/problem";
import { ProblemBar } from "../../kit/ProblemBar";
import { words as kit } from "../../strings/kit";
import { okta as words } from "../../strings/settings";
import { useConnect } from "./connect";
import classes from "./Settings.module.css";

export function ConnectForm() {
  return (
    <section aria-labelledby="connect" className={classes.block}>
      <h2 id="connect">{words.connectTitle}</h2>
      <p className="dim">{words.connectIntro}</p>
      <div className={classes.two}>
        <CredentialsForm submit={words.connect} />
        <section aria-labelledby="steps">
          <h3 id="steps">{words.stepsTitle}</h3>
          <ol className={classes.steps}>
            {words.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <p className="meta">{words.rolesHint}</p>
        </section>
      </div>
    </section>
  );
}

interface Props {
  submit: string;
  /** Given when only the token is replaced. */
  domain?: string | undefined;
  onDone?: () => void;
  onCancel?: () => void;
}

export function CredentialsForm({ submit, domain: fixed, onDone, onCancel }: Props) {
  const [domain, setDomain] = useState(fixed ?? "");
  const [token, setToken] = useState("");
  const [asked, setAsked] = useState(false);
  const connect = useConnect();
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!domain.trim() || !token.trim() || connect.isPending) return;
    connect.mutate(
      { domain: domain.trim(), api_token: token.trim() },
      { onSuccess: () => onDone?.() },
    );
  };
  const shown = fixed === undefined ? ["domain", "api_token"] : ["api_token"];
  /** What is wrong with a field, heard when it comes: nothing else says it. */
  const wrong = (field: string, value: string, need: string) => {
    const message = asked && !value.trim() ? need : fieldError(connect.error, field);
    return message && <span role="alert">{message}</span>;
  };
  return (
    <form className={classes.form} onSubmit={send} noValidate>
      {fixed === undefined && (
        <TextInput
          label={words.domain}
          description={words.domainHelp}
          required
          autoComplete="off"
          spellCheck={false}
          value={domain}
          error={wrong("domain", domain, words.needDomain)}
          onChange={(event) => setDomain(event.currentTarget.value)}
        />
      )}
      <PasswordInput
        label={words.token}
        description={words.tokenHelp}
        required
        autoComplete="off"
        value={token}
        error={wrong("api_token", token, words.needToken)}
        onChange={(event) => setToken(event.currentTarget.value)}
      />
      {connect.isError && !isAtFields(connect.error, ...shown) && (
        <ProblemBar error={connect.error} />
      )}
      <div className={classes.row}>
        <Button type="submit" loading={connect.isPending}>
          {submit}
        </Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {kit.cancel}
          </Button>
        )}
      </div>
    </form>
  );
}
