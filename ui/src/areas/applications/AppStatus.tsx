import type { ApplicationRow } from "../../api/types";
import { Badge } from "../../kit/status";
import { words } from "../../strings/applications";

export function AppStatus({ app }: { app: Pick<ApplicationRow, "status" | "missing_since"> }) {
  if (app.missing_since) return <Badge tone="grey">{words.gone}</Badge>;
  const active = app.status === "ACTIVE";
  return (
    <Badge tone={active ? "green" : "grey"}>
      {active ? words.statuses.ACTIVE : words.statuses.INACTIVE}
    </Badge>
  );
}
