"""What a handler is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from deskhand.sandbox.okta.auth import Principal
from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.state.model import App, Group, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.links import Page

_DEEPEST = 50
_NUMBERS = range(-(2**63), 2**63)


@dataclass(slots=True)
class Request:
    """One API request. `base` is the address under which the client reached the tenant."""

    tenant: Tenant
    principal: Principal
    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    base: str

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.query.get(name)
        if value is None:
            return default
        if value.casefold() not in {"true", "false"}:
            raise invalid(name, f"{name}: must be true or false")
        return value.casefold() == "true"

    def json(self) -> dict[str, Any]:
        """The body as an object; {} when there is none. Raises E0000003."""
        if not self.body:
            return {}
        found = decode(self.body)
        if not isinstance(found, dict):
            raise ApiError("E0000003")
        return found

    def user(self, name: str = "user") -> User:
        """The user whom the path names. Raises E0000007."""
        key = self.params[name]
        if key == "me":
            if self.principal.user is None:
                raise not_found(key, "User")
            return self.principal.user
        found = self.tenant.find_user(key)
        if found is None:
            raise not_found(key, "User")
        return found

    def group(self) -> Group:
        key = self.params["group"]
        found = self.tenant.groups.get(key)
        if found is None:
            raise not_found(key, "UserGroup")
        return found

    def app(self) -> App:
        key = self.params["app"]
        found = self.tenant.apps.get(key)
        if found is None or found.status == "DELETED":
            raise not_found(key, "AppInstance")
        return found


@dataclass(slots=True)
class Answer:
    """`content` is encoded as JSON; None sends no body, a `Page` sends its rows and links."""

    content: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


NOTHING = Answer(status=204)


def decode(body: bytes) -> Any:
    """A body's JSON. Raises E0000003, for what no state file could hold as well."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ApiError("E0000003") from None
    if not _sound(found, _DEEPEST):
        raise ApiError("E0000003")
    return found


def part_of(body: dict[str, Any], name: str) -> dict[str, Any]:
    """A member that is an object, {} where it is missing. Raises E0000003 for anything else."""
    found = body.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ApiError("E0000003")
    return found


def _sound(value: Any, room: int) -> bool:
    """Whether numbers fit into 64 bits, and nothing is nested deeper than `room` levels."""
    if isinstance(value, int):
        return value in _NUMBERS
    if isinstance(value, list | dict):
        parts = value.values() if isinstance(value, dict) else value
        return room > 0 and all(_sound(part, room - 1) for part in parts)
    return True


__all__ = ["NOTHING", "Answer", "Page", "Request", "decode", "part_of"]
