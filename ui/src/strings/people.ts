import type { SyncRun } from "../api/types";

export const words = {
  title: "People",
  basis: {
    visible: (n: string) => `${n} active and provisioned`,
    all: (n: string) => `${n} in all`,
    status: (n: string, status: string) => `${n} ${status.toLowerCase()}`,
    found: (n: string) => `${n} found`,
  },
  synced: "Synced",
  notSynced: "Not synced yet",
  /** What is said of an attempt that came to nothing; others say nothing. */
  attempt: {
    failed: "the last attempt failed",
    held: "the last attempt was held",
    cancelled: "the last attempt was cancelled",
  } as Partial<Record<SyncRun["state"], string>>,
  syncNow: "Sync now",
  syncNotConnected: "Okta is not connected.",
  syncBroken: "The connection to Okta is broken.",
  syncing: "Syncing…",
  search: "Search people",
  searchHint: "Name, e-mail, title, department",
  filterLabel: "Show",
  active: "Active",
  all: "All",
  statusFilter: "Okta status",
  anyStatus: "By status…",
  columns: {
    name: "Name",
    email: "Work e-mail",
    status: "Okta status",
    title: "Title",
    department: "Department",
    manager: "Manager",
    location: "Location",
    groups: "Groups",
    apps: "Apps",
  },
  loadingRow: "Loading…",
  emptySynced: "No people in the directory",
  emptyNotSynced: "No people yet",
  emptyNotSyncedHint: "People come from Okta. Connect it, and the first import brings them here.",
  emptyNotSyncedForAgents: "People come from Okta. An administrator of Deskhand can connect it.",
  emptyImporting: "The first import from Okta brings them here.",
  showImport: "Show the import",
  connect: "Connect Okta",
  emptyFiltered: (q: string) => `Nobody matches “${q}” here`,
  emptyFilteredHint: "Look among all statuses, or search for something else.",
  emptyStatus: "Nobody is in this status",
  emptyStatusHint: "Choose another status to see people.",
  showAll: "Look among all",
  clear: "Show active people",
} as const;

/** Okta's names of what checks a password or gives a factor; a new one is shown as it is. */
const PROVIDERS: Record<string, string> = {
  OKTA: "Okta",
  ACTIVE_DIRECTORY: "Active Directory",
  LDAP: "LDAP",
  FEDERATION: "Another identity provider",
  SOCIAL: "A social account",
  IMPORT: "An imported password",
  GOOGLE: "Google",
  FIDO: "FIDO",
  DUO: "Duo",
  RSA: "RSA",
  SYMANTEC: "Symantec",
  YUBICO: "Yubico",
  CUSTOM: "Custom",
};

const SIGN_ON: Record<string, string> = {
  SAML_1_1: "SAML 1.1",
  SAML_2_0: "SAML 2.0",
  OPENID_CONNECT: "OpenID Connect",
  WS_FEDERATION: "WS-Federation",
  AUTO_LOGIN: "Password sign-in (SWA)",
  BROWSER_PLUGIN: "Browser plug-in (SWA)",
  SECURE_PASSWORD_STORE: "Password store (SWA)",
  BASIC_AUTH: "Basic authentication",
  BOOKMARK: "Bookmark",
};

export const providerName = (value: string | null): string | null =>
  value === null ? null : (PROVIDERS[value] ?? value);

export const signOnName = (value: string | null): string | null =>
  value === null ? null : (SIGN_ON[value] ?? value);

export const profile = {
  one: "Person",
  back: "People",
  newRequest: "New request",
  newRequestFor: (name: string) => `New request for ${name}`,
  attributes: "Attributes",
  custom: "Custom attributes",
  groups: (n: number) => `Groups (${n})`,
  apps: (n: number) => `Apps (${n})`,
  factors: "Factors",
  requests: "Requests",
  noCustom: "No custom attributes.",
  noFactors: "No factors are enrolled, as far as Okta lists them.",
  factorsUnknown: "Factors are read when the person is read again from Okta.",
  noRequests: "No requests of this person.",
  scopeUser: "Assigned directly",
  scopeGroup: "By group",
  notSet: "Not set",
  asOf: "As of",
  facts: {
    first_name: "First name",
    last_name: "Last name",
    login: "Login",
    second_email: "Second e-mail",
    city: "City",
    country: "Country",
    employee_number: "Employee number",
    credential_provider: "Signs in with",
    created_at: "Created",
    activated_at: "Activated",
    last_login_at: "Last sign-in",
    status_changed_at: "Status changed",
  },
  factorStatus: (status: string) => {
    const plain = status.toLowerCase().replaceAll("_", " ");
    return plain.charAt(0).toUpperCase() + plain.slice(1);
  },
} as const;
