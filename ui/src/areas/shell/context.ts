import { createContext, use } from "react";

interface Actions {
  /** Open the dialog for a new request, for this person when one is given. */
  openRequest: (subjectId?: number) => void;
  openHotkeys: () => void;
  openPalette: () => void;
}

export const ShellActions = createContext<Actions>({
  openRequest: () => undefined,
  openHotkeys: () => undefined,
  openPalette: () => undefined,
});

export function useShell(): Actions {
  return use(ShellActions);
}
