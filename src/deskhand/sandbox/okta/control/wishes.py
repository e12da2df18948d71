"""Bodies and queries of control commands, and the refusal of those that make no sense."""

from __future__ import annotations

from typing import TypeVar

import msgspec
from aiohttp import web

from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant

T = TypeVar("T", bound=msgspec.Struct)


class Refused(Exception):  # noqa: N818  # named as what happened to the command
    """The command makes no sense; the text says why, and what would."""

    def __init__(self, reason: str, status: int = 422) -> None:
        super().__init__(reason)
        self.status = status


async def read_wish(request: web.BaseRequest, kind: type[T], hint: str = "") -> T:
    """The body as this kind. Raises Refused with what is wrong with it, and the hint."""
    try:
        return msgspec.json.decode(await request.read() or b"{}", type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"{error}{hint}") from None


def named_user(tenant: Tenant, name: str) -> User:
    """By id, login or the login's part before the @. Raises Refused."""
    found = tenant.find_user(name)
    if found is None:
        raise Refused(f"no such user: {name}; name an id or a login", 404)
    return found
