import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { integrationsQuery } from "../../api/queries";
import type { Integrations } from "../../api/types";
import { Icon } from "../../kit/icons";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { Badge, type Tone } from "../../kit/status";
import { useCan } from "../../session";
import { words } from "../../strings/settings";
import { NoPermission } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import classes from "./Settings.module.css";

type Item = Integrations["sections"][number]["items"][number];

export const STATE_TONE: Record<Item["state"], Tone> = {
  connected: "green",
  broken: "red",
  not_connected: "grey",
};

export function IntegrationsPage() {
  usePage(words.title);
  return useCan("connections.read") ? <List /> : <NoPermission />;
}

function List() {
  const { data, isPending, isError, error, refetch } = useQuery(integrationsQuery);
  return (
    <div className={classes.page}>
      <h1>{words.title}</h1>
      <p className="dim">{words.intro}</p>
      {isPending && <SkeletonRows rows={2} height={72} />}
      {isError && <ProblemBar error={error} mend={{ retry: () => void refetch() }} />}
      {data?.sections.map((section) => (
        <section key={section.key} aria-labelledby={section.key} className={classes.section}>
          <h2 id={section.key}>{section.title}</h2>
          <ul className={classes.cards}>
            {section.items.map((item) => (
              <li key={item.key} className={classes.card}>
                <span className={classes.cardIcon}>
                  <Icon name="plug" size={18} />
                </span>
                <div className={classes.cardText}>
                  <Link to="/settings/integrations/okta" className={classes.cardLink}>
                    {item.title}
                  </Link>
                  <p className="dim">{item.description}</p>
                  {item.domain && <p className="meta">{item.domain}</p>}
                </div>
                <Badge tone={STATE_TONE[item.state]}>{words.state[item.state]}</Badge>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
