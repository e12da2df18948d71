"""Commands on who may do what: API tokens, and the roles of administrators."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from deskhand.sandbox.okta import membership
from deskhand.sandbox.okta.auth import SENDABLE_FORM, expired, sendable
from deskhand.sandbox.okta.control.views import View
from deskhand.sandbox.okta.control.wishes import Refused, named_user, read_wish
from deskhand.sandbox.okta.roles import LABELS, PERMISSIONS
from deskhand.sandbox.okta.seed.people import SERVICE
from deskhand.sandbox.okta.state.model import Role, Token, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.limits import Limits

_TOLD = {"grant": "privilegeGranted", "revoke": "privilegeRevoked"}


class _TokenWish(msgspec.Struct):
    """`token` is a value, or the id of a token that is known; `admin` is a login."""

    token: str
    admin: str = SERVICE
    name: str | None = None


class _RolesWish(msgspec.Struct):
    roles: list[str]


class _ShareWish(msgspec.Struct):
    rate_limit_percent: int


class AccessCommands:
    def __init__(self, tenant: Tenant, limits: Limits, view: View) -> None:
        self._tenant = tenant
        self._limits = limits
        self._view = view

    async def list_tokens(self, request: web.BaseRequest, name: str) -> Any:
        return [self._view.token(token) for token in self._tenant.tokens]

    async def add_token(self, request: web.BaseRequest, name: str) -> Any:
        """A token, or one that was revoked or has expired made good again."""
        wish = await read_wish(request, _TokenWish)
        token = self._find_token(wish.token)
        if token is None:
            if not sendable(wish.token):
                raise Refused(SENDABLE_FORM)
            owner = named_user(self._tenant, wish.admin)
            label = wish.name or f"Token of {owner.login}"
            token = self._tenant.add_token(wish.token, label, owner.id)
            note(self._tenant, "system.api_token.create", token)
        elif token.revoked or expired(self._tenant, token):
            token.revoked = False
            token.last_used = token.last_updated = self._tenant.clock.stamp()
            self._tenant.tokens.put(token)
            note(self._tenant, "system.api_token.update", token)
        return self._view.token(token)

    async def share_token(self, request: web.BaseRequest, name: str) -> Any:
        """How much of each rate limit a token, or an OAuth client, may spend."""
        token, client = self._find_token(name), self._tenant.clients.get(name)
        owner = token or client
        if owner is None:
            raise Refused("no such token or client; GET tokens and GET clients list them", 404)
        percent = (await read_wish(request, _ShareWish)).rate_limit_percent
        if not 1 <= percent <= 100:
            raise Refused("rate_limit_percent must be from 1 to 100")
        self._limits.give_share(owner.id, percent)
        return {"id": owner.id, "rate_limit_percent": percent}

    async def windows(self, request: web.BaseRequest, name: str) -> Any:
        """The rate limits that calls have spent of within the last minute."""
        return {"edition": self._limits.edition, "windows": self._view.windows()}

    async def revoke_token(self, request: web.BaseRequest, name: str) -> Any:
        token = self._find_token(name)
        if token is None:
            raise Refused("no such token; GET tokens lists their ids", 404)
        token.revoked = True
        token.last_updated = self._tenant.clock.stamp()
        self._tenant.tokens.put(token)
        note(self._tenant, "system.api_token.revoke", token)
        return self._view.token(token)

    async def list_admins(self, request: web.BaseRequest, name: str) -> Any:
        tenant = self._tenant
        members = tenant.memberships.of_left(tenant.administrators.id)
        found = sorted((tenant.users[key] for key in members), key=lambda user: user.login)
        return [_admin(user) for user in found]

    async def set_roles(self, request: web.BaseRequest, name: str) -> Any:
        tenant, user = self._tenant, named_user(self._tenant, name)
        wanted = list(dict.fromkeys((await read_wish(request, _RolesWish)).roles))
        unknown = [role for role in wanted if role not in PERMISSIONS]
        if unknown:
            raise Refused(f"unknown role: {unknown[0]}; known are {', '.join(PERMISSIONS)}")
        now = tenant.clock.stamp()
        had = [role.type for role in user.roles]
        user.roles = [Role(tenant.ids.make("ra1"), role, now) for role in wanted]
        tenant.put_user(user)
        for kind, roles, others in (("revoke", had, wanted), ("grant", wanted, had)):
            for role in (role for role in roles if role not in others):
                detail = {_TOLD[kind]: LABELS.get(role, role)}
                note(tenant, f"user.account.privilege.{kind}", user, detail=detail)
        membership.sync_administrators(tenant, user)
        return _admin(user)

    def _find_token(self, name: str) -> Token | None:
        return self._tenant.tokens.get(name) or self._tenant.find_token(name)


def _admin(user: User) -> dict[str, Any]:
    return {"id": user.id, "login": user.login, "roles": [role.type for role in user.roles]}
