import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ProblemBar } from "../../kit/ProblemBar";
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
    <EmptyState icon="search" title={words.notFound} action={toRequests}>
      {words.notFoundHint}
    </EmptyState>
  );
}

export function NoPermission() {
  const me = useMe();
  return (
    <EmptyState icon="ban" title={words.noPermission} action={toRequests}>
      {words.noPermissionHint(words.roles[me.role])}
    </EmptyState>
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
