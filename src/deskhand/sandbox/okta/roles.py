"""Which administrator role may do what. Permissions are named after Okta's own for custom roles."""

from __future__ import annotations

from collections.abc import Iterable

READS = frozenset(
    {
        "users.read",
        "groups.read",
        "rules.read",
        "apps.read",
        "factors.read",
        "sessions.read",
        "schemas.read",
        "roles.read",
        "tokens.read",
        "orgs.read",
        "logs.read",
    }
)
_HELP_DESK = frozenset(
    {
        "users.read",
        "groups.read",
        "factors.read",
        "schemas.read",
        "users.unlock",
        "users.credentials",
        "users.factors",
        "users.sessions",
    }
)
_USER_ADMIN = _HELP_DESK | {
    "users.manage",
    "users.lifecycle",
    "groups.members",
    "groups.manage",
    "sessions.read",
    "sessions.manage",
}
_APP_ADMIN = frozenset(
    {
        "users.read",
        "groups.read",
        "apps.read",
        "apps.manage",
        "apps.assign",
        "schemas.read",
        "logs.read",
    }
)
_ORG_ADMIN = READS | _USER_ADMIN | {"apps.assign", "rules.manage"}
EVERYTHING = _ORG_ADMIN | _APP_ADMIN | {"tokens.manage", "roles.manage", "schemas.manage"}

PERMISSIONS: dict[str, frozenset[str]] = {
    "SUPER_ADMIN": EVERYTHING,
    "ORG_ADMIN": _ORG_ADMIN,
    "APP_ADMIN": _APP_ADMIN,
    "USER_ADMIN": _USER_ADMIN,
    "HELP_DESK_ADMIN": _HELP_DESK,
    "GROUP_MEMBERSHIP_ADMIN": frozenset({"users.read", "groups.read", "groups.members"}),
    "READ_ONLY_ADMIN": READS,
    "REPORT_ADMIN": frozenset({"users.read", "groups.read", "apps.read", "logs.read"}),
    "API_ACCESS_MANAGEMENT_ADMIN": frozenset({"users.read", "groups.read", "apps.read"}),
    "WORKFLOWS_ADMIN": frozenset(),
    "ACCESS_REQUESTS_ADMIN": frozenset({"users.read", "groups.read", "apps.read"}),
    "ACCESS_CERTIFICATIONS_ADMIN": frozenset({"users.read", "groups.read", "apps.read"}),
}

LABELS: dict[str, str] = {
    "SUPER_ADMIN": "Super Administrator",
    "ORG_ADMIN": "Organization Administrator",
    "APP_ADMIN": "Application Administrator",
    "USER_ADMIN": "Group Administrator",
    "HELP_DESK_ADMIN": "Help Desk Administrator",
    "GROUP_MEMBERSHIP_ADMIN": "Group Membership Administrator",
    "READ_ONLY_ADMIN": "Read-only Administrator",
    "REPORT_ADMIN": "Report Administrator",
    "API_ACCESS_MANAGEMENT_ADMIN": "API Access Management Administrator",
    "WORKFLOWS_ADMIN": "Workflows Administrator",
    "ACCESS_REQUESTS_ADMIN": "Access Requests Administrator",
    "ACCESS_CERTIFICATIONS_ADMIN": "Access Certifications Administrator",
}


def permissions_of(role_types: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(PERMISSIONS[role] for role in role_types))
