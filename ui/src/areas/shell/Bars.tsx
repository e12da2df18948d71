/** What everybody has to know at once, across the top: a broken connection, interrupted news. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useMatchRoute } from "@tanstack/react-router";
import { connectionQuery } from "../../api/queries";
import { Icon } from "../../kit/icons";
import { useCan } from "../../session";
import { words } from "../../strings/shell";
import classes from "./Shell.module.css";

/** It tells the whole story itself. */
const OKTA_PAGE = "/settings/integrations/okta";

export function Bars({ live }: { live: boolean }) {
  return (
    <>
      {useCan("connections.read") && <Broken />}
      {!live && (
        <div role="status" className={classes.bar} data-tone="amber">
          <Icon name="alert" />
          <p>{words.offline}</p>
        </div>
      )}
    </>
  );
}

function Broken() {
  const { data } = useQuery(connectionQuery);
  const manage = useCan("connections.manage");
  const told = useMatchRoute()({ to: OKTA_PAGE });
  if (data?.state !== "broken" || told) return null;
  const problem = data.problem;
  const code = [problem?.http_status, problem?.error_code].filter(Boolean).join(" ");
  return (
    <div role="alert" className={classes.bar} data-tone="red">
      <Icon name="alert" />
      <p>
        <strong>{problem?.title ?? words.brokenTitle}</strong>
        {code && ` (${code})`}
        {!manage && <> {words.brokenForAgents}</>}
      </p>
      {manage && (
        <Button variant="default" renderRoot={(props) => <Link to={OKTA_PAGE} {...props} />}>
          {problem?.next?.label ?? words.mend}
        </Button>
      )}
    </div>
  );
}
