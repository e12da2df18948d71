import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { requestQuery, timelineQuery } from "../../api/queries";
import type { RequestDetail } from "../../api/types";
import { PagePending, Segments } from "../../kit/small";
import { page as words } from "../../strings/requests";
import { PageProblem } from "../shell/Fault";
import { usePage } from "../shell/usePage";
import { useRecent } from "../shell/useRecent";
import { Composer } from "./Composer";
import { Conversation } from "./Conversation";
import { useRefreshPerson, useRetryAction } from "./change";
import { Panel } from "./Panel";
import { RequestHeader } from "./RequestHeader";
import classes from "./RequestPage.module.css";

export function RequestPage({ reference }: { reference: string }) {
  const request = useQuery(requestQuery(reference));
  usePage(request.data && `${request.data.ref} ${request.data.title}`);
  useRecent(
    `/requests/${reference}`,
    request.data && `${request.data.ref} · ${request.data.title}`,
    request.data?.requester.name,
  );
  if (request.isPending) return <PagePending title={reference} />;
  if (!request.data) {
    return (
      <PageProblem
        error={request.error}
        busy={request.isFetching}
        onRetry={() => void request.refetch()}
      />
    );
  }
  return <Loaded request={request.data} />;
}

function Loaded({ request }: { request: RequestDetail }) {
  const narrow = useMediaQuery("(max-width: 1100px)", false, { getInitialValueInEffect: false });
  const [tab, setTab] = useState<"conversation" | "side">("conversation");
  const timeline = useQuery(timelineQuery(request.ref));
  const retry = useRetryAction(request.ref);
  const refresh = useRefreshPerson();
  const side = !narrow || tab === "side";
  const failed = retry.isError || refresh.isError;
  // What failed is overtaken by what the timeline shows now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: newer data only
  useEffect(() => {
    if (!failed) return;
    retry.reset();
    refresh.reset();
  }, [timeline.data]);

  return (
    <div className={classes.page}>
      <div className={classes.column}>
        <RequestHeader request={request} />
        {narrow && (
          <div className={classes.tabs}>
            <Segments
              label={request.ref}
              value={tab}
              options={[
                { value: "conversation", label: words.conversation },
                { value: "side", label: words.side },
              ]}
              onChange={setTab}
            />
          </div>
        )}
        {/* Kept while hidden: half-written words stay. */}
        <div className={classes.conversation} hidden={narrow && tab !== "conversation"}>
          <Conversation
            timeline={timeline}
            request={request}
            retrying={retry.isPending ? retry.variables : null}
            problem={retry.error ?? refresh.error}
            onRetry={(runId) => retry.mutate(runId)}
            onRefresh={(personId) => refresh.mutate({ id: personId })}
          />
          <Composer request={request} items={timeline.data?.items} />
        </div>
      </div>
      {/* Kept while hidden: the palette and the keys reach its actions. */}
      <Panel
        request={request}
        items={timeline.data?.items ?? []}
        hidden={!side}
        onShow={() => setTab("side")}
        onSubmitted={() => setTab("conversation")}
      />
    </div>
  );
}
