import { lazy } from "react";
import { useCan } from "../../session";

const Inbox = lazy(async () => ({ default: (await import("./Inbox")).Inbox }));
const Portal = lazy(async () => ({ default: (await import("../portal/Portal")).Portal }));

/** One address for both: a link in a message works for the desk and for the employee. */
export function RequestsRoute() {
  return useCan("requests.work") ? <Inbox /> : <Portal />;
}
