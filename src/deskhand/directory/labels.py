"""What people call the provider's kinds of groups, ways to sign on, features and factors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SIGN_ON = {
    "SAML_2_0": "SAML",
    "SAML_1_1": "SAML",
    "OPENID_CONNECT": "OIDC",
    "AUTO_LOGIN": "SWA",
    "BROWSER_PLUGIN": "SWA",
    "SECURE_PASSWORD_STORE": "SWA",
    "BOOKMARK": "Bookmark",
    "BASIC_AUTH": "Basic authentication",
    "WS_FEDERATION": "WS-Federation",
    "MFA_AS_SERVICE": "MFA as a service",
}
NO_SIGN_ON = "Directory or HR source"
GROUP_TYPES = {"OKTA_GROUP": "Custom", "BUILT_IN": "Built-in", "APP_GROUP": "Imported"}
_FEATURES = {
    "PUSH_NEW_USERS": "Creates accounts",
    "PUSH_PROFILE_UPDATES": "Updates profiles",
    "PUSH_PASSWORD_UPDATES": "Sets passwords",
    "PUSH_USER_DEACTIVATION": "Deactivates accounts",
    "REACTIVATE_USERS": "Reactivates accounts",
    "GROUP_PUSH": "Pushes groups",
    "IMPORT_NEW_USERS": "Imports people",
    "IMPORT_PROFILE_UPDATES": "Imports profile changes",
    "IMPORT_USER_SCHEMA": "Imports its attributes",
    "PROFILE_MASTERING": "Is the source of profiles",
    "UNIVERSAL_LOGOUT": "Signs people out everywhere",
}
# Begun by the person and not finished: nobody can prove anything with such a factor yet.
BEING_SET_UP = "PENDING_ACTIVATION"
# With any of these, an assignment does something to an account in the application.
_PROVISIONING = frozenset(
    [
        "PUSH_NEW_USERS",
        "PUSH_PROFILE_UPDATES",
        "PUSH_PASSWORD_UPDATES",
        "PUSH_USER_DEACTIVATION",
        "REACTIVATE_USERS",
    ]
)


def sign_on(mode: str | None) -> str | None:
    """A mode that is new to us is shown as it is."""
    return SIGN_ON.get(mode, mode) if mode else None


def modes_of(words: str, known: Iterable[str | None]) -> list[str | None]:
    """Those of the known modes that people call so; directories have none."""
    return [mode for mode in known if (sign_on(mode) or NO_SIGN_ON) == words]


def factor(label: str, status: str) -> str:
    """A factor as sentences name it, which must not pass for enrolled when it is not."""
    return f"{label} (being set up)" if status == BEING_SET_UP else label


def group_type(kind: str, source: str | None) -> str:
    """`source` is the label of the application that an imported group comes from."""
    label = GROUP_TYPES.get(kind, kind)
    return f"{label} from {source}" if source and kind == "APP_GROUP" else label


def features(found: Sequence[str]) -> list[str]:
    """In words; what is new to us is spelled out."""
    return [_FEATURES.get(each, each.replace("_", " ").capitalize()) for each in found]


def provisions(found: Iterable[str]) -> bool:
    """Whether an application makes, changes or closes accounts of its own."""
    return not _PROVISIONING.isdisjoint(found)


def listed(names: Sequence[str], most: int = 3) -> str:
    """Names in a sentence: "A, B and 4 more"."""
    more = len(names) - most
    return f"{', '.join(names[:most])} and {more} more" if more > 0 else ", ".join(names)
