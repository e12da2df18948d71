"""The expressions of `search` and `filter`: text to a predicate over one object.

    expr := and ("or" and)*    and := prim ("and" prim)*
    prim := "(" expr ")" | attribute "pr" | attribute operator literal | "not" prim

`not` is for those who ask for it.

What may be compared with what is the caller's `Vocabulary`; whatever it does not allow is
refused with the codes that Okta gives.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.state import clock

Predicate = Callable[[Any], bool]
Getter = Callable[[Any], Any]

_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[()])|(?P<string>"(?:[^"\\]|\\.)*")|(?P<word>[^\s()"]+))""",
    re.VERBOSE,
)
_MOST_CLAUSES = 100
_DEEPEST = 50
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
EQUAL = frozenset({"eq"})
ORDERED = frozenset({"eq", "gt", "ge", "lt", "le"})
TEXT = ORDERED | {"sw", "pr"}
DATE = ORDERED | {"pr"}
EVERY = TEXT | {"ne", "co", "ew"}


@dataclass(frozen=True, slots=True)
class Attribute:
    """`get` reads it from an object; `date` compares as time, `loose` ignores case."""

    get: Getter
    operators: frozenset[str]
    date: bool = False
    loose: bool = False


Vocabulary = Callable[[str], Attribute | None]
"""The attribute of a name, or None where the expression may not use it."""


def compile_expression(text: str, vocabulary: Vocabulary, *, negation: bool = False) -> Predicate:
    """Raises ApiError: E0000031 bad expression, E0000030 bad date, E0000094 too complex."""
    return _Parser(text, vocabulary, negation=negation).whole()


class _Parser:
    def __init__(self, text: str, vocabulary: Vocabulary, *, negation: bool) -> None:
        self._tokens = _split(text)
        self._position = 0
        self._clauses = 0
        self._depth = 0
        self._vocabulary = vocabulary
        self._negation = negation

    def whole(self) -> Predicate:
        found = self._any()
        if self._position < len(self._tokens):
            raise _bad(f"unexpected '{self._tokens[self._position]}'")
        return found

    def _any(self) -> Predicate:
        parts = [self._all()]
        while self._accept("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def _all(self) -> Predicate:
        parts = [self._one()]
        while self._accept("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def _one(self) -> Predicate:
        if self._negation and self._accept("not"):
            denied = self._inside(self._one)
            return lambda row: not denied(row)
        if self._accept("("):
            inner = self._inside(self._any)
            if not self._accept(")"):
                raise _bad("a closing parenthesis is missing")
            return inner
        self._clauses += 1
        if self._clauses > _MOST_CLAUSES:
            raise ApiError("E0000094")
        return self._comparison()

    def _inside(self, part: Callable[[], Predicate]) -> Predicate:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ApiError("E0000094")
        found = part()
        self._depth -= 1
        return found

    def _comparison(self) -> Predicate:
        name = self._next()
        attribute = self._vocabulary(name)
        if attribute is None:
            raise _bad(f"'{name}' is not supported here")
        verb = self._next().casefold()
        if verb not in attribute.operators:
            raise _bad(f"operator '{verb}' is not supported for '{name}'")
        if verb == "pr":
            return lambda row: _present(attribute.get(row))
        literal = _literal(self._next())
        if verb == "ne":
            same = _compare(attribute, "eq", literal)
            return lambda row: not same(row)
        return _compare(attribute, verb, literal)

    def _next(self) -> str:
        if self._position >= len(self._tokens):
            raise _bad("the expression ends too early")
        self._position += 1
        return self._tokens[self._position - 1]

    def _accept(self, word: str) -> bool:
        if self._position < len(self._tokens) and self._tokens[self._position].casefold() == word:
            self._position += 1
            return True
        return False


def _split(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise _bad("a quotation mark is missing")
        tokens.append(found[0].strip())
        position = found.end()
    if not tokens:
        raise _bad("the expression is empty")
    return tokens


def _literal(token: str) -> Any:
    try:
        value = msgspec.json.decode(token)
    except (msgspec.DecodeError, RecursionError):
        raise _bad(f"'{token}' is not a value") from None
    if isinstance(value, list | dict) or value is None:
        raise _bad(f"'{token}' is not a value")
    return value


def _compare(attribute: Attribute, verb: str, wanted: Any) -> Predicate:
    if attribute.date:
        moment = _moment(wanted)
        return lambda row: _dated(attribute.get(row), _ORDERS.get(verb, operator.eq), moment)
    if isinstance(wanted, str):
        return _compare_text(attribute, _text_operator(verb), wanted)
    if verb not in ORDERED:
        raise _bad(f"operator '{verb}' needs a string")
    test: Callable[[Any, Any], bool] = _ORDERS.get(verb, operator.eq)
    return lambda row: any(
        isinstance(each, int | float)
        and isinstance(each, bool) == isinstance(wanted, bool)
        and test(each, wanted)
        for each in _each(attribute.get(row))
    )


def _compare_text(attribute: Attribute, test: Callable[[str, str], bool], wanted: str) -> Predicate:
    if attribute.loose:
        folded = wanted.casefold()
        return lambda row: any(
            isinstance(each, str) and test(each.casefold(), folded)
            for each in _each(attribute.get(row))
        )
    return lambda row: any(
        isinstance(each, str) and test(each, wanted) for each in _each(attribute.get(row))
    )


def _text_operator(verb: str) -> Callable[[str, str], bool]:
    if verb == "sw":
        return str.startswith
    if verb == "ew":
        return str.endswith
    if verb == "co":
        return operator.contains
    return _ORDERS.get(verb, operator.eq)


def _dated(value: Any, test: Callable[[Any, Any], bool], moment: datetime) -> bool:
    return value is not None and test(clock.parse(value), moment)


def _moment(value: Any) -> datetime:
    try:
        return clock.parse(value)
    except (TypeError, ValueError):
        raise ApiError("E0000030", f"'{value}' is not a date") from None


def _each(value: Any) -> list[Any]:
    """An array matches when any of its elements does."""
    return value if isinstance(value, list) else [value]


def _present(value: Any) -> bool:
    return value is not None and value not in ("", [])


def _bad(cause: str) -> ApiError:
    return ApiError("E0000031", cause)
