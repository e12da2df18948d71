"""Whom a factor call is about, and which of his factors."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta import transitions
from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.wire.call import Request

_SHUT = {"DEPROVISIONED", "SUSPENDED"}


def person(request: Request) -> User:
    """One whose factors may be removed: a deactivated person keeps his. Raises ApiError."""
    user = request.user()
    request.principal.need_over(request.tenant, user)
    transitions.need_still(user)
    if user.status == "DEPROVISIONED":
        raise ApiError("E0000038")
    return user


def live_person(request: Request) -> User:
    """One who may enrol and prove himself. Raises ApiError."""
    user = person(request)
    if user.status in _SHUT:
        raise ApiError("E0000038")
    return user


def factor_of(request: Request) -> Factor:
    """Raises E0000007."""
    user = request.user()
    key = request.params["factor"]
    found = request.tenant.factors.get(key)
    if found is None or found.user_id != user.id:
        raise not_found(key, "UserFactor")
    return found


def body_of(request: Request) -> dict[str, Any]:
    """The body of a proof: where nothing has to be said, clients may say so by null."""
    return {} if request.body.strip() == b"null" else request.json()


def lifetime(request: Request, default: int) -> int:
    """How many seconds a code is to be good for, from a query whose form was checked."""
    return int(request.query.get("tokenLifetimeSeconds", default))


def text_of(body: dict[str, Any], name: str, *, subject: str) -> str:
    """A member that must be there as text. Raises E0000001."""
    found = body.get(name)
    if not isinstance(found, str) or not found:
        raise invalid(subject, f"{name}: The field cannot be left blank")
    return found
