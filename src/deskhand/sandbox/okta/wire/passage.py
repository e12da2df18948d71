"""A request on its way through the tenant: what is learnt about it until its answer leaves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiohttp import web

from deskhand.sandbox.okta.auth import Principal
from deskhand.sandbox.okta.oauth import serve as oauth
from deskhand.sandbox.okta.state.records import Call
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import Doing
from deskhand.sandbox.okta.wire.limits import Allowance, Limits
from deskhand.sandbox.okta.wire.senders import doing_of

_HOST = re.compile(r"[A-Za-z0-9._~:\[\]-]+")


@dataclass(slots=True)
class Passage:
    """One request. `crowded` says that it came while too many were being served.

    `visit` is what the authorization server read of it, where it went there.
    """

    request: web.BaseRequest
    body: bytes
    base: str
    request_id: str
    call: Call
    crowded: bool = False
    visit: oauth.Visit | None = None
    allowance: Allowance | None = None

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def path(self) -> str:
        return self.request.path

    def charge(self, limits: Limits, owner: str) -> Allowance:
        """Count the request against its sender's share of the limits."""
        if self.crowded:
            self.allowance = limits.crowded()
        else:
            self.allowance = limits.spend(owner, self.method, self.path)
        return self.allowance

    def doing(self, principal: Principal) -> Doing:
        return doing_of(self.request, self.request_id, principal, self.call.query)

    def note_effect(self, tenant: Tenant) -> None:
        """Put down whether the call did something; what is only told happened to nobody."""
        told = {tenant.events.kind, tenant.used_ids.kind}
        self.call.effect = any(kind not in told for kind, _ in tenant.changes)


async def begin(request: web.BaseRequest, tenant: Tenant, *, crowded: bool) -> Passage:
    """Read the request. The call's number and time are those of its arrival."""
    call = Call(
        n=tenant.calls.number(),
        at=tenant.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        method=request.method,
        path=request.path,
        query=_safe_query(request),
    )
    return Passage(
        request=request,
        body=await request.read(),
        base=base_of(request),
        request_id=tenant.ids.make("", 27),
        call=call,
        crowded=crowded,
    )


def base_of(request: web.BaseRequest) -> str:
    """The address under which the client reached the tenant, as far as its headers make sense."""
    scheme = _outermost(request, "X-Forwarded-Proto")
    named = (_outermost(request, "X-Forwarded-Host"), request.host)
    host = next((host for host in named if _HOST.fullmatch(host)), "localhost")
    return f"{scheme if scheme in {'http', 'https'} else request.scheme}://{host}"


def _outermost(request: web.BaseRequest, name: str) -> str:
    """What the first of the proxies wrote: the one that the client spoke to."""
    return request.headers.get(name, "").partition(",")[0].strip()


def _safe_query(request: web.BaseRequest) -> str:
    """A query as logs may show it."""
    if oauth.guards(request.path):
        return oauth.shown_query(request.path, request.query)
    return request.query_string
