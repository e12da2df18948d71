/** What was opened last, kept for this tab: pages of people, requests, groups and applications. */
import { keepDraft, readDraft } from "./drafts";

export interface Recent {
  href: string;
  label: string;
  hint: string | null;
}

const MOST = 6;

/** Under the drafts' roof, so that it goes with them when one signs out. */
const nameOf = (accountId: string) => `${accountId}:recent`;

function isRecent(value: unknown): value is Recent {
  const { href, label } = (value ?? {}) as Partial<Recent>;
  return typeof href === "string" && href.startsWith("/") && typeof label === "string";
}

/** The newest first. */
export function readRecent(accountId: string): Recent[] {
  try {
    const kept: unknown = JSON.parse(readDraft(nameOf(accountId)) || "[]");
    return Array.isArray(kept) ? kept.filter(isRecent) : [];
  } catch {
    return [];
  }
}

export function keepRecent(accountId: string, opened: Recent): void {
  const others = readRecent(accountId).filter((each) => each.href !== opened.href);
  keepDraft(nameOf(accountId), JSON.stringify([opened, ...others].slice(0, MOST)));
}
