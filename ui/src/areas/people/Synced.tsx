import type { SyncRun } from "../../api/types";
import { RelativeTime } from "../../kit/time";
import { words } from "../../strings/people";

interface Props {
  /** When a sync succeeded last. */
  at: string | null | undefined;
  last: SyncRun | null | undefined;
}

/** How old the directory is, in the same words everywhere; and that a later attempt changed nothing. */
export function Synced({ at, last }: Props) {
  const ended = last?.finished_at;
  const later = ended && (!at || Date.parse(ended) > Date.parse(at));
  const attempt = later ? words.attempt[last.state] : undefined;
  return (
    <span className="dim">
      {at ? (
        <>
          {words.synced} <RelativeTime at={at} />
        </>
      ) : (
        words.notSynced
      )}
      {attempt && `; ${attempt}`}
    </span>
  );
}
