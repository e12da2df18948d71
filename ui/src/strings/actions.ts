export const dialog = {
  effects: "What happens",
  risk: { low: "Low risk", medium: "Medium risk", high: "High risk" },
  chosen: "Chosen",
  yes: "Yes",
  no: "No",
  hint: "Nothing is sent to Okta before you confirm. Then once, and the timeline keeps the proof.",
  opensRequest:
    "Nothing is sent to Okta before you confirm. A request is opened that keeps the proof.",
  typeName: "Type the person's name to confirm",
  typeNameHelp: (name: string) => `Exactly: ${name}`,
  changed: "This is not possible any more",
} as const;

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export const secret = {
  show: (label: string) => `Show ${label.charAt(0).toLowerCase()}${label.slice(1)}`,
  warning: "It is shown once and then destroyed. Be ready to hand it over.",
  showNow: "Show it now",
  again: "Show again",
  hide: "Done, remove it",
  leaves: (seconds: number) => `Leaves this page in ${seconds} s.`,
  covered: "Covered, because you looked away.",
  copy: (label: string) => `Copy ${label.charAt(0).toLowerCase()}${label.slice(1)}`,
  ready: (label: string) => `${capital(label)} can be shown once`,
  until: "until",
  shown: (label: string) => `${capital(label)} was shown`,
  shownBy: (name: string) => `to ${name}`,
  expired: (label: string) => `${capital(label)} expired without being shown`,
  destroyed: "It is destroyed.",
  announced: (label: string) => `${capital(label)} is shown.`,
  removed: (label: string) => `${capital(label)} was removed from this page.`,
} as const;
