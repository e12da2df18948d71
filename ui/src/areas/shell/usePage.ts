import { useEffect } from "react";
import { announce } from "../../kit/announce";
import { words } from "../../strings/shell";

/** Name the page: in the tab, and to screen readers when one arrives. */
export function usePage(title: string | undefined): void {
  useEffect(() => {
    if (!title) return;
    document.title = `${title} · ${words.product}`;
    announce(title);
  }, [title]);
}
