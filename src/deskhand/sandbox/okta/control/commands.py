"""Commands on the tenant as a whole: faults, calls, time, behaviour, and the ways back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from aiohttp import web

from deskhand.sandbox.okta.control.views import CallFilter, View
from deskhand.sandbox.okta.control.wishes import Nothing, Refused, named_user, read_wish
from deskhand.sandbox.okta.seed.build import build
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.buckets import EDITIONS
from deskhand.sandbox.okta.wire.faults import KINDS, METHODS, Fault, Faults, Kind
from deskhand.sandbox.okta.wire.limits import Limits

_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_LONGEST = timedelta(days=366).total_seconds()
_MOST_TIMES = 1_000_000
_CALL_NUMBER = re.compile(r"[0-9]{1,18}")


class _ClockWish(msgspec.Struct):
    """One of the two; `set` is an ISO 8601 date, in UTC unless it says otherwise."""

    advance_seconds: float | None = None
    set: str | None = None


class _SettingsWish(msgspec.Struct):
    """Left out means unchanged. `rate_limits` is an edition, or "off"."""

    transition_seconds: float | None = None
    search_lag_seconds: float | None = None
    password: str | None = None
    second_step: bool | None = None
    rate_limits: str | None = None


class _FaultWish(msgspec.Struct):
    """As a `Fault` that has not happened yet."""

    kind: Kind
    method: str = "*"
    path: str = "**"
    times: int | None = None
    seconds: float = 2.0


class _NameWish(msgspec.Struct):
    name: str


class Commands:
    def __init__(
        self, tenant: Tenant, plan: Plan, faults: Faults, limits: Limits, view: View
    ) -> None:
        self._tenant = tenant
        self._plan = plan
        self._faults = faults
        self._limits = limits
        self._view = view

    async def list_faults(self, request: web.BaseRequest, name: str) -> Any:
        return list(self._faults)

    async def add_fault(self, request: web.BaseRequest, name: str) -> Any:
        wish = await read_wish(request, _FaultWish, f" (kinds: {', '.join(KINDS)})")
        if wish.method.upper() not in METHODS:
            raise Refused(f"unknown method: {wish.method}; known are {', '.join(METHODS)}")
        if not wish.path.startswith(("/", "*")):
            raise Refused(f"no path is like {wish.path}; paths begin with / or *")
        if wish.times is not None and not 1 <= wish.times <= _MOST_TIMES:
            raise Refused("times must be 1 to a million; leave it out for a fault that lasts")
        if wish.seconds < 0:
            raise Refused("seconds must not be negative")
        return self._faults.add(Fault(**msgspec.structs.asdict(wish)))

    async def delete_faults(self, request: web.BaseRequest, name: str) -> Any:
        """All of them, or the one whose id follows."""
        if name and name not in {fault.id for fault in self._faults}:
            raise Refused(f"no such fault: {name}; GET faults lists their ids", 404)
        self._faults.clear(name or None)
        return list(self._faults)

    async def list_calls(self, request: web.BaseRequest, name: str) -> Any:
        """Oldest first; `?after=N` leaves out those up to number N, the rest is a `CallFilter`."""
        wanted, after = request.query.get("user"), request.query.get("after", "0")
        if not _CALL_NUMBER.fullmatch(after):
            raise Refused("after must be a number")
        if wanted:
            named_user(self._tenant, wanted)
        try:
            return self._view.calls(CallFilter.of(request.query), after=int(after))
        except ValueError as error:
            raise Refused(str(error)) from None

    async def state(self, request: web.BaseRequest, name: str) -> Any:
        return self._view.state()

    async def clock(self, request: web.BaseRequest, name: str) -> Any:
        offset = self._tenant.clock.offset.total_seconds()
        return {"now": self._tenant.clock.stamp(), "offset_seconds": offset}

    async def move_clock(self, request: web.BaseRequest, name: str) -> Any:
        tenant = self._tenant
        seconds = _ahead(await read_wish(request, _ClockWish), tenant.clock.now())
        offset = tenant.settings.clock_offset + seconds
        tenant.change_settings(msgspec.structs.replace(tenant.settings, clock_offset=offset))
        return await self.clock(request, name)

    async def settings(self, request: web.BaseRequest, name: str) -> Any:
        """How slow Okta is, how people sign in, and which edition's rate limits are enforced."""
        settings = self._tenant.settings
        return {
            "transition_seconds": settings.transition_seconds,
            "search_lag_seconds": settings.search_lag_seconds,
            "password": settings.password,
            "second_step": settings.second_step,
            "rate_limits": self._limits.edition,
        }

    async def change_settings(self, request: web.BaseRequest, name: str) -> Any:
        wish = msgspec.structs.asdict(await read_wish(request, _SettingsWish))
        changes = {key: value for key, value in wish.items() if value is not None}
        times = [changes.get(key, 0) for key in ("transition_seconds", "search_lag_seconds")]
        if not all(0 <= seconds <= _LONGEST for seconds in times):
            raise Refused("seconds must not be negative, nor more than a year")
        if changes.get("password") == "":
            raise Refused("the password of the people must not be empty")
        edition = changes.pop("rate_limits", None)
        if edition is not None:
            self._enforce(edition)
        tenant = self._tenant
        tenant.change_settings(msgspec.structs.replace(tenant.settings, **changes))
        return await self.settings(request, name)

    async def reset(self, request: web.BaseRequest, name: str) -> Any:
        """Back to the seed: state, time, faults, limits, mails and the call log."""
        await read_wish(request, Nothing)
        self._limits.reset()
        build(self._tenant, self._plan)
        return self._view.state()

    async def snapshots(self, request: web.BaseRequest, name: str) -> Any:
        return [{"name": each} for each in self._tenant.snapshot_names]

    async def snapshot(self, request: web.BaseRequest, name: str) -> Any:
        wish = await read_wish(request, _NameWish)
        if not wish.name.strip():
            raise Refused("a snapshot needs a name")
        self._tenant.snapshot(wish.name)
        return {"name": wish.name}

    async def restore(self, request: web.BaseRequest, name: str) -> Any:
        wish = await read_wish(request, _NameWish)
        if not self._tenant.restore(wish.name):
            raise self._unknown(wish.name)
        return self._view.state()

    async def delete_snapshot(self, request: web.BaseRequest, name: str) -> Any:
        if not self._tenant.drop_snapshot(name):
            raise self._unknown(name)
        return await self.snapshots(request, name)

    def _unknown(self, name: str) -> Refused:
        known = ", ".join(self._tenant.snapshot_names) or "there is none"
        return Refused(f"no snapshot is named {name}; known: {known}", 404)

    def _enforce(self, edition: str) -> None:
        if edition not in {*EDITIONS, "off"}:
            raise Refused(f"rate_limits must be one of {', '.join(EDITIONS)}, off")
        self._limits.edition = None if edition == "off" else edition
        self._limits.reset()


def _ahead(wish: _ClockWish, now: datetime) -> float:
    """By how many seconds the wish moves time. Raises Refused."""
    if (wish.advance_seconds is None) == (wish.set is None):
        raise Refused('say either {"advance_seconds": 3600} or {"set": "2027-01-31T08:00:00Z"}')
    try:
        if wish.set is not None:
            moment = clock.parse(wish.set)
        else:
            moment = now + timedelta(seconds=wish.advance_seconds or 0)
    except (ValueError, OverflowError):
        raise Refused("no such time; a date looks like 2027-01-31T08:00:00Z") from None
    if moment < now:
        raise Refused(
            f"time only goes forward, and it is {clock.stamp(now)} already; a reset goes back"
        )
    if moment > _LATEST:
        raise Refused("time goes no further than the year 2100")
    return (moment - now).total_seconds()
