"""Where the tenant is right and Okta's description is not, each with what is known instead.

Recordings are exchanges with real organisations; they win over the description. The description names
members by component: `User.activated` is the member `activated` of the schema `User`, `…[]` the elements
of a list, `…*` the values of a map.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Deviation:
    """At `where`: may be null, has members more, allows other values, or drops a condition."""

    where: str
    reason: str
    null: bool = False
    extra: dict[str, Any] = field(default_factory=dict)
    values: tuple[Any, ...] = ()
    loose: tuple[str, ...] = ()


def nulls(reason: str, holder: str, *members: str) -> Iterable[Deviation]:
    return (Deviation(f"{holder}.{member}", reason, null=True) for member in members)


_EXAMPLE = "the description's own examples have null here"
_IN_EXAMPLES = "the description's own examples have it"
_RECORDED = "recorded answers carry it"
_OPTIMISED = "useOptimization leaves the settings out"
_LINK = {"type": "object", "properties": {"href": {"type": "string"}}, "additionalProperties": True}

DEVIATIONS: tuple[Deviation, ...] = (
    # People
    Deviation("UserCredentials", _RECORDED, extra={
        "emails": {"type": "array", "items": {"type": "object", "properties": {
            "value": {"type": "string"},
            "status": {"type": "string", "enum": ["VERIFIED", "UNVERIFIED"]},
            "type": {"type": "string", "enum": ["PRIMARY", "SECONDARY"]},
        }}},
    }),
    Deviation("User._links", "recorded for deactivated people", extra={"delete": _LINK}),
    Deviation("Session", _RECORDED, extra={"mfaActive": {"type": "boolean"}}),
    Deviation("Session._links", _RECORDED, extra={"refresh": _LINK, "user": _LINK}),
    *nulls(_RECORDED, "Session", "lastFactorVerification"),
    *nulls(_EXAMPLE, "OAuth2Client", "client_uri", "logo_uri"),
    # Factors
    Deviation("UserFactorLinks", "the examples say questions, the schema question", extra={
        "questions": _LINK,
    }),
    Deviation("LinksResend", "the examples have a list, one for each way", extra={
        "resend": {"type": "array", "items": _LINK},
    }),
    Deviation("UserFactorSupported._embedded", "the examples have a list", extra={
        "phones": {"type": "array", "items": {"type": "object"}},
    }),
    Deviation("UserFactorU2FProfile", _IN_EXAMPLES, extra={"version": {"type": "string"}}),
    Deviation("UserFactorVerifyResponse", "the examples have texts in the profile, not objects", extra={
        "profile": {"type": "object"},
    }),
    Deviation("UserFactorVerifyResponseWaiting", "as above", extra={"profile": {"type": "object"}}),
    Deviation("UserFactorPushTransaction", _IN_EXAMPLES, extra={
        "expiresAt": {"type": "string", "format": "date-time"},
    }),
    Deviation("UserFactorPushTransactionWaitingNoNMC", "one word stands for both ways of waiting", extra={
        "_embedded": {"$ref": "#/components/schemas/NumberFactorChallengeEmbeddedLinks"},
    }),
    Deviation("UserFactorPushTransactionRejected._links", "the examples have a link", extra={"factor": _LINK}),
    Deviation("UserFactorPushTransactionTimeout._links", "the examples have a link", extra={"factor": _LINK}),
    Deviation("UserFactorActivateResponse", "a push that waits for its device answers as its poll", extra={
        "expiresAt": {"type": "string", "format": "date-time"},
        "factorResult": {"type": "string", "enum": ["WAITING", "TIMEOUT", "CANCELLED", "ERROR"]},
    }),
    Deviation("UserFactorActivateResponse._links", "as above", extra={"poll": _LINK}),
    Deviation("AuthenticatorProfile", "only phones have a number", loose=("required:phoneNumber",), extra={
        "expiresAt": {"type": "string", "format": "date-time"},
        "multiUse": {"type": "boolean"},
    }),
    # Groups
    *nulls(_RECORDED, "OktaUserGroupProfile", "description"),
    *nulls(_EXAMPLE, "GroupOwner", "originId"),
    Deviation("Group._embedded.stats", "answers spell hasAdminPrivilege, the description not", extra={
        "hasAdminPrivilege": {"type": "boolean"},
        "_links": {"$ref": "#/components/schemas/LinksSelf"},
    }),
    Deviation("Group._embedded.app.signOnMode", "as the application's own", null=True),
    Deviation("Group._embedded.app.signOnMode", "recorded for directories", null=True),
    # Applications
    Deviation("Application.signOnMode", "recorded for directories and personnel systems", null=True),
    Deviation("Application", "what those without a sign-on mode have in common with all others", extra={
        "name": {"type": "string"},
        "credentials": {"$ref": "#/components/schemas/ApplicationCredentials"},
        "settings": {"$ref": "#/components/schemas/ApplicationSettings"},
    }),
    *nulls(_RECORDED, "Application", "universalLogout"),
    *nulls(_EXAMPLE, "ApplicationAccessibility", "errorRedirectUrl", "loginRedirectUrl"),
    *nulls(_EXAMPLE, "ApplicationSettingsNotes", "admin", "enduser"),
    *nulls(_EXAMPLE, "ApplicationSettingsNotificationsVpn", "message", "helpUrl"),
    *nulls(_EXAMPLE, "SamlApplicationSettingsSignOn", "defaultRelayState"),
    *nulls(_EXAMPLE, "SwaApplicationSettingsApplication", "loginUrlRegex"),
    Deviation("ApplicationSettings", "the examples of every sign-on mode have it", extra={
        "app": {"type": "object"},
    }),
    Deviation("SwaApplicationSettingsApplication", "with three fields, the members have other names", loose=(
        "required",
    )),
    *(
        Deviation(f"{kind}Application", _OPTIMISED, loose=("required:settings", "required:credentials"))
        for kind in ("BrowserPlugin", "OpenIdConnect", "Bookmark", "BasicAuth", "SecurePasswordStore", "WsFederation")
    ),
    Deviation("OpenIdConnectApplication.name", "recorded for Okta's own applications", values=(
        "saasure", "okta_enduser", "okta_browser_plugin",
    )),
    Deviation("Application._embedded", "the examples embed the assignment itself", extra={
        "user": {"$ref": "#/components/schemas/AppUser"},
    }),
    *nulls(_EXAMPLE, "AppUser", "externalId"),
    *(
        Deviation(f"OAuth2ClientJsonWebKey{kind}Response", "RFC 7517, 4.3 allows it", extra={
            "key_ops": {"type": "array", "items": {"type": "string"}},
            **more,
        })
        for kind, more in (("EC", {"crv": {"type": "string"}}), ("Rsa", {}))
    ),
    # The authorization server
    Deviation("JsonWebKey", "its kinds are named by values of use", extra={
        "e": {"type": "string"},
        "n": {"type": "string"},
    }),
    Deviation("TokenResponseTokenType", "RFC 9449, 5", values=("DPoP",)),
    # The System Log: its events carry every member, as null where there is nothing to tell.
    *nulls(_RECORDED, "LogEvent", "legacyEventType", "target"),
    *nulls(_EXAMPLE, "LogActor", "detailEntry"),
    *nulls(_EXAMPLE, "LogTarget", "detailEntry"),
    *nulls(_EXAMPLE, "LogOutcome", "reason"),
    *nulls(_EXAMPLE, "LogClient", "zone", "id"),
    *nulls(_RECORDED, "LogClient", "userAgent", "ipAddress", "geographicalContext", "device"),
    *nulls(
        _EXAMPLE, "LogAuthenticationContext",
        "authenticationProvider", "credentialProvider", "credentialType", "issuer", "interface",
    ),
    *nulls(_RECORDED, "LogAuthenticationContext", "externalSessionId"),
    *nulls(_EXAMPLE, "LogIpAddress", "source"),
    Deviation("LogEvent", _IN_EXAMPLES, extra={"device": {"type": "object", "nullable": True}}),
    # The organisation
    Deviation("ApiToken", "the examples say _links, the schema _link", extra={"_links": {
        "type": "object", "properties": {"self": _LINK, "user": _LINK},
    }}),
    Deviation("TimeDuration", "the pattern allows no duration at all", loose=("pattern",)),
    Deviation("UserSchema", _RECORDED, extra={"description": {"type": "string"}}),
    Deviation("UserSchema._links", _RECORDED, extra={"type": _LINK}),
    Deviation("UserSchemaAttribute", "recorded for lists", extra={
        "items": {"type": "object"},
        "union": {"type": "string", "enum": ["ENABLE", "DISABLE"]},
    }),
    # The System Log
    Deviation("LogEvent", "the examples have it", extra={
        "device": {"type": "object", "nullable": True},
    }),
    *nulls("newer types have none", "LogEvent", "legacyEventType"),
    *nulls(_EXAMPLE, "LogActor", "detailEntry"),
    *nulls(_EXAMPLE, "LogTarget", "detailEntry"),
    *nulls(_EXAMPLE, "LogOutcome", "reason"),
    *nulls(_EXAMPLE, "LogIpAddress", "source"),
    *nulls(
        _EXAMPLE, "LogAuthenticationContext", "authenticationProvider", "credentialProvider",
        "credentialType", "issuer", "interface",
    ),
    *nulls("calls of the API have no session", "LogAuthenticationContext", "externalSessionId"),
    *nulls(_EXAMPLE, "LogClient", "zone", "id"),
    *nulls(
        "blank for what Okta does by itself", "LogClient", "userAgent", "ipAddress", "device",
        "geographicalContext",
    ),
)  # fmt: skip

NULLS = {one.where for one in DEVIATIONS if one.null}
EXTRA = {one.where: one.extra for one in DEVIATIONS if one.extra}
VALUES = {one.where: one.values for one in DEVIATIONS if one.values}
LOOSE = {one.where: one.loose for one in DEVIATIONS if one.loose}

CODES = {
    "E0000060": "501 for what cannot be done to a built-in group",
    "E0000062": "409 for a second assignment",
    "E0000090": "409 for a role that is assigned already",
    "E0000112": "409 while a person is being activated",
    "E0000231": "412 for an If-Match that does not match",
}
"""Codes of Okta's list of errors whose status the description leaves out for their operations."""

