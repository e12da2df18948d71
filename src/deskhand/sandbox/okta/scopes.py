"""Which scopes there are, and which of them an access token needs for a call."""

from __future__ import annotations

# The first prefix that fits decides.
_FAMILIES = (
    ("/api/v1/meta/schemas/user/linkedObjects", "linkedObjects"),
    ("/api/v1/meta/schemas", "schemas"),
    ("/api/v1/meta/types", "userTypes"),
    ("/api/v1/api-tokens", "apiTokens"),
    ("/api/v1/apps/{app}/grants", "appGrants"),
    ("/api/v1/apps", "apps"),
    ("/api/v1/groups/{group}/roles", "roles"),
    ("/api/v1/groups", "groups"),
    ("/api/v1/logs", "logs"),
    ("/api/v1/org", "orgs"),
    ("/api/v1/sessions", "sessions"),
    ("/api/v1/users/{user}/roles", "roles"),
    ("/api/v1/users", "users"),
    ("/oauth2/v1/clients/{client}/roles", "roles"),
    ("/oauth2/v1/global-token-revocation", "universalLogout"),
)
# Open to API tokens only.
_NONE = {
    ("DELETE", "/api/v1/api-tokens/current"),
    ("POST", "/api/v1/sessions"),
}
# What each family of scopes is about, in the words of the consent page.
ABOUT = {
    "agentPools": "agents that connect directories",
    "apiTokens": "API tokens",
    "appGrants": "which scopes applications are granted",
    "apps": "applications and who is assigned to them",
    "authenticators": "authenticators that people can enrol",
    "authorizationServers": "custom authorization servers",
    "behaviors": "rules that notice unusual sign-ins",
    "brands": "the look of sign-in pages and e-mails",
    "captchas": "CAPTCHAs",
    "deviceAssurance": "what devices must fulfil",
    "devices": "registered devices",
    "domains": "custom domains",
    "emailDomains": "domains that e-mails come from",
    "emailServers": "e-mail servers",
    "eventHooks": "event hooks, which report what happens to other systems",
    "features": "features of the organisation",
    "groups": "groups, their members and group rules",
    "identitySources": "sources of people's records",
    "idps": "identity providers",
    "inlineHooks": "inline hooks, which ask other systems during sign-in",
    "linkedObjects": "definitions of relations between people, such as their manager",
    "logStreams": "streams of the System Log",
    "logs": "the System Log",
    "networkZones": "network zones",
    "oauthIntegrations": "API service integrations",
    "orgs": "settings of the organisation",
    "policies": "sign-in and password policies",
    "principalRateLimits": "rate limits of tokens and applications",
    "profileMappings": "how profiles are mapped to applications",
    "pushProviders": "services that deliver push messages",
    "rateLimits": "rate limits of the organisation",
    "realms": "realms",
    "realmAssignments": "who is assigned to which realm",
    "roles": "administrator roles",
    "schemas": "attributes that profiles have",
    "sessions": "sign-in sessions",
    "templates": "texts of messages",
    "threatInsights": "blocking of suspicious addresses",
    "trustedOrigins": "trusted web origins",
    "uischemas": "forms for people's profiles",
    "universalLogout": "the end of all sessions and tokens of a person",
    "userTypes": "types of users",
    "users": "people's profiles, status and factors",
}
_CHANGED_UNREAD = {"users": ", and set passwords"}
# Nobody changes the log.
_READ_ONLY = {"logs"}
_WRITE_ONLY = {"universalLogout"}
KNOWN = frozenset(
    f"okta.{family}.{verb}"
    for family in ABOUT
    for verb in ("read", "manage")
    if not (verb == "manage" and family in _READ_ONLY)
    and not (verb == "read" and family in _WRITE_ONLY)
)
"""Scopes of the management API; an administrator grants them to applications one by one."""
OPENID = {
    "openid": "Know who you are",
    "profile": "See your name and your profile",
    "email": "See your e-mail address",
    "phone": "See your telephone number",
    "address": "See your postal address",
    "offline_access": "Keep this access while you are away, until you or an administrator end it",
}
"""Scopes about the person who signs in, with what they allow; nobody needs to grant them."""
# To change these is to be able to take over accounts, or everything.
_POWERFUL = {"apiTokens", "appGrants", "apps", "groups", "idps", "policies", "roles", "users"}


def scope_of(method: str, template: str) -> str | None:
    """The scope for a route, `okta.users.read` for example; None where no scope opens it."""
    if (method, template) in _NONE:
        return None
    family = next(name for prefix, name in _FAMILIES if template.startswith(prefix))
    return f"okta.{family}.{'read' if method == 'GET' else 'manage'}"


def covers(held: frozenset[str], scope: str) -> bool:
    """Whether these scopes open what asks for that one: to manage includes to read."""
    return scope in held or f"{scope.removesuffix('.read')}.manage" in held


def explained(scope: str) -> str:
    """What a known scope allows, in one line for people."""
    if scope in OPENID:
        return OPENID[scope]
    family, _, verb = scope.removeprefix("okta.").rpartition(".")
    if family in _WRITE_ONLY:
        return f"Cause {ABOUT[family]}"
    if verb == "read":
        return f"Read {ABOUT[family]}"
    return f"Read and change {ABOUT[family]}{_CHANGED_UNREAD.get(family, '')}"


def powerful(scope: str) -> bool:
    """Whether the scope opens the way to other people's accounts."""
    family, _, verb = scope.removeprefix("okta.").rpartition(".")
    return verb == "manage" and family in _POWERFUL
