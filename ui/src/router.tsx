import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { inboxSearch } from "./areas/requests/address";
import { Fault, NotFound } from "./areas/shell/Fault";
import { Root } from "./areas/shell/Root";
import { PagePending } from "./kit/small";
import { words } from "./strings/shell";

const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFound,
});

const text = (value: unknown): string | undefined =>
  (typeof value === "string" && value !== "") || typeof value === "number"
    ? String(value)
    : undefined;

/** Of an address's search, what the page knows, as text. */
function picked<Name extends string>(
  search: Record<string, unknown>,
  ...names: Name[]
): Partial<Record<Name, string>> {
  const known = names.flatMap((name) => {
    const value = text(search[name]);
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(known) as Partial<Record<Name, string>>;
}

const home = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/requests", replace: true });
  },
});

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  beforeLoad: () => {
    throw redirect({ to: "/requests", replace: true });
  },
});

const requests = createRoute({
  getParentRoute: () => rootRoute,
  path: "/requests",
  validateSearch: inboxSearch,
  component: lazyRouteComponent(() => import("./areas/requests/RequestsRoute"), "RequestsRoute"),
});

const request = createRoute({
  getParentRoute: () => rootRoute,
  path: "/requests/$ref",
  validateSearch: (search: Record<string, unknown>): { show?: string | undefined } =>
    text(search.show) ? { show: text(search.show) as string } : {},
  component: lazyRouteComponent(() => import("./areas/requests/RequestRoute"), "RequestRoute"),
});

const ask = createRoute({
  getParentRoute: () => rootRoute,
  path: "/ask/$topic",
  component: lazyRouteComponent(() => import("./areas/portal/AskPage"), "AskPage"),
});

const people = createRoute({
  getParentRoute: () => rootRoute,
  path: "/people",
  validateSearch: (search: Record<string, unknown>) =>
    picked(search, "q", "status", "department", "location", "group", "app", "manager", "sort"),
  component: lazyRouteComponent(() => import("./areas/people/PeoplePage"), "PeoplePage"),
});

const person = createRoute({
  getParentRoute: () => rootRoute,
  path: "/people/$personId",
  validateSearch: (search: Record<string, unknown>) => picked(search, "tab"),
  component: lazyRouteComponent(() => import("./areas/people/ProfilePage"), "ProfilePage"),
});

const groups = createRoute({
  getParentRoute: () => rootRoute,
  path: "/groups",
  validateSearch: (search: Record<string, unknown>) => picked(search, "q", "type", "admin", "sort"),
  component: lazyRouteComponent(() => import("./areas/groups/GroupsPage"), "GroupsPage"),
});

const group = createRoute({
  getParentRoute: () => rootRoute,
  path: "/groups/$groupId",
  validateSearch: (search: Record<string, unknown>) => picked(search, "q"),
  component: lazyRouteComponent(() => import("./areas/groups/GroupPage"), "GroupPage"),
});

const applications = createRoute({
  getParentRoute: () => rootRoute,
  path: "/applications",
  validateSearch: (search: Record<string, unknown>) =>
    picked(search, "q", "status", "sign_on", "sort"),
  component: lazyRouteComponent(
    () => import("./areas/applications/ApplicationsPage"),
    "ApplicationsPage",
  ),
});

const application = createRoute({
  getParentRoute: () => rootRoute,
  path: "/applications/$appId",
  validateSearch: (search: Record<string, unknown>) => picked(search, "q"),
  component: lazyRouteComponent(
    () => import("./areas/applications/ApplicationPage"),
    "ApplicationPage",
  ),
});

const settings = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings",
  beforeLoad: () => {
    throw redirect({ to: "/settings/integrations", replace: true });
  },
});

const integrations = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings/integrations",
  component: lazyRouteComponent(
    () => import("./areas/settings/IntegrationsPage"),
    "IntegrationsPage",
  ),
});

const okta = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings/integrations/okta",
  validateSearch: (search: Record<string, unknown>): { tab?: "actions" } =>
    search.tab === "actions" ? { tab: "actions" } : {},
  component: lazyRouteComponent(() => import("./areas/settings/OktaPage"), "OktaPage"),
});

const routeTree = rootRoute.addChildren([
  home,
  signIn,
  requests,
  request,
  ask,
  people,
  person,
  groups,
  group,
  applications,
  application,
  settings,
  integrations,
  okta,
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    defaultPreload: "intent",
    defaultPendingComponent: () => <PagePending title={words.product} />,
    defaultErrorComponent: ({ error }) => <Fault error={error} />,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
  interface HistoryState {
    /** The request that is shown was sent from here just now. */
    sent?: boolean;
  }
}
