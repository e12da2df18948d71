"""Where a request comes from."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from aiohttp import web

from deskhand.sandbox.okta.auth import Principal
from deskhand.sandbox.okta.syslog.events import Doing

# Browsers send this with every request that a page of another site causes.
_FOREIGN = frozenset({"cross-site", "same-site"})


def legible(request: web.BaseRequest) -> bool:
    """Whether its headers are text that logs and the state file can hold."""
    try:
        "".join(request.headers.values()).encode()
    except UnicodeEncodeError:
        return False
    return True


def forwarded(headers: Mapping[str, str]) -> tuple[str, ...]:
    """The addresses that proxies named, the client's first."""
    parts = (part.strip() for part in headers.get("X-Forwarded-For", "").split(","))
    return tuple(filter(None, parts))


def foreign(request: web.BaseRequest) -> bool:
    """Whether a page of another site caused this request."""
    return request.headers.get("Sec-Fetch-Site") in _FOREIGN


def from_here(request: web.BaseRequest) -> bool:
    """Whether the client is on the tenant's own machine, and not behind a proxy on it."""
    addresses = (request.remote or "", *forwarded(request.headers))
    return all(_is_own(address) for address in addresses)


def doing_of(
    request: web.BaseRequest, request_id: str, principal: Principal | None = None, query: str = ""
) -> Doing:
    """What the System Log tells of a request; `query` as logs may show it."""
    return Doing(
        principal=principal,
        request_id=request_id,
        uri=request.path,
        address=request.remote or "",
        user_agent=request.headers.get("User-Agent", ""),
        query=query,
        forwarded=forwarded(request.headers),
    )


def _is_own(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
