"""The commands of the control API, one method each: a request in, plain data out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from deskhand.sandbox.okta import membership, signin
from deskhand.sandbox.okta.api import base_of
from deskhand.sandbox.okta.control.views import View
from deskhand.sandbox.okta.faults import KINDS, Fault, Faults
from deskhand.sandbox.okta.limits import Limits
from deskhand.sandbox.okta.model import Role, Token, User
from deskhand.sandbox.okta.roles import PERMISSIONS
from deskhand.sandbox.okta.seed.build import build
from deskhand.sandbox.okta.seed.people import SERVICE
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.tenant import Tenant

T = TypeVar("T", bound=msgspec.Struct)


class Refused(Exception):  # noqa: N818  # named as what happened to the command
    """The command makes no sense; the text says why."""

    def __init__(self, reason: str, status: int = 422) -> None:
        super().__init__(reason)
        self.status = status


class _TokenWish(msgspec.Struct):
    """`token` is a value, or the id of a token that is known; `admin` is a login."""

    token: str
    admin: str = SERVICE
    name: str | None = None


class _RolesWish(msgspec.Struct):
    roles: list[str]


class _ClockWish(msgspec.Struct):
    advance_seconds: float


class _SettingsWish(msgspec.Struct):
    """Left out means unchanged."""

    transition_seconds: float | None = None
    search_lag_seconds: float | None = None


class _NameWish(msgspec.Struct):
    name: str


class Commands:
    def __init__(self, tenant: Tenant, plan: Plan, faults: Faults, limits: Limits) -> None:
        self._tenant = tenant
        self._plan = plan
        self._faults = faults
        self._limits = limits
        self._view = View(tenant, faults)

    async def list_faults(self, request: web.BaseRequest, name: str) -> Any:
        return list(self._faults)

    async def add_fault(self, request: web.BaseRequest, name: str) -> Any:
        fault = await _wish(request, Fault)
        if fault.times is not None and fault.times < 1:
            raise Refused("times must be at least 1")
        return self._faults.add(fault)

    async def delete_faults(self, request: web.BaseRequest, name: str) -> Any:
        """All of them, or the one whose id follows."""
        self._faults.clear(name or None)
        return list(self._faults)

    async def list_calls(self, request: web.BaseRequest, name: str) -> Any:
        """`?after=N` leaves out the calls up to number N; `?user=` keeps those on one person."""
        after = request.query.get("after", "0")
        if not after.isdecimal():
            raise Refused("after must be a number")
        wanted = request.query.get("user")
        user_id = self._user(wanted).id if wanted else None
        return self._view.calls(after=int(after), user_id=user_id)

    async def state(self, request: web.BaseRequest, name: str) -> Any:
        return self._view.state()

    async def user(self, request: web.BaseRequest, name: str) -> Any:
        return self._view.user(self._user(name))

    async def sign_in(self, request: web.BaseRequest, name: str) -> Any:
        return self._at_sign_in(name, signin.sign_in)

    async def lock_out(self, request: web.BaseRequest, name: str) -> Any:
        """As too many wrong passwords do."""
        return self._at_sign_in(name, signin.lock_out)

    async def mailbox(self, request: web.BaseRequest, name: str) -> Any:
        return self._view.mails(base_of(request))

    async def list_tokens(self, request: web.BaseRequest, name: str) -> Any:
        return [self._view.token(token) for token in self._tenant.tokens]

    async def add_token(self, request: web.BaseRequest, name: str) -> Any:
        """A token, or one that was revoked made good again."""
        wish = await _wish(request, _TokenWish)
        token = self._find_token(wish.token)
        if token is None:
            owner = self._user(wish.admin)
            label = wish.name or f"Token of {owner.login}"
            token = self._tenant.add_token(wish.token, label, owner.id)
        elif token.revoked:
            token.revoked = False
            token.last_used = token.last_updated = self._tenant.clock.stamp()
            self._tenant.tokens.put(token)
        return self._view.token(token)

    async def revoke_token(self, request: web.BaseRequest, name: str) -> Any:
        token = self._find_token(name)
        if token is None:
            raise Refused("no such token", 404)
        token.revoked = True
        token.last_updated = self._tenant.clock.stamp()
        self._tenant.tokens.put(token)
        return self._view.token(token)

    async def list_admins(self, request: web.BaseRequest, name: str) -> Any:
        tenant = self._tenant
        members = tenant.memberships.of_left(tenant.administrators.id)
        found = sorted((tenant.users[key] for key in members), key=lambda user: user.login)
        return [_admin(user) for user in found]

    async def set_roles(self, request: web.BaseRequest, name: str) -> Any:
        tenant, user = self._tenant, self._user(name)
        wanted = list(dict.fromkeys((await _wish(request, _RolesWish)).roles))
        unknown = [role for role in wanted if role not in PERMISSIONS]
        if unknown:
            raise Refused(f"unknown role: {unknown[0]}; known are {', '.join(PERMISSIONS)}")
        now = tenant.clock.stamp()
        user.roles = [Role(tenant.ids.make("ra1"), role, now) for role in wanted]
        tenant.put_user(user)
        membership.sync_administrators(tenant, user)
        return _admin(user)

    async def clock(self, request: web.BaseRequest, name: str) -> Any:
        offset = self._tenant.clock.offset.total_seconds()
        return {"now": self._tenant.clock.stamp(), "offset_seconds": offset}

    async def move_clock(self, request: web.BaseRequest, name: str) -> Any:
        seconds = (await _wish(request, _ClockWish)).advance_seconds
        if seconds < 0:
            raise Refused("time only goes forward")
        tenant = self._tenant
        offset = tenant.settings.clock_offset + seconds
        tenant.change_settings(msgspec.structs.replace(tenant.settings, clock_offset=offset))
        return await self.clock(request, name)

    async def settings(self, request: web.BaseRequest, name: str) -> Any:
        """How long activations and deactivations take, and how far searches lag behind."""
        settings = self._tenant.settings
        return {
            "transition_seconds": settings.transition_seconds,
            "search_lag_seconds": settings.search_lag_seconds,
            "rate_limits": self._limits.edition,
        }

    async def change_settings(self, request: web.BaseRequest, name: str) -> Any:
        wish = msgspec.structs.asdict(await _wish(request, _SettingsWish))
        changes = {key: seconds for key, seconds in wish.items() if seconds is not None}
        if any(seconds < 0 for seconds in changes.values()):
            raise Refused("seconds must not be negative")
        tenant = self._tenant
        tenant.change_settings(msgspec.structs.replace(tenant.settings, **changes))
        return await self.settings(request, name)

    async def reset(self, request: web.BaseRequest, name: str) -> Any:
        """Back to the seed: state, time, faults, limits, mails and the call log."""
        self._faults.clear()
        self._limits.reset()
        build(self._tenant, self._plan)
        return self._view.state()

    async def snapshot(self, request: web.BaseRequest, name: str) -> Any:
        wish = await _wish(request, _NameWish)
        self._tenant.snapshot(wish.name)
        return {"name": wish.name}

    async def restore(self, request: web.BaseRequest, name: str) -> Any:
        wish = await _wish(request, _NameWish)
        if not self._tenant.restore(wish.name):
            raise Refused(f"no snapshot is named {wish.name}", 404)
        return self._view.state()

    def _at_sign_in(self, name: str, does: Callable[[Tenant, User], object]) -> Any:
        user = self._user(name)
        try:
            does(self._tenant, user)
        except signin.SignInRefused as refused:
            raise Refused(str(refused), 409) from None
        return self._view.user(user)

    def _user(self, name: str) -> User:
        found = self._tenant.find_user(name)
        if found is None:
            raise Refused(f"no such user: {name}", 404)
        return found

    def _find_token(self, name: str) -> Token | None:
        return self._tenant.tokens.get(name) or self._tenant.find_token(name)


def _admin(user: User) -> dict[str, Any]:
    return {"id": user.id, "login": user.login, "roles": [role.type for role in user.roles]}


async def _wish(request: web.BaseRequest, kind: type[T]) -> T:
    """The body as this kind. Raises Refused with what is wrong with it."""
    try:
        return msgspec.json.decode(await request.read() or b"{}", type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        hint = f" (kinds: {', '.join(KINDS)})" if kind is Fault else ""
        raise Refused(f"{error}{hint}") from None
