"""Rows of the tenant as actors and targets of events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from deskhand.sandbox.okta.oauth.model import AccessToken
from deskhand.sandbox.okta.state.model import (
    App,
    AppGroup,
    AppUser,
    Factor,
    Group,
    OAuthToken,
    Rule,
    Token,
    User,
)
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.model import Entity

if TYPE_CHECKING:
    from deskhand.sandbox.okta.auth import Principal

SYSTEM = Entity("system", "SystemPrincipal", "system@okta.com", "Okta System")
UNKNOWN = "unknown"
# Where Okta's name differs from that of the row.
_TYPES = {"AccessToken": "access_token"}
_FACTORS = {
    "call": "Phone",
    "email": "Email",
    "push": "Okta Verify",
    "question": "Security Question",
    "signed_nonce": "Okta Verify",
    "sms": "Phone",
    "token:hotp": "Hardware token",
    "token:hardware": "Hardware token",
    "u2f": "Security Key (U2F)",
    "webauthn": "Security Key or Biometric",
}


def entity(tenant: Tenant, row: Struct) -> Entity:
    """Ready entities pass; a row of a kind unknown here tells what it has of id and name."""
    if isinstance(row, Entity):
        return row
    made = _KINDS.get(type(row))
    return made(tenant, row) if made is not None else _other(row)


def changed(user: User, before: dict[str, Any]) -> Entity:
    """A person whose profile was `before`, with what is different now."""
    names = sorted(
        name
        for name in before.keys() | user.profile.keys()
        if before.get(name) != user.profile.get(name)
    )
    was = {name: before.get(name) for name in names}
    now = {name: user.profile.get(name) for name in names}
    return Entity(user.id, "User", user.login, user.name, {"from": was, "to": now})


def actor_of(principal: Principal) -> Entity:
    if principal.user is not None:
        return _user(principal.user)
    client = principal.client_id or principal.id
    return Entity(client, "PublicClientApp", client, principal.name)


def _user(user: User) -> Entity:
    return Entity(user.id, "User", user.login, user.name)


def _group(group: Group) -> Entity:
    return Entity(group.id, "UserGroup", UNKNOWN, group.name)


def _app(app: App) -> Entity:
    return Entity(app.id, "AppInstance", app.label, app.label)


def _app_user(tenant: Tenant, row: AppUser) -> Entity:
    user = tenant.users.get(row.user_id)
    name = user.name if user is not None else row.user_name
    return Entity(row.assignment_id, "AppUser", row.user_name or UNKNOWN, name or UNKNOWN)


def _app_group(tenant: Tenant, row: AppGroup) -> Entity:
    group = tenant.groups.get(row.group_id)
    return Entity(row.group_id, "AppGroup", UNKNOWN, group.name if group else UNKNOWN)


def _factor(factor: Factor) -> Entity:
    if factor.factor_type == "token:software:totp":
        name = "Google Authenticator" if factor.provider == "GOOGLE" else "Okta Verify"
    else:
        name = _FACTORS.get(factor.factor_type, factor.factor_type)
    return Entity(factor.id, "AuthenticatorEnrollment", UNKNOWN, name)


def _oauth_token(tenant: Tenant, row: OAuthToken) -> Entity:
    app = tenant.apps.get(row.app_id)
    return Entity(row.id, "refresh_token", UNKNOWN, app.label if app else UNKNOWN)


def _other(row: Struct) -> Entity:
    key = str(getattr(row, "id", None) or getattr(row, "key", UNKNOWN))
    names = (getattr(row, name, None) for name in ("label", "display_name", "name", "scope"))
    name = str(next(filter(None, names), UNKNOWN))
    kind = type(row).__name__
    return Entity(key, _TYPES.get(kind, kind), UNKNOWN, name)


_KINDS: dict[type, Callable[[Tenant, Any], Entity]] = {
    User: lambda _, row: _user(row),
    Group: lambda _, row: _group(row),
    App: lambda _, row: _app(row),
    AppUser: _app_user,
    AppGroup: _app_group,
    OAuthToken: _oauth_token,
    AccessToken: lambda _, row: Entity(row.id, "access_token", UNKNOWN, "Access Token"),
    Factor: lambda _, row: _factor(row),
    Token: lambda _, row: Entity(row.id, "Token", UNKNOWN, row.name),
    Rule: lambda _, row: Entity(row.id, "GroupRule", UNKNOWN, row.name),
}
