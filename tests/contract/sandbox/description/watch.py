"""Holds every answer of every tenant in this process against Okta's published description."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import msgspec

from deskhand.sandbox.okta.wire.observers import OBSERVERS, Exchange
from tests.contract.sandbox.description import deviations
from tests.contract.sandbox.description.operations import Operation, find
from tests.contract.sandbox.description.schemas import validator_of

# They may come from any operation, whatever its description says.
_GENERAL = {400, 401, 403, 404, 405, 411, 429}
_RATES = ("x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset")
_LINK = re.compile(r'<(https?://[^/>]+/[^> ]*)>; rel="(self|next)"')
# People look at these with a browser.
_PAGES = ("/oauth2/v1/authorize", "/oauth2/v1/logout")
# Of a large list only the beginning is looked at: its elements are made by one function.
_ALL_OF = 50
_SAMPLE = 20
_BRANCHES = ("anyOf", "oneOf")

_violations: list[str] = []


def start() -> None:
    if _observe not in OBSERVERS:
        OBSERVERS.append(_observe)


def take() -> list[str]:
    """The violations since the last time, each once."""
    found = list(dict.fromkeys(_violations))
    _violations.clear()
    return found


def _observe(exchange: Exchange) -> None:
    _violations.extend(check(exchange))


def check(exchange: Exchange) -> Iterator[str]:
    """What is wrong with an answer; no value of it is told, since it may be a secret."""
    operation = find(exchange.method, exchange.path)
    name = operation.id if operation else f"{exchange.method} {exchange.path}"
    place = f"{name} -> {exchange.status}"
    for told in (*_head(exchange), *_answer(exchange, operation)):
        yield f"{place}: {told}"


def _head(exchange: Exchange) -> Iterator[str]:
    headers = {name.casefold(): value for name, value in exchange.headers}
    if exchange.path.startswith("/api/v1/") and exchange.status < 500:
        yield from (f"no header {name}" for name in _RATES if name not in headers)
    for name, value in exchange.headers:
        if name.casefold() == "link" and not _LINK.fullmatch(value):
            yield "a link header of another form"
    kind = headers.get("content-type", "").partition(";")[0]
    page = exchange.path.startswith(_PAGES) and kind == "text/html"
    if exchange.answer and kind != "application/json" and exchange.status < 500 and not page:
        yield f"content type {kind!r}"


def _answer(exchange: Exchange, operation: Operation | None) -> Iterator[str]:
    status = exchange.status
    if status >= 400:
        yield from _error(exchange)
    if operation is None:
        if status < 400 and not _known(exchange):
            yield "not an operation of the description"
        return
    listed = operation.answers
    if status not in listed:
        if not _may_answer(operation, status, exchange.answer):
            yield f"status not among {sorted(listed)}"
    elif status < 400:
        yield from _content(operation, status, exchange.answer)


def _may_answer(operation: Operation, status: int, answer: bytes) -> bool:
    if status >= 500 or status in _GENERAL or (operation.id, status) in deviations.ANSWERS:
        return True
    return status >= 400 and _code(answer) in deviations.CODES


def _code(answer: bytes) -> str:
    found = msgspec.json.decode(answer) if answer else {}
    return str(found.get("errorCode", ""))


def _known(exchange: Exchange) -> bool:
    parts = exchange.path.strip("/").split("/")
    for method, path in deviations.UNDESCRIBED:
        names = path.strip("/").split("/")
        if method == exchange.method and len(names) == len(parts):
            pairs = zip(names, parts, strict=True)
            if all(name.startswith("{") or name == part for name, part in pairs):
                return True
    return False


def _error(exchange: Exchange) -> Iterator[str]:
    """Errors have Okta's body; what an access token opens not has a header and no body."""
    headers = {name.casefold() for name, _ in exchange.headers}
    if not exchange.answer:
        if exchange.status != 411 and "www-authenticate" not in headers:
            yield "an empty error without WWW-Authenticate"
        return
    if exchange.answer.startswith(b"{"):
        oauth = exchange.path.startswith("/oauth2/") and b'"errorCode"' not in exchange.answer
        name = "OAuthError" if oauth else "Error"
        yield from _told(_error_validator(name), msgspec.json.decode(exchange.answer), name)


@functools.cache
def _error_validator(name: str) -> jsonschema_rs.Validator:
    operation = (
        find("POST", "/oauth2/v1/token") if name == "OAuthError" else find("GET", "/api/v1/org")
    )
    assert operation is not None
    return validator_of(operation.source, {"$ref": f"#/components/schemas/{name}"})


def _content(operation: Operation, status: int, answer: bytes) -> Iterator[str]:
    schema = operation.answers[status]
    if schema is None:
        if answer not in {b"", b"{}"}:
            yield "a body where there is none"
        return
    if not answer:
        yield "no body"
        return
    validator, listed = _validator(operation, status)
    if not listed:
        yield from _told(validator, msgspec.json.decode(answer), "")
        return
    rows = msgspec.json.decode(answer, type=list[msgspec.Raw])
    for row in rows if len(rows) <= _ALL_OF else rows[:_SAMPLE]:
        yield from _told(validator, msgspec.json.decode(row), "[]")


@functools.cache
def _validator(operation: Operation, status: int) -> tuple[jsonschema_rs.Validator, bool]:
    """A validator for the answer or, where that is a list, for its elements."""
    schema = operation.answers[status] or {}
    items = operation.source.follow(schema).get("items")
    if operation.id in deviations.LISTS:
        items = schema
    return validator_of(operation.source, items or schema), items is not None


def _told(validator: jsonschema_rs.Validator, value: Any, prefix: str) -> Iterator[str]:
    if validator.is_valid(value):
        return
    for error in validator.iter_errors(value):
        yield from _describe(error, prefix)


def _describe(error: jsonschema_rs.ValidationError, prefix: str) -> Iterator[str]:
    kind: Any = error.kind
    pointer = "/".join([prefix, *("*" if isinstance(p, int) else p for p in error.instance_path)])
    if kind.name in _BRANCHES:
        # The alternative that fits best says what is wrong.
        for inner in min(kind.context, key=len):
            yield from _describe(inner, prefix)
        return
    told: list[str] = []
    if kind.name == "additionalProperties":
        told = kind.unexpected
    elif kind.name == "required":
        told = [kind.property]
    held = type(error.instance).__name__
    yield f"{pointer or '/'}: {kind.name} {' '.join(told)} ({held})".replace("  ", " ")
