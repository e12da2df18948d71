"""Faults that were asked for, as clients come to see them."""

from __future__ import annotations

import asyncio
from typing import Literal, TypeGuard

from aiohttp import web

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.oauth import serve as oauth
from deskhand.sandbox.okta.oauth.refusals import scope_refused
from deskhand.sandbox.okta.wire.answers import Reply
from deskhand.sandbox.okta.wire.faults import AFTERWARDS, Fault
from deskhand.sandbox.okta.wire.limits import WINDOW_SECONDS, Allowance
from deskhand.sandbox.okta.wire.passage import Passage

_HOLD_SECONDS = 120.0
_CODES = {
    "rate_limit": "E0000047",
    "concurrency": "E0000047",
    "role_missing": "E0000006",
    "token_invalid": "E0000011",
    "not_found": "E0000007",
    "server_error": "E0000009",
    "read_only": "E0000010",
}
_BAD_GATEWAY = b"<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"


def instead(
    passage: Passage, fault: Fault | None, now: int, *, bound: bool = False
) -> Reply | None:
    """The answer that stands in for what was asked; None when the call takes place.

    `now` is in seconds since 1970, `bound` says that the caller's token is bound to a key. Raises
    ApiError, BearerRefused, OAuthError.
    """
    if fault is None or fault.kind in AFTERWARDS:
        return None
    if fault.kind == "rate_limit" and passage.allowance is not None:
        reset = now + max(1, int(fault.seconds))
        passage.allowance = Allowance(passage.allowance.limit, 0, reset, allowed=False)
    if fault.kind == "concurrency":
        passage.allowance = Allowance(0, 0, now + WINDOW_SECONDS, allowed=False)
    if fault.kind == "html_502":
        return Reply(502, _BAD_GATEWAY, "text/html")
    if passage.visit is not None and (error := oauth.injected(fault.kind)) is not None:
        raise error
    if fault.kind == "scope_missing":
        raise scope_refused(bound=bound)
    detail = "injected fault" if fault.kind == "not_found" else None
    raise ApiError(_CODES[fault.kind], detail=detail)


def cuts(fault: Fault | None, when: Literal["before", "after"]) -> TypeGuard[Fault]:
    """Whether no answer leaves, from before or after the call takes place."""
    return fault is not None and fault.kind in {f"timeout_{when}_write", f"reset_{when}_write"}


async def cut(request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
    """Give no answer: wait until the client gives up, or drop the connection at once."""
    if fault.kind.startswith("timeout"):
        # The server cancels this when the client goes away.
        await asyncio.sleep(_HOLD_SECONDS)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def delay(fault: Fault | None) -> None:
    if fault is not None and fault.kind == "slow":
        await asyncio.sleep(min(fault.seconds, _HOLD_SECONDS))
