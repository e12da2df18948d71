/** Commands of the composer: "/okta add to group Figma" names an action and what it is about. */
import type { ActionOffer } from "../../api/types";

export interface Command {
  offer: ActionOffer;
  /** What was typed after the whole command: its picker is searched with it. */
  rest: string;
}

/** Whether the text asks for an action: a slash at its start, on one line. */
export function isCommand(text: string): boolean {
  return text.startsWith("/") && !text.includes("\n");
}

function words(text: string): string[] {
  return text.toLowerCase().replace(/^\//, "").split(/\s+/).filter(Boolean);
}

/** The rest after `command`, as it was typed; null when the text is not the whole command yet. */
function after(text: string, command: string): string | null {
  const typed = text.replace(/\s+/g, " ");
  const whole = typed.toLowerCase();
  const name = command.toLowerCase();
  if (whole.trimEnd() === name) return "";
  return whole.startsWith(`${name} `) ? typed.slice(name.length + 1).trim() : null;
}

function takesText(offer: ActionOffer): boolean {
  return Object.values(offer.form.properties ?? {}).some(
    (field) => typeof field === "object" && field !== null && "x-picker" in field,
  );
}

/** "/okta add to group", and the shorter "/add to group" that hands know from the button. */
function names({ slash, title }: ActionOffer): string[] {
  return [...(slash ? [slash] : []), `/${title}`];
}

/**
 * The actions that what was typed may mean, in their own order. A whole command with more behind it
 * means that action only; until then each typed word must begin one of the command's.
 */
export function commands(text: string, offers: readonly ActionOffer[]): Command[] {
  for (const offer of offers) {
    for (const name of names(offer)) {
      const rest = after(text, name);
      if (rest && takesText(offer)) return [{ offer, rest }];
    }
  }
  const typed = words(text);
  return offers
    .filter((offer) => {
      const known = names(offer).flatMap(words);
      return typed.every((word) => known.some((each) => each.startsWith(word)));
    })
    .map((offer) => ({ offer, rest: "" }));
}
