/** Render one part with what it needs around it, or the whole application at an address. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { makeQueryClient } from "../src/api/cache";
import { keys } from "../src/api/queries";
import type { Session } from "../src/api/types";
import { makeRouter } from "../src/router";
import { session } from "./make";

interface Options {
  who?: Session;
}

/** Resolves when the part is there: the router shows it a moment later. */
export async function show(part: ReactNode, { who = session() }: Options = {}) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(keys.session, who);
  const root = createRootRoute();
  const all = createRoute({
    getParentRoute: () => root,
    path: "$",
    component: () => <div data-testid="part">{part}</div>,
  });
  const router = createRouter({
    routeTree: root.addChildren([all]),
    history: createMemoryHistory({ initialEntries: ["/here"] }),
  });
  const view = render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router as never} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  await view.findByTestId("part");
  return { ...view, client };
}

export function open(address: string) {
  window.history.replaceState(null, "", address);
  const client = makeQueryClient();
  const router = makeRouter(client);
  const view = render(
    <MantineProvider env="test">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, client, router };
}
