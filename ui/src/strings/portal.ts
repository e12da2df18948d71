import type { ActionState, RequestStatus } from "../api/types";
import type { IconName } from "../kit/icons";

/** What is asked of a person, besides the title: a choice where it has options, else words. */
export interface Question {
  key: string;
  label: string;
  help?: string;
  long?: boolean;
  options?: readonly { value: string; label: string; help?: string }[];
}

export interface Topic {
  key: string;
  icon: IconName;
  /** In the person's own words. */
  label: string;
  hint: string;
  /** What the request is called; `answers` by the key of their question. */
  subject: (answers: Record<string, string>) => string;
  questions: readonly Question[];
  /** What to know before sending. */
  notice?: string;
}

const NO_PASSWORDS = "Never write a password or a code here: nobody of the service desk needs it.";
const LOCKED_SOON =
  "We may sign you out everywhere and lock your account until you are safe. Say below how we can reach you then.";
const about = (start: string, what: string | undefined, otherwise: string) =>
  what?.trim() ? `${start} ${what.trim()}` : otherwise;

export const topics: readonly Topic[] = [
  {
    key: "sign-in",
    icon: "ban",
    label: "I can't sign in",
    hint: "One app or all",
    subject: () => "I can't sign in",
    notice: NO_PASSWORDS,
    questions: [
      {
        key: "where",
        label: "Where?",
        options: [
          { value: "Everywhere", label: "Everywhere" },
          { value: "One app only", label: "One app only", help: "Say below which one." },
        ],
      },
      { key: "seen", label: "What do you see when you try?", long: true },
    ],
  },
  {
    key: "password",
    icon: "key",
    label: "Forgot my password",
    hint: "Get a new one",
    subject: () => "Forgotten password",
    notice: NO_PASSWORDS,
    questions: [
      {
        key: "mail",
        label: "Can you read your work e-mail now?",
        help: "It decides how the new password can reach you.",
        options: [
          { value: "Yes", label: "Yes, for example on my phone" },
          { value: "No", label: "No" },
        ],
      },
    ],
  },
  {
    key: "new-phone",
    icon: "shield",
    label: "New phone for MFA",
    hint: "The codes at sign-in",
    subject: () => "New phone for signing in",
    questions: [
      {
        key: "old",
        label: "What about the old phone?",
        options: [
          { value: "It still works", label: "It still works" },
          { value: "It is broken or wiped", label: "It is broken or wiped" },
          {
            value: "It is lost or stolen",
            label: "It is lost or stolen",
            help: "Then we also sign it out.",
          },
        ],
      },
    ],
  },
  {
    key: "app",
    icon: "app",
    label: "I need an app",
    hint: "Access to a tool",
    subject: ({ app }) => about("Access to", app, "Access to an app"),
    questions: [
      { key: "app", label: "Which app?" },
      { key: "why", label: "What do you need it for?", long: true },
    ],
  },
  {
    key: "group",
    icon: "group",
    label: "Join a group",
    hint: "A team, a mailing list",
    subject: ({ group }) => about("Join", group, "Join a group"),
    questions: [
      { key: "group", label: "Which group?" },
      { key: "why", label: "Why do you need it?", long: true },
    ],
  },
  {
    key: "device",
    icon: "alert",
    label: "Lost device",
    hint: "Lost or stolen",
    subject: ({ what }) => about("Lost or stolen:", what?.toLowerCase(), "Lost or stolen device"),
    notice: LOCKED_SOON,
    questions: [
      {
        key: "what",
        label: "What is gone?",
        options: [
          { value: "Laptop", label: "Laptop" },
          { value: "Phone", label: "Phone" },
          { value: "Something else", label: "Something else" },
        ],
      },
      { key: "where", label: "When and where did you last have it?", long: true },
    ],
  },
  {
    key: "strange",
    icon: "search",
    label: "Strange sign-in",
    hint: "It was not me",
    subject: () => "Somebody may be in my account",
    notice: LOCKED_SOON,
    questions: [
      { key: "seen", label: "What did you notice, and when?", long: true },
      {
        key: "approved",
        label: "Did you approve a sign-in that was not yours, or give away a code?",
        options: [
          { value: "Yes", label: "Yes, or I am not sure" },
          { value: "No", label: "No" },
        ],
      },
    ],
  },
  {
    key: "other",
    icon: "message",
    label: "Something else",
    hint: "Ask anything",
    subject: () => "",
    questions: [],
  },
];

