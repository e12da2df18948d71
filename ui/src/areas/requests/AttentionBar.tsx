/** Why requests need attention, each a filter, and the removals that a sync holds back. */
import { Link, useNavigate } from "@tanstack/react-router";
import type { RequestCounts } from "../../api/types";
import { Icon } from "../../kit/icons";
import { Segments } from "../../kit/small";
import { useCan } from "../../session";
import { words } from "../../strings/inbox";
import type { InboxSearch } from "./address";
import { KINDS } from "./filters";
import classes from "./Inbox.module.css";

interface Props {
  search: InboxSearch;
  counts: RequestCounts | undefined;
}

export function AttentionBar({ search, counts }: Props) {
  const navigate = useNavigate({ from: "/requests" });
  const canLook = useCan("connections.read");
  if (!counts) return null;
  const show = (kind: string) =>
    void navigate({
      search: (now) => ({ ...now, kind: kind === "any" ? undefined : kind }),
      replace: true,
    });
  return (
    <>
      <div className={classes.kinds}>
        <Segments
          label={words.kindsLabel}
          value={KINDS.find((kind) => kind === search.kind) ?? "any"}
          options={[
            { value: "any", label: words.kinds.any, count: counts.attention },
            ...KINDS.map((kind) => ({
              value: kind,
              label: words.kinds[kind],
              count: counts[kind],
            })),
          ]}
          onChange={show}
        />
      </div>
      {counts.held > 0 && (
        <div className={classes.held}>
          <Icon name="alert" />
          <span>{words.held(counts.held_removals)}</span>
          {canLook && <Link to="/settings/integrations/okta">{words.review}</Link>}
        </div>
      )}
    </>
  );
}
