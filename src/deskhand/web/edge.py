"""The edge: who asks, may he, and in which transaction."""

from __future__ import annotations

import hmac
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.accounts.service import SignedIn
from deskhand.kernel import context
from deskhand.kernel.context import acting
from deskhand.kernel.errors import DeskhandError, NextStep
from deskhand.kernel.permissions import Permission, Role, demand
from deskhand.web import cookies
from deskhand.web.parts import Parts

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "X-CSRF-Token"


async def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


PartsDep = Annotated[Parts, Depends(_parts)]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a session, or a guest with the token that his unsafe requests carry."""

    signed_in: SignedIn | None
    csrf: str


async def _caller(request: Request, parts: PartsDep) -> Caller:
    token = cookies.session_token(request, parts.settings)
    signed_in = await parts.accounts.resume(token) if token is not None else None
    if signed_in is not None:
        return Caller(signed_in, signed_in.csrf)
    return Caller(None, cookies.guest_csrf(request, parts.settings))


async def _guarded(request: Request, caller: Annotated[Caller, Depends(_caller)]) -> Caller:
    """Raises `csrf` for an unsafe request that our own page did not make."""
    if request.method not in _SAFE_METHODS:
        given = request.headers.get(CSRF_HEADER, "")
        if not caller.csrf or not hmac.compare_digest(given.encode(), caller.csrf.encode()):
            raise DeskhandError(
                "csrf",
                "This page is out of date",
                f"Nothing was done. Ask GET /api/v1/session for a token, send it as {CSRF_HEADER}.",
                status=403,
                next=NextStep("refresh", "Load the page again"),
            )
    return caller


async def anybody(caller: Annotated[Caller, Depends(_guarded)]) -> Caller:
    """For the few endpoints that need no account."""
    return caller


async def _signed_in(
    caller: Annotated[Caller, Depends(_caller)],
) -> AsyncGenerator[SignedIn]:
    """The session; from here on everything is done by its account.

    Raises `not_signed_in`.
    """
    if caller.signed_in is None:
        raise DeskhandError(
            "not_signed_in",
            "You are not signed in",
            "Sign in, then try again. Sessions end after 12 idle hours, and after 7 days.",
            status=401,
            next=NextStep("open", "Sign in", "/"),
        )
    session = caller.signed_in
    with acting(session.actor, session.origin, context.current().correlation_id):
        yield session


async def signed_in(
    session: Annotated[SignedIn, Depends(_signed_in)],
    _: Annotated[Caller, Depends(_guarded)],
) -> SignedIn:
    """For endpoints that every account may use; what it sees there is the service's decision."""
    return session


AnybodyDep = Annotated[Caller, Depends(anybody)]
SessionDep = Annotated[SignedIn, Depends(signed_in)]


async def _account(session: SessionDep) -> Account:
    return session.account


AccountDep = Annotated[Account, Depends(_account)]


class Needs:
    """Lets accounts pass whose role has a permission; tests read which from the route."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(self, session: SessionDep) -> None:
        demand(Role(session.account.role), self.permission)


def needs(permission: Permission) -> Any:
    """A route's dependency: `dependencies=[needs(Permission.PEOPLE_READ)]`."""
    return Depends(Needs(permission))


async def _reading(parts: PartsDep) -> AsyncGenerator[AsyncSession]:
    async with parts.database.reading() as session:
        yield session


async def _writing(parts: PartsDep) -> AsyncGenerator[AsyncSession]:
    async with parts.database.transaction() as session:
        yield session


# "function": the transaction ends before the answer leaves, so nobody hears of what did not last.
Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
Writing = Annotated[AsyncSession, Depends(_writing, scope="function")]


def client_address(request: Request) -> str:
    """Where the request came from; the server has resolved what trusted proxies say."""
    return request.client.host if request.client is not None else "unknown"
