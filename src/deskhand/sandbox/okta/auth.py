"""Who calls, and what he may do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from deskhand.sandbox.okta import clock
from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.model import Token, User
from deskhand.sandbox.okta.roles import permissions_of
from deskhand.sandbox.okta.scopes import covers
from deskhand.sandbox.okta.tenant import Tenant

_HEADER = re.compile(r"(SSWS|Bearer|DPoP)\s*(\S+)")
IDLE_LIFE = timedelta(days=30)
# Every read renews a token; writing that to the state file each time would cost a disk write.
_SAVE_USE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who signs a call: an administrator, or a service application on its own.

    `id` is whose share of the rate limits it spends, `name` what the call log shows. `scopes` are
    an access token's; an API token is held back by its administrator's roles alone.
    """

    id: str
    name: str
    roles: frozenset[str]
    user: User | None = None
    token: Token | None = None
    client_id: str | None = None
    scopes: frozenset[str] | None = None

    @property
    def permissions(self) -> frozenset[str]:
        return permissions_of(self.roles)

    @property
    def is_super(self) -> bool:
        return "SUPER_ADMIN" in self.roles

    def need(self, permission: str) -> None:
        if permission not in self.permissions:
            raise ApiError("E0000006")

    def need_scope(self, scope: str | None) -> None:
        """Raises BearerRefused when the access token that signs the call does not open it."""
        if self.scopes is not None and (scope is None or not covers(self.scopes, scope)):
            raise scope_refused()

    def need_over(self, tenant: Tenant, user: User) -> None:
        """Nobody but a super administrator acts on other administrators."""
        own = self.user is not None and self.user.id == user.id
        if not self.is_super and not own and tenant.roles_of(user):
            raise ApiError("E0000006")


class BearerRefused(Exception):  # noqa: N818  # named as what happened to the caller
    """An access token that is not good for the call: Okta answers in the header alone."""

    def __init__(self, error: str, description: str, status: int) -> None:
        super().__init__(description)
        self.error = error
        self.description = description
        self.status = status


def scope_refused() -> BearerRefused:
    told = "The access token provided does not contain the required scopes."
    return BearerRefused("insufficient_scope", told, 403)


def authenticate(tenant: Tenant, headers: Mapping[str, str]) -> Principal:
    """Raises E0000005 without credentials, E0000011 for an API token that is not good."""
    given = headers.get("Authorization")
    if not given:
        raise ApiError("E0000005")
    found = _HEADER.fullmatch(given.strip())
    if found and found[1] != "SSWS":
        raise BearerRefused("invalid_token", "The access token is invalid.", 401)
    token = tenant.find_token(found[2]) if found else None
    if token is None or token.revoked or expired(tenant, token):
        raise ApiError("E0000011")
    owner = tenant.users.get(token.user_id)
    if owner is None or owner.status == "DEPROVISIONED":
        raise ApiError("E0000011")
    _renew(tenant, token)
    roles = frozenset(role.type for role in tenant.roles_of(owner))
    return Principal(token.id, owner.login, roles, user=owner, token=token)


def expired(tenant: Tenant, token: Token) -> bool:
    return tenant.clock.now() >= clock.parse(token.last_used) + IDLE_LIFE


def _renew(tenant: Tenant, token: Token) -> None:
    if tenant.clock.now() - clock.parse(token.last_used) >= _SAVE_USE_AFTER:
        token.last_used = tenant.clock.stamp()
        tenant.tokens.put(token)
