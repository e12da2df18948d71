"""The keywords of a request to the log, which stand anywhere in an event.

A full log holds 100,000 events, so that what many of them say alike is looked into once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.grammar import Predicate
from deskhand.sandbox.okta.syslog.model import Entity, Event, Origin

_MOST_TERMS = 10
_LONGEST_TERM = 40
_NOBODY = Entity("", "", "", "")


def compile_keywords(text: str) -> Predicate:
    """All keywords have to be there, each as a word of some value. Raises E0000053."""
    terms = text.casefold().split()
    if len(terms) > _MOST_TERMS:
        raise ApiError("E0000053", detail=f"The q parameter holds more than {_MOST_TERMS} terms.")
    if any(len(term) > _LONGEST_TERM for term in terms):
        raise ApiError(
            "E0000053",
            detail=f"The q parameter holds a term of more than {_LONGEST_TERM} characters.",
        )
    wanted = frozenset(terms)

    def matches(event: Event) -> bool:
        missing = wanted - _common_words(event)
        return missing <= _words(_own_texts(event)) if missing else True

    return matches


def _common_words(event: Event) -> frozenset[str]:
    """Of what the event shares with others of its kind and from the same place."""
    origin = event.origin
    alike = Origin(
        _NOBODY,
        transaction_id="",
        # Its being there makes a transaction one of the web.
        uri=" " if origin.uri else "",
        addresses=origin.addresses,
        city=origin.city,
        user_agent=origin.user_agent,
        client_id=origin.client_id,
    )
    return _rendered(event.event_type, event.outcome, alike)


@lru_cache(maxsize=4096)
def _rendered(event_type: str, outcome: str, origin: Origin) -> frozenset[str]:
    return _words(_texts(Event(0, "", "", event_type, origin, outcome=outcome).body))


def _own_texts(event: Event) -> Iterator[str]:
    origin = event.origin
    yield from (event.uuid, event.published, event.reason or "")
    yield from (origin.transaction_id, origin.uri, origin.url)
    yield from (origin.token_id or "", origin.session or "")
    for entity in (origin.actor, *event.targets):
        yield from (entity.id, entity.type, entity.alternate_id, entity.display_name)
        yield from _texts(entity.changes)
    yield from _texts(event.debug)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        parts: Iterable[Any] = value.values() if isinstance(value, dict) else value
        for part in parts:
            yield from _texts(part)


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset("\n".join(texts).casefold().split())
