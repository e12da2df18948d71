"""Events as the tenant keeps them: what happened to what, with names as they were then."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from deskhand.sandbox.okta.syslog import render


class Entity(Struct, frozen=True):
    """An actor or a target. `changes` is what an update changed: members `from` and `to`."""

    id: str
    type: str
    alternate_id: str
    display_name: str
    changes: dict[str, dict[str, Any]] | None = None


class Origin(Struct, frozen=True):
    """Who did it and from where; the events of one request share theirs.

    `uri` is empty for a job, which nobody asked for over the web. `addresses` begin with the
    client's own; `city` is where that lies, where anybody knows.
    """

    actor: Entity
    transaction_id: str
    uri: str = ""
    url: str = ""
    addresses: tuple[str, ...] = ()
    city: str | None = None
    user_agent: str | None = None
    token_id: str | None = None
    client_id: str | None = None
    session: str | None = None


class Event(Struct, frozen=True):
    """`n` grows in the order of writing: 1,000 times the millisecond, so that times order too."""

    n: int
    uuid: str
    published: str
    event_type: str
    origin: Origin
    targets: tuple[Entity, ...] = ()
    outcome: str = "SUCCESS"
    reason: str | None = None
    debug: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return key_of(self.n)

    @property
    def body(self) -> dict[str, Any]:
        """The event as Okta serves it."""
        return render.event(self)


def key_of(n: int) -> str:
    return f"{n:017d}"