ANSWERS = {
    ("authorize", 200): "the page on which a person signs in or consents",
    ("authorize", 302): "RFC 6749, 4.1.2",
    ("authorize", 303): "from one page to the next",
    ("authorizeWithPost", 200): "the page on which a person signs in or consents",
    ("authorizeWithPost", 302): "RFC 6749, 4.1.2",
    ("authorizeWithPost", 303): "from one page to the next",
    ("logout", 302): "to where the client asked for",
    ("logout", 303): "to the page for people who are signed out",
    ("logoutWithPost", 302): "to where the client asked for",
    ("logoutWithPost", 303): "to the page for people who are signed out",
}
"""Status codes that the description leaves out for an operation."""

LISTS = {"listAuthenticatorEnrollments": "the description has one enrolment for the list of them"}
"""Operations that answer with a list of what the description says they answer with."""

_ONE_ROLE = "the description as a whole has it, this part of it not"

UNDESCRIBED = {
    ("POST", "/api/v1/sessions"): "left out since 2024, still answered in recordings of 2025",
    ("GET", "/api/v1/groups/{group}/users/{user}/group-rules"): "newer than the description",
    ("POST", "/api/v1/users/{user}/authenticator-enrollments/tac"): "guides to temporary codes",
    ("POST", "/api/v1/users/{user}/factors/{factor}/lifecycle/activate/poll"): "a link in examples",
    ("DELETE", "/api/v1/users/{user}/factors/{factor}/transactions/{transaction}"): "likewise",
    ("GET", "/api/v1/users/{user}/roles/{role}"): _ONE_ROLE,
    ("DELETE", "/api/v1/users/{user}/roles/{role}"): _ONE_ROLE,
    ("GET", "/api/v1/groups/{group}/roles"): _ONE_ROLE,
    ("POST", "/api/v1/groups/{group}/roles"): _ONE_ROLE,
    ("GET", "/api/v1/groups/{group}/roles/{role}"): _ONE_ROLE,
    ("DELETE", "/api/v1/groups/{group}/roles/{role}"): _ONE_ROLE,
    ("GET", "/oauth2/v1/clients/{client}/roles/{role}"): _ONE_ROLE,
    ("DELETE", "/oauth2/v1/clients/{client}/roles/{role}"): _ONE_ROLE,
    ("GET", "/.well-known/oauth-authorization-server"): "RFC 8414; Okta's guides name it",
    ("POST", "/oauth2/v1/authorize/consent"): "the form of the page on which a person consents",
}
"""Routes that the description lacks, and where they are known from."""

