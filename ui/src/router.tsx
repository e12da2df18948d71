import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import type { InboxView } from "./areas/requests/filters";
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
  validateSearch: (search: Record<string, unknown>): { view?: InboxView; q?: string } => ({
    ...(text(search.view) && { view: text(search.view) as InboxView }),
    ...(text(search.q) && { q: text(search.q) as string }),
  }),
  component: lazyRouteComponent(() => import("./areas/requests/RequestsRoute"), "RequestsRoute"),
});

const request = createRoute({
  getParentRoute: () => rootRoute,
  path: "/requests/$ref",
  component: lazyRouteComponent(() => import("./areas/requests/RequestRoute"), "RequestRoute"),
});

const people = createRoute({
  getParentRoute: () => rootRoute,
  path: "/people",
  validateSearch: (search: Record<string, unknown>): { status?: string; q?: string } => ({
    ...(text(search.status) && { status: text(search.status) as string }),
    ...(text(search.q) && { q: text(search.q) as string }),
  }),
  component: lazyRouteComponent(() => import("./areas/people/PeoplePage"), "PeoplePage"),
});

const person = createRoute({
  getParentRoute: () => rootRoute,
  path: "/people/$personId",
  component: lazyRouteComponent(() => import("./areas/people/ProfilePage"), "ProfilePage"),
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
  component: lazyRouteComponent(() => import("./areas/settings/OktaPage"), "OktaPage"),
});

const routeTree = rootRoute.addChildren([
  home,
  signIn,
  requests,
  request,
  people,
  person,
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
}
