"""The eight statuses of an Okta user, in the words of a sentence about a person."""

from __future__ import annotations

STAGED = "STAGED"
PROVISIONED = "PROVISIONED"
ACTIVE = "ACTIVE"
RECOVERY = "RECOVERY"
PASSWORD_EXPIRED = "PASSWORD_EXPIRED"  # noqa: S105  # a status
LOCKED_OUT = "LOCKED_OUT"
SUSPENDED = "SUSPENDED"
DEPROVISIONED = "DEPROVISIONED"
ALL = (
    STAGED,
    PROVISIONED,
    ACTIVE,
    RECOVERY,
    PASSWORD_EXPIRED,
    LOCKED_OUT,
    SUSPENDED,
    DEPROVISIONED,
)

# Each continues a sentence that begins with the person's name.
WORDS = {
    STAGED: "has not been activated yet",
    PROVISIONED: "has not finished the activation",
    ACTIVE: "is active",
    RECOVERY: "is in a password reset",
    PASSWORD_EXPIRED: "has an expired password",
    LOCKED_OUT: "is locked out",
    SUSPENDED: "is suspended",
    DEPROVISIONED: "is deprovisioned",
}

# What an administrator does instead; each follows a semicolon.
_HELPS = {
    STAGED: "use Activate user",
    PROVISIONED: "use Activate user to send the activation again",
    RECOVERY: "use Reset password to send a new link",
    PASSWORD_EXPIRED: "a new password is set at the next sign-in, or use Reset password",
    LOCKED_OUT: "use Unlock user",
    SUSPENDED: "use Unsuspend user",
    DEPROVISIONED: "use Activate user",
}

_KEEPERS = {
    "ACTIVE_DIRECTORY": "Active Directory",
    "LDAP": "an LDAP directory",
    "FEDERATION": "another identity provider",
    "SOCIAL": "a social identity provider",
    "IMPORT": "an imported directory",
}


def words(status: str) -> str:
    return WORDS.get(status, f"has the status {status}")


def blocked(name: str, status: str) -> str:
    """Why a person in this status cannot be helped by the action at hand, and what does help."""
    said = f"{name} {words(status)}"
    return f"{said}; {_HELPS[status]}." if status in _HELPS else f"{said}."


def keeper(provider: str | None) -> str | None:
    """Who keeps the password, if it is not Okta; in words."""
    if provider in {None, "OKTA"}:
        return None
    return _KEEPERS.get(provider, provider)


def unlock_elsewhere(name: str, keeper: str) -> str:
    """Why Okta does not unlock whoever signs in with a password that it does not keep."""
    return f"The password of {name} is kept by {keeper}; unlock the account there."
