"""The filter expressions of requests to the log."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from deskhand.sandbox.okta.grammar import EVERY, Attribute, Predicate, compile_expression
from deskhand.sandbox.okta.syslog.model import Event

_ENTITY = ("id", "type", "alternateId", "displayName")
_PLACE = ("city", "state", "country", "postalCode", "geolocation.lat", "geolocation.lon")
_NAMES = frozenset(
    {
        "uuid",
        "eventType",
        "severity",
        "version",
        "legacyEventType",
        "displayMessage",
        "target",
        "device",
        *(f"actor.{name}" for name in _ENTITY),
        *(f"target.{name}" for name in _ENTITY),
        *(f"client.{name}" for name in ("id", "zone", "device", "ipAddress")),
        *(f"client.userAgent.{name}" for name in ("rawUserAgent", "os", "browser")),
        *(f"client.geographicalContext.{name}" for name in _PLACE),
        "outcome.result",
        "outcome.reason",
        "transaction.id",
        "transaction.type",
        "authenticationContext.authenticationProvider",
        "authenticationContext.credentialProvider",
        "authenticationContext.credentialType",
        "authenticationContext.interface",
        "authenticationContext.authenticationStep",
        "authenticationContext.externalSessionId",
        "authenticationContext.issuer.id",
        "authenticationContext.issuer.type",
        *(f"securityContext.{name}" for name in ("asNumber", "asOrg", "isp", "domain", "isProxy")),
        *(f"request.ipChain.{name}" for name in ("ip", "version", "source")),
        *(f"request.ipChain.geographicalContext.{name}" for name in _PLACE),
    }
)
# Objects whose members Okta does not fix.
_OPEN = (
    "debugContext.debugData.",
    "transaction.detail.",
    "actor.detailEntry.",
    "target.detailEntry.",
)
# Asked for most, and cheaper to read than the whole event.
_QUICK: dict[str, Callable[[Event], Any]] = {
    "uuid": attrgetter("uuid"),
    "eventType": attrgetter("event_type"),
    "outcome.result": attrgetter("outcome"),
    "actor.id": attrgetter("origin.actor.id"),
    "actor.alternateId": attrgetter("origin.actor.alternate_id"),
    "target.id": lambda event: [target.id for target in event.targets],
    "target.type": lambda event: [target.type for target in event.targets],
    "transaction.id": attrgetter("origin.transaction_id"),
    "transaction.detail.requestApiTokenId": attrgetter("origin.token_id"),
}


def compile_filter(text: str) -> Predicate:
    """Raises ApiError: E0000031 bad expression or one on `published`, E0000094 too complex."""
    return compile_expression(text, _attribute, negation=True)


def _attribute(name: str) -> Attribute | None:
    if name not in _NAMES and not name.startswith(_OPEN):
        return None
    return Attribute(_QUICK.get(name) or _reader(name.split(".")), EVERY)


def _reader(path: list[str]) -> Callable[[Event], Any]:
    return lambda event: _read(event.body, path)


def _read(value: Any, path: list[str]) -> Any:
    """The value at a path; of a list, the values of all its elements."""
    for position, name in enumerate(path):
        if isinstance(value, list):
            return [_read(each, path[position:]) for each in value]
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value
