import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../../api/client";
import { keys } from "../../api/queries";
import type { SavedView } from "../../api/types";
import { announce } from "../../kit/announce";
import { saved as words } from "../../strings/inbox";

export function useCreateView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (view: { name: string; filter: SavedView["filter"]; shared: boolean }) =>
      answer(api.POST("/api/v1/views", { body: view })),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: keys.views });
      announce(words.created(made.name));
    },
  });
}

interface Change {
  view: SavedView;
  name?: string;
  filter?: SavedView["filter"];
  shared?: boolean;
}

export function useChangeView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ view, ...change }: Change) =>
      answer(
        api.PATCH("/api/v1/views/{view_id}", {
          params: { path: { view_id: view.id } },
          body: change,
        }),
      ),
    onSuccess: async (changed) => {
      await client.invalidateQueries({ queryKey: keys.views });
      announce(words.changed(changed.name));
    },
  });
}

export function useRemoveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (view: SavedView) =>
      answer(api.DELETE("/api/v1/views/{view_id}", { params: { path: { view_id: view.id } } })),
    onSuccess: async (_, view) => {
      await client.invalidateQueries({ queryKey: keys.views });
      announce(words.removed(view.name));
    },
  });
}
