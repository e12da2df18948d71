"""The expressions of group rules, over a person's profile and groups.

    or := and (("or" | "||" | "OR") and)*     and := not (("and" | "&&" | "AND") not)*
    not := ("!" | "NOT") not | "(" or ")" | value (("==" | "!=" | "eq" | "ne") value)?

Values: user.attribute, "text", numbers, true, false, null, and the functions below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from inspect import signature
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<mark>==|!=|&&|\|\||[(),!])"""
    r"""|(?P<word>[\w.\-]+))"""
)
_WORDS = {"&&": "and", "||": "or", "==": "eq", "!=": "ne", "!": "not"}
_DEEPEST = 50
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None}


class ExpressionError(ValueError):
    """The text is not an expression of a group rule."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a rule looks at. Group names and ids are those the person is in."""

    profile: Mapping[str, Any]
    group_ids: Collection[str] = ()
    group_names: Collection[str] = ()


Value = Callable[[Subject], Any]


@lru_cache(maxsize=1024)
def compile_rule(text: str) -> Callable[[Subject], bool]:
    """Raises ExpressionError."""
    parser = _Parser(text)
    value = parser.whole()
    return lambda subject: value(subject) is True


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _split(text)
        self._position = 0
        self._depth = 0

    def whole(self) -> Value:
        found = self._any()
        if self._position < len(self._tokens):
            raise ExpressionError(f"unexpected {self._tokens[self._position]}")
        return found

    def _any(self) -> Value:
        parts = [self._all()]
        while self._accept("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else lambda s: any(p(s) is True for p in parts)

    def _all(self) -> Value:
        parts = [self._not()]
        while self._accept("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else lambda s: all(p(s) is True for p in parts)

    def _not(self) -> Value:
        if self._accept("not"):
            inner = self._inside(self._not)
            return lambda s: inner(s) is not True
        left = self._value()
        for verb, wanted in (("eq", True), ("ne", False)):
            if self._accept(verb):
                right = self._value()
                return lambda s, wanted=wanted: (left(s) == right(s)) is wanted  # type: ignore[misc]  # the default binds the loop's value
        return left

    def _value(self) -> Value:
        if self._accept("("):
            inner = self._inside(self._any)
            self._expect(")")
            return inner
        token = self._next()
        if token[0] in "\"'":
            text = re.sub(r"\\(.)", r"\1", token[1:-1])
            return lambda _: text
        if token in _CONSTANTS:
            constant = _CONSTANTS[token]
            return lambda _: constant
        if re.fullmatch(r"-?\d+(\.\d+)?", token):
            number = float(token)
            return lambda _: number
        if token.startswith("user."):
            name = token.removeprefix("user.")
            return lambda s: s.profile.get(name)
        return self._call(token)

    def _call(self, name: str) -> Value:
        function = _FUNCTIONS.get(name)
        if function is None:
            raise ExpressionError(f"unknown name {name}")
        self._expect("(")
        arguments = [self._inside(self._any)]
        while self._accept(","):
            arguments.append(self._inside(self._any))
        self._expect(")")
        try:
            signature(function).bind(None, *arguments)
        except TypeError:
            raise ExpressionError(f"{name} takes another number of arguments") from None
        return lambda s: function(s, *(argument(s) for argument in arguments))

    def _inside(self, part: Callable[[], Value]) -> Value:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionError("the expression is nested too deeply")
        found = part()
        self._depth -= 1
        return found

    def _next(self) -> str:
        if self._position >= len(self._tokens):
            raise ExpressionError("the expression ends too early")
        self._position += 1
        return self._tokens[self._position - 1]

    def _accept(self, word: str) -> bool:
        if self._position < len(self._tokens):
            token = self._tokens[self._position]
            if _WORDS.get(token, token.casefold()) == word:
                self._position += 1
                return True
        return False

    def _expect(self, word: str) -> None:
        if not self._accept(word):
            raise ExpressionError(f"{word} is missing")


def _split(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None:
            raise ExpressionError(f"cannot read {text[position:]}")
        tokens.append(found[0].strip())
        position = found.end()
    return tokens


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "String.stringContains": lambda _, text, part: _text(part) in _text(text),
    "String.startsWith": lambda _, text, part: _text(text).startswith(_text(part)),
    "String.toLowerCase": lambda _, text: _text(text).lower(),
    "String.toUpperCase": lambda _, text: _text(text).upper(),
    "Arrays.contains": lambda _, values, value: isinstance(values, list) and value in values,
    "Arrays.isEmpty": lambda _, values: not values,
    "isMemberOfGroup": lambda s, key: key in s.group_ids,
    "isMemberOfAnyGroup": lambda s, *keys: any(key in s.group_ids for key in keys),
    "isMemberOfGroupName": lambda s, name: name in s.group_names,
    "isMemberOfGroupNameStartsWith": lambda s, part: any(
        name.startswith(_text(part)) for name in s.group_names
    ),
    "isMemberOfGroupNameContains": lambda s, part: any(
        _text(part) in name for name in s.group_names
    ),
}
