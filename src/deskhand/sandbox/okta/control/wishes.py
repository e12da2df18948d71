"""Bodies and queries of control commands, and the refusal of those that make no sense."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant

T = TypeVar("T", bound=msgspec.Struct)


class Nothing(msgspec.Struct):
    """The body of a command that needs none."""


class Refused(Exception):  # noqa: N818  # named as what happened to the command
    """The command makes no sense; the text says why, and what would."""

    def __init__(self, reason: str, status: int = 422) -> None:
        super().__init__(reason)
        self.status = status


async def read_wish(request: web.BaseRequest, kind: type[T], hint: str = "") -> T:
    """The body as this kind. Raises Refused with what is wrong with it, and the hint."""
    try:
        found: Any = msgspec.json.decode(await request.read() or b"{}")
        if isinstance(found, dict):
            refuse_unknown("member", found, kind.__struct_fields__)
        return msgspec.convert(found, kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(f"{error}{hint}") from None


def refuse_unknown(what: str, given: Iterable[str], known: tuple[str, ...]) -> None:
    """A word that nobody reads is a slip of the pen. Raises Refused."""
    strange = next((word for word in given if word not in known), None)
    if strange is not None:
        offered = f"known are {', '.join(known)}" if known else "the command takes none"
        raise Refused(f"unknown {what}: {strange}; {offered}")


def named_user(tenant: Tenant, name: str) -> User:
    """By id, login or the login's part before the @. Raises Refused."""
    found = tenant.find_user(name)
    if found is None:
        raise Refused(f"no such user: {name}; name an id or a login", 404)
    return found
