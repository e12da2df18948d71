import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { hasCode, ProblemError } from "./problem";
import { keys } from "./queries";

const STALE_MS = 15_000;
const READS_REPEATED = 2;

/** Reads are repeated when nothing answered; a refusal is an answer and is shown. */
function shouldRepeat(failures: number, error: Error): boolean {
  const status = error instanceof ProblemError ? error.problem.status : 400;
  return failures < READS_REPEATED && (status === 0 || status >= 502);
}

export function makeQueryClient(): QueryClient {
  const onError = (error: Error) => {
    // The session ended elsewhere: asking for it again shows the sign-in page.
    if (hasCode(error, "not_signed_in")) void client.invalidateQueries({ queryKey: keys.session });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { staleTime: STALE_MS, retry: shouldRepeat, networkMode: "always" },
      // A change leaves once; whether to send it again is for the person to say.
      mutations: { retry: false, networkMode: "always" },
    },
  });
  return client;
}
