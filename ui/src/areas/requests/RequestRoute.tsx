import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { useCan } from "../../session";

const RequestPage = lazy(async () => ({ default: (await import("./RequestPage")).RequestPage }));
const PortalRequest = lazy(async () => ({
  default: (await import("../portal/PortalRequest")).PortalRequest,
}));

export function RequestRoute() {
  const { ref } = useParams({ from: "/requests/$ref" });
  const Page = useCan("requests.work") ? RequestPage : PortalRequest;
  // A new request is a new page: nothing half-written may move to it.
  return <Page key={ref} reference={ref} />;
}
