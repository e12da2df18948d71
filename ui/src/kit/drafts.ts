/** Half-written words, kept for this tab: they outlive a reload and a look at another page. */

const PREFIX = "deskhand-draft:";

/** Null where the browser keeps nothing: a draft is a convenience, never a reason to fail. */
function storage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

/** `name` says whose words they are and where they belong. */
export function readDraft(name: string): string {
  return storage()?.getItem(PREFIX + name) ?? "";
}

export function keepDraft(name: string, text: string): void {
  try {
    if (text) storage()?.setItem(PREFIX + name, text);
    else storage()?.removeItem(PREFIX + name);
  } catch {
    // The storage is full; the words are still in their field.
  }
}

export function forgetDrafts(): void {
  const kept = storage();
  if (!kept) return;
  for (const key of Object.keys(kept)) if (key.startsWith(PREFIX)) kept.removeItem(key);
}
