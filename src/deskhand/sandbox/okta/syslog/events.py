"""Writing the System Log: one event for each thing that happens, with whoever did it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token
from deskhand.sandbox.okta.syslog import clients
from deskhand.sandbox.okta.syslog.entities import SYSTEM, UNKNOWN, actor_of, entity
from deskhand.sandbox.okta.syslog.model import Entity, Event, Origin

if TYPE_CHECKING:
    # Whoever authenticates callers notes events, too.
    from deskhand.sandbox.okta.auth import Principal

# What stands in these paths opens something: a one-time link, a session.
_SECRET = re.compile(r"^(/tokens/|/reset_password/|/api/v1/sessions/(?!me(?:/|$)))[^/]+")
_LONGEST_REASON = 255
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@dataclass(frozen=True, slots=True)
class Doing:
    """The request during which things happen: `uri` is its path, `query` only where it is safe.

    `forwarded` are the addresses that proxies named, the client's first. A hosted page has no
    `principal`.
    """

    principal: Principal | None
    request_id: str
    uri: str
    address: str
    user_agent: str
    query: str = ""
    forwarded: tuple[str, ...] = ()


def note(
    tenant: Tenant,
    event_type: str,
    *targets: Struct,
    outcome: str = "SUCCESS",
    reason: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Put an event on the log.

    `targets` are rows of the tenant, in the order that Okta gives them. The actor is whoever makes
    the present request, or Okta itself where nobody does.
    """
    log = tenant.events
    now = tenant.clock.now()
    event = Event(
        n=log.next_number(clock.milliseconds(now)),
        uuid=tenant.ids.uuid(),
        published=clock.precise(now),
        event_type=event_type,
        origin=log.origin or _job(tenant),
        targets=tuple(entity(tenant, target) for target in targets),
        outcome=outcome,
        reason=reason[:_LONGEST_REASON] if reason else None,
        debug=detail or {},
    )
    log.put(event)


@contextmanager
def acting(tenant: Tenant, doing: Doing) -> Iterator[None]:
    """What is noted within was done by this request."""
    with _from(tenant, _web(doing)):
        yield


@contextmanager
def browsing(tenant: Tenant, doing: Doing) -> Iterator[None]:
    """What people do in person within, they do by this request to a hosted page."""
    log = tenant.events
    log.browser = _web(doing)
    try:
        yield
    finally:
        log.browser = None


@contextmanager
def in_person(tenant: Tenant, user: User, session: str = "") -> Iterator[None]:
    """What is noted within this person did himself, in a browser whose session this is.

    A request to the API that is being served meanwhile stays what it is.
    """
    if tenant.events.origin is not None:
        yield
        return
    visit = tenant.events.browser or _at_his_desk(tenant)
    with _from(tenant, replace(visit, actor=entity(tenant, user), session=_digest(session))):
        yield


@contextmanager
def job(tenant: Tenant) -> Iterator[None]:
    """What is noted within Okta does by itself, as one transaction."""
    with _from(tenant, _job(tenant)):
        yield


def rate_limited(tenant: Tenant, bucket: str, *, violated: bool) -> None:
    """A bucket ran out, or nearly did: to be told once a window, not for each refused call."""
    target = Entity(bucket, "Bucket", UNKNOWN, bucket)
    kind = "violation" if violated else "warning"
    note(tenant, f"system.org.rate_limit.{kind}", target)


@contextmanager
def _from(tenant: Tenant, origin: Origin) -> Iterator[None]:
    log = tenant.events
    before, log.origin = log.origin, origin
    try:
        yield
    finally:
        log.origin = before


def _job(tenant: Tenant) -> Origin:
    return Origin(SYSTEM, tenant.ids.make("", 27))


def _at_his_desk(tenant: Tenant) -> Origin:
    """Where people are whose sign-in nobody saw: it was asked for by a command."""
    return Origin(
        actor=SYSTEM,
        transaction_id=tenant.ids.make("", 27),
        uri="/login",
        url="/login",
        addresses=("127.0.0.1",),
        city=clients.OFFICE,
        user_agent=_BROWSER,
    )


def _web(doing: Doing) -> Origin:
    principal = doing.principal
    path = _SECRET.sub(r"\1***", doing.uri)
    addresses = (*doing.forwarded, doing.address)
    return Origin(
        actor=actor_of(principal) if principal else SYSTEM,
        transaction_id=doing.request_id,
        uri=path,
        url=f"{path}?{doing.query}" if doing.query else path,
        addresses=addresses,
        city=clients.city_of(addresses[0]),
        user_agent=doing.user_agent,
        token_id=principal.token.id if principal and principal.token else None,
        client_id=principal.client_id if principal else None,
    )


def _digest(session: str) -> str | None:
    return f"idx{hash_token(session)[:22]}" if session else None
