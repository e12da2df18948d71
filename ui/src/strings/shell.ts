export const words = {
  product: "Deskhand",
  skip: "Skip to the content",
  navigation: "Main",
  menu: "Menu",
  requests: "Requests",
  myRequests: "My requests",
  people: "People",
  settings: "Settings",
  integrations: "Integrations",
  open: "open",
  goRequests: "G then R",
  goPeople: "G then P",
  connected: "Okta",
  broken: "Broken",
  notConnected: "Not set up",
  search: "Search or run…",
  toDark: "Switch to the dark scheme",
  toLight: "Switch to the light scheme",
  me: (name: string) => `Signed in as ${name}`,
  signOut: "Sign out",
  keys: "Keyboard shortcuts",
  roles: { administrator: "Administrator", agent: "Service desk", employee: "Employee" },
  offline: "Live updates are interrupted. Trying again; what you see may be old.",
  brokenForAgents:
    "Actions cannot reach Okta now. An administrator of Deskhand has to mend the connection.",
  brokenTitle: "The connection to Okta is broken",
  mend: "Mend the connection",
  sandboxConsole: "Sandbox console",
  notFound: "There is no such page",
  notFoundHint: "The address may be mistyped, or what it showed is gone.",
  home: "Go to Requests",
  noPermission: "This is not open to you",
  noPermissionHint: (role: string) =>
    `Your role (${role}) does not include it. An administrator of Deskhand can change that.`,
} as const;

export const palette = {
  label: "Command palette",
  placeholder: "Search people, requests, or type an action…",
  actionsOn: (name: string) => `Actions on ${name}`,
  action: (title: string) => `Okta · ${title}`,
  okta: "Okta connection",
  goTo: "Go to",
  requests: "Requests",
  people: "People",
  commands: "Commands",
  newRequest: "New request",
  shortcuts: "Keyboard shortcuts",
  theme: "Switch the colour scheme",
  results: (n: number) => (n === 1 ? "1 result" : `${n} results`),
  nothing: (q: string) => `Nothing matches “${q}”.`,
} as const;

export const hotkeys = {
  title: "Keyboard shortcuts",
  groups: [
    {
      title: "Everywhere",
      rows: [
        ["mod K", "Search or run"],
        ["?", "This list"],
        ["G then R", "Go to Requests"],
        ["G then P", "Go to People"],
      ],
    },
    {
      title: "Lists",
      rows: [
        ["/", "Search"],
        ["J, K", "Next, previous row"],
        ["Enter", "Open the row"],
        ["N", "New request"],
      ],
    },
    {
      title: "A request",
      rows: [
        ["A", "Go to the actions"],
        ["E", "Resolve"],
        ["M", "Write an internal note"],
        ["R", "Write a reply"],
        ["/ in the reply", "Choose an action"],
        ["mod Enter", "Send"],
      ],
    },
  ],
} as const;
