import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answer, api, rememberCsrf } from "../../api/client";
import { keys } from "../../api/queries";
import type { DemoPerson, Session } from "../../api/types";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { Avatar } from "../../kit/small";
import { words as shell } from "../../strings/shell";
import { words } from "../../strings/signin";
import { usePage } from "../shell/usePage";
import classes from "./SignIn.module.css";

export function SignIn({ session }: { session: Session }) {
  usePage(words.page);
  const client = useQueryClient();
  const onSuccess = (started: Session) => {
    client.setQueryData(keys.session, rememberCsrf(started));
  };
  const demo = useMutation({
    mutationFn: (person: DemoPerson) =>
      answer(api.POST("/api/v1/session/demo", { body: { key: person.key } })),
    onSuccess,
  });
  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) =>
      answer(api.POST("/api/v1/session", { body })),
    onSuccess,
  });
  const busy = demo.isPending || signIn.isPending;

  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <span className={classes.logo}>
          <Icon name="bolt" size={20} />
        </span>
        <h1>{words.title}</h1>
        {session.demo && (
          <section aria-labelledby="demo" className={classes.section}>
            <h2 id="demo">{words.demoTitle}</h2>
            <p className="meta">{words.demoHint}</p>
            <ul className={classes.people}>
              {session.demo.map((person) => (
                <li key={person.key} className={classes.person}>
                  <Avatar name={person.name} size={32} />
                  <span className={classes.who}>
                    <button
                      type="button"
                      aria-label={words.demoCard(person.name)}
                      aria-describedby={`demo-${person.key}`}
                      disabled={busy}
                      onClick={() => demo.mutate(person)}
                    >
                      {person.name}
                    </button>
                    <span id={`demo-${person.key}`} className="meta">
                      {person.title} · {roleName(person.role)}
                    </span>
                  </span>
                  <span className={classes.go}>
                    <Icon name="chevron" />
                  </span>
                </li>
              ))}
            </ul>
            {demo.isError && <ProblemBar error={demo.error} />}
            <p className={classes.or}>{words.or}</p>
          </section>
        )}
        <PasswordForm
          busy={busy}
          pending={signIn.isPending}
          error={signIn.error}
          onSubmit={(body) => signIn.mutate(body)}
        />
      </div>
    </main>
  );
}

const roleName = (role: string) => shell.roles[role as keyof typeof shell.roles] ?? role;

function PasswordForm({
  busy,
  pending,
  error,
  onSubmit,
}: {
  busy: boolean;
  pending: boolean;
  error: Error | null;
  onSubmit: (body: { email: string; password: string }) => void;
}) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit({ email, password });
  };
  return (
    <form className={classes.section} onSubmit={submit}>
      <TextInput
        label={words.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={words.password}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {error && <ProblemBar error={error} />}
      <Button type="submit" fullWidth loading={pending} disabled={busy && !pending}>
        {words.submit}
      </Button>
    </form>
  );
}