export const home = {
  title: "How can we help?",
  choices: "Topics",
  mine: "My requests",
  views: { open: "Open", resolved: "Closed" },
  viewsLabel: "Show",
  empty: {
    open: ["Nothing is open", "What you ask for appears here, with every answer."],
    resolved: ["Nothing is closed yet", "What is solved stays here, to look up."],
  },
  updated: "Updated",
  older: "Show older",
} as const;

export const ask = {
  back: "All topics",
  what: "What do you need?",
  whatHint: "One line, for example: new phone, Okta Verify does not work.",
  subject: "Title",
  more: "Anything else we should know?",
  description: "What happened?",
  descriptionHint: "Since when, on which device, and until when you need it.",
  submit: "Send to the service desk",
  missing: "Please answer this.",
  missingTitle: "Say in one line what it is about.",
  sent: (ref: string) => `${ref} was sent to the service desk.`,
} as const;

export const request = {
  back: "My requests",
  assignee: (name: string) => `${name} takes care of it`,
  nobody: "Nobody has taken it yet",
  sentTitle: (ref: string) => `We have it: ${ref}`,
  sentNext:
    "Somebody of the service desk takes it and answers here. This page shows it by itself; you can close it and come back.",
  conversation: "Conversation",
  reply: "Write to the service desk",
  solved: "It is solved",
  solvedHint: "This request is solved. Write again to open it.",
  you: "You",
  news: (name: string) => `News from ${name}.`,
  given: (name: string) => `${name} takes care of it now`,
  taken: "It waits for somebody else to take it",
  moved: (who: string, to: RequestStatus) =>
    ({
      new: `${who} put it back to the start`,
      in_progress: `${who} is working on it`,
      waiting: `${who} set it to waiting`,
      resolved: `${who} marked it as solved`,
    })[to],
  movedByMe: (to: RequestStatus) =>
    to === "resolved" ? "You marked it as solved" : "You opened it again",
  forPerson: (name: string) => `for ${name}`,
} as const;

/** Where a request stands, as the one who asked sees it. */
export const status: Record<RequestStatus, string> = {
  new: "Received",
  in_progress: "Being worked on",
  waiting: "Waiting",
  resolved: "Solved",
};

/** How far a step is that the service desk took in Okta. */
export const progress: Record<ActionState, string> = {
  queued: "about to start",
  running: "under way",
  pending: "under way",
  done: "done",
  already: "was so already",
  refused: "not possible as it is; the service desk looks for another way",
  failed: "did not work; the service desk is on it",
  unknown: "being checked",
};

/** What a step that is done means for the one it was done for, by the action's key. */
export const meaning: Record<string, string> = {
  "okta.user.reset_mfa":
    "Your ways to sign in were reset. At your next sign-in you are asked to set up your phone again.",
  "okta.user.reset_password":
    "Your old password no longer works. The service desk tells you how to get to a new one.",
  "okta.user.revoke_sessions": "You were signed out of Okta. Sign in again where you need it.",
  "okta.user.suspend": "Your account is locked for now: nobody can sign in with it.",
  "okta.user.activate": "Your account is ready. The service desk tells you how to begin.",
  "okta.user.restore_sessions": "You can sign in again.",
  "okta.user.unsuspend": "You can sign in again.",
  "okta.user.unlock": "You can sign in again.",
};