SCOPES = {
    ("GET", "/api/v1/users/{user}/factors/questions"): "the description names no scope for it, "
    "all its neighbours have this one",
}
"""Routes that a scope opens which the description does not name."""

_WRITES_SCHEMA = "writing schemas and types is not emulated"
_HOOKS = "event hooks are not emulated"
_REGISTERS = "clients are registered as applications"

ABSENT = {
    "listAuthenticators": "the organisation's authenticators are not emulated",
    "createAuthenticator": "the organisation's authenticators are not emulated",
    **dict.fromkeys(
        (
            "listEventHooks", "createEventHook", "getEventHook", "replaceEventHook",
            "deleteEventHook", "activateEventHook", "deactivateEventHook", "verifyEventHook",
        ),
        _HOOKS,
    ),
    **dict.fromkeys(
        (
            "updateUserProfile", "createUserType", "updateUserType", "replaceUserType",
            "deleteUserType",
        ),
        _WRITES_SCHEMA,
    ),
    "updateOrgSettings": "the organisation is what its seed made it",
    "replaceOrgSettings": "the organisation is what its seed made it",
    **dict.fromkeys(
        (
            "listClients", "createClient", "getClient", "replaceClient", "deleteClient",
            "generateNewClientSecret",
        ),
        _REGISTERS,
    ),
    "deviceAuthorize": "no device flow",
    "par": "no pushed authorization requests",
}  # fmt: skip
"""Operations of the description that the tenant does not serve, and why."""

_CUT = "a page that is asked for larger than the largest is the largest"

TOLERATED = {
    ("listApplications", "limit=201"): _CUT,
    ("listApplicationUsers", "limit=501"): _CUT,
    ("listApplicationGroupAssignments", "limit=201"): _CUT,
    ("listApplicationGroupAssignments", "limit=19"): "small pages are taken as everywhere else",
    ("listGroupRules", "limit=201"): _CUT,
    ("listUserGrants", "limit=201"): _CUT,
    ("listGrantsForUserAndClient", "limit=201"): _CUT,
    ("listRefreshTokensForUserAndClient", "limit=201"): _CUT,
    ("resetPassword", "sendEmail=None"): "Okta's older reference gives it a default, true",
}
"""Requests that the description forbids and the tenant takes, by their operation and their flaw."""
