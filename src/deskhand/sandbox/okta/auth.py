"""Who calls, and what he may do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.oauth import bearer
from deskhand.sandbox.okta.oauth.refusals import scope_refused
from deskhand.sandbox.okta.oauth.sent import Sent
from deskhand.sandbox.okta.roles import permissions_of
from deskhand.sandbox.okta.scopes import covers
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import Group, Token, User
from deskhand.sandbox.okta.state.tenant import Tenant

_HEADER = re.compile(r"(SSWS|Bearer|DPoP)\s*(\S+)")
_SENDABLE = re.compile(r"[!-~]+")
SENDABLE_FORM = "an API token is printable ASCII without blanks, and not empty"
IDLE_LIFE = timedelta(days=30)
# Every read renews a token; writing that to the state file each time would cost a disk write.
_SAVE_USE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who signs a call: an administrator, or a service application on its own.

    `id` is whose share of the rate limits it spends, `name` what the call log shows. `scopes` are
    an access token's, which may be `bound` to a key; an API token is held back by its
    administrator's roles alone.
    """

    id: str
    name: str
    roles: frozenset[str]
    user: User | None = None
    token: Token | None = None
    client_id: str | None = None
    scopes: frozenset[str] | None = None
    bound: bool = False

    @property
    def permissions(self) -> frozenset[str]:
        return permissions_of(self.roles)

    @property
    def is_super(self) -> bool:
        return "SUPER_ADMIN" in self.roles

    @property
    def powerless(self) -> bool:
        """A service application that nobody gave an administrator role."""
        return self.user is None and not self.roles

    def need(self, permission: str) -> None:
        if permission not in self.permissions:
            raise ApiError("E0000006")

    def need_scope(self, scope: str | None) -> None:
        """Raises BearerRefused when the access token that signs the call does not open it."""
        if self.scopes is not None and (scope is None or not covers(self.scopes, scope)):
            raise scope_refused(scope or "", bound=self.bound)

    def need_over(self, tenant: Tenant, user: User) -> None:
        """Nobody but a super administrator acts on other administrators."""
        own = self.user is not None and self.user.id == user.id
        if not self.is_super and not own and tenant.roles_of(user):
            raise ApiError("E0000006")

    def need_over_group(self, group: Group) -> None:
        """Who joins an administrators' group becomes one: a super administrator decides."""
        if group.roles and not self.is_super:
            raise ApiError("E0000006")


def authenticate(tenant: Tenant, sent: Sent) -> Principal:
    """Raises E0000005 without credentials, E0000011 for an API token that is not good.

    Raises BearerRefused for an access token that is not good.
    """
    given = sent.headers.get("Authorization")
    if not given:
        raise ApiError("E0000005")
    found = _HEADER.fullmatch(given.strip())
    if found is None:
        raise ApiError("E0000011")
    scheme, value = found.groups()
    if scheme == "SSWS":
        return _by_api_token(tenant, value)
    return _by_access(tenant, sent, scheme, value)


def sendable(value: str) -> bool:
    """Whether a client could send this as its API token."""
    return _SENDABLE.fullmatch(value) is not None


def expired(tenant: Tenant, token: Token) -> bool:
    return tenant.clock.now() >= clock.parse(token.last_used) + IDLE_LIFE


def _by_api_token(tenant: Tenant, value: str) -> Principal:
    token = tenant.find_token(value)
    if token is None or token.revoked or expired(tenant, token):
        raise ApiError("E0000011")
    owner = tenant.users.get(token.user_id)
    if owner is None or owner.status == "DEPROVISIONED":
        raise ApiError("E0000011")
    _renew(tenant, token)
    roles = frozenset(role.type for role in tenant.roles_of(owner))
    return Principal(token.id, owner.login, roles, user=owner, token=token)


def _by_access(tenant: Tenant, sent: Sent, scheme: str, value: str) -> Principal:
    """An administrator's token acts as he may; a service application's as its own roles let it."""
    found = bearer.check(tenant, sent, scheme, value)
    held = found.client.client.roles if found.user is None else tenant.roles_of(found.user)
    return Principal(
        id=found.client.id,
        name=found.user.login if found.user else found.client.id,
        roles=frozenset(role.type for role in held),
        user=found.user,
        client_id=found.client.id,
        scopes=frozenset(found.token.scopes),
        bound=found.token.jkt is not None,
    )


def _renew(tenant: Tenant, token: Token) -> None:
    if tenant.clock.now() - clock.parse(token.last_used) >= _SAVE_USE_AFTER:
        token.last_used = tenant.clock.stamp()
        tenant.tokens.put(token)
