import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { requestsOfQuery } from "../../api/queries";
import { n } from "../../kit/number";
import { ProblemBar } from "../../kit/ProblemBar";
import { SkeletonRows } from "../../kit/small";
import { RequestBadge } from "../../kit/status";
import { panel as words } from "../../strings/requests";
import classes from "./PastRequests.module.css";

/** The other requests that a person asked for or is the subject of, newest first. */
export function PastRequests({ personId, except }: { personId: number; except: string }) {
  const list = useQuery(requestsOfQuery(personId));
  if (list.isPending) return <SkeletonRows rows={2} height={28} />;
  if (list.isError) {
    return <ProblemBar error={list.error} mend={{ retry: () => void list.refetch() }} />;
  }
  const others = list.data.items.filter((row) => row.ref !== except);
  const more = list.data.total - list.data.items.length;
  if (others.length === 0) return <p className="dim">{words.noPast}</p>;
  return (
    <ul>
      {others.map((row) => (
        <li key={row.ref} className={classes.row}>
          <Link to="/requests/$ref" params={{ ref: row.ref }} className="cut" title={row.title}>
            {row.ref} <span className={classes.name}>{row.title}</span>
          </Link>
          <RequestBadge status={row.status} />
        </li>
      ))}
      {more > 0 && (
        <li className={classes.row}>
          <Link to="/people/$personId" params={{ personId: String(personId) }}>
            {words.morePast(n(more))}
          </Link>
        </li>
      )}
    </ul>
  );
}
