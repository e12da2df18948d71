"""Who acts, from where, and under which correlation id: one context variable for all three."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum

from deskhand.kernel import ids


class ActorKind(StrEnum):
    PERSON = "person"
    AGENT = "agent"
    WORKFLOW = "workflow"
    SYSTEM = "system"


class Origin(StrEnum):
    """Where an act or a request came from."""

    PANEL = "admin_dashboard"
    PORTAL = "employee_portal"
    API = "public_api"
    COMMAND_LINE = "command_line"
    SCHEDULE = "schedule"
    SETUP = "setup"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: `id` is an account's id for a person, empty for the system."""

    kind: ActorKind
    name: str
    id: str = ""


SYSTEM = Actor(ActorKind.SYSTEM, "Deskhand")


@dataclass(frozen=True, slots=True)
class Context:
    """What every record of an act carries."""

    actor: Actor = SYSTEM
    origin: Origin = Origin.API
    correlation_id: str = ""


_current: ContextVar[Context] = ContextVar("deskhand_context", default=Context())  # noqa: B039  # frozen


def current() -> Context:
    """The context of the running request or job; outside of one, the system itself."""
    context = _current.get()
    return context if context.correlation_id else replace(context, correlation_id=ids.new())


@contextmanager
def acting(actor: Actor, origin: Origin, correlation_id: str | None = None) -> Generator[Context]:
    """Everything in the block is done by `actor`."""
    context = Context(actor, origin, correlation_id or ids.new())
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)
