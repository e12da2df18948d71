"""The kinds of values that requests carry, and how a value of the wrong kind is refused.

A member of the wrong JSON type makes the body malformed; a value that its type allows and its meaning
does not is told by name. What no form names is ignored, and null stands for absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from deskhand.sandbox.okta.errors import ApiError


class Kind(Protocol):
    def problems(self, name: str, value: Any) -> Iterator[str]:
        """Causes in Okta's form, `name: what is wrong`. Raises E0000003 for a wrong JSON type."""


@dataclass(frozen=True, slots=True)
class Text:
    least: int = 0
    most: int | None = None
    blank: bool = True

    def problems(self, name: str, value: Any) -> Iterator[str]:
        if not isinstance(value, str):
            raise ApiError("E0000003")
        if not self.blank and not value.strip():
            yield blank(name)
        elif len(value) < self.least or (self.most is not None and len(value) > self.most):
            limit = f"at most {self.most}" if len(value) > self.least else f"at least {self.least}"
            yield f"{name}: must have {limit} characters"


@dataclass(frozen=True, slots=True)
class Flag:
    def problems(self, name: str, value: Any) -> Iterator[str]:
        if not isinstance(value, bool):
            raise ApiError("E0000003")
        yield from ()


@dataclass(frozen=True, slots=True)
class Number:
    least: int | None = None
    most: int | None = None

    def problems(self, name: str, value: Any) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ApiError("E0000003")
        if self.least is not None and value < self.least:
            yield f"{name}: must be at least {self.least}"
        if self.most is not None and value > self.most:
            yield f"{name}: must be at most {self.most}"


class OneOf:
    def __init__(self, *values: str) -> None:
        self.values = values

    def problems(self, name: str, value: Any) -> Iterator[str]:
        if not isinstance(value, str):
            raise ApiError("E0000003")
        if value not in self.values:
            yield f"{name}: must be one of {', '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Each:
    """A list, every element of one kind."""

    of: Kind

    def problems(self, name: str, value: Any) -> Iterator[str]:
        if not isinstance(value, list):
            raise ApiError("E0000003")
        for element in value:
            yield from self.of.problems(name, element)


@dataclass(frozen=True, slots=True)
class Object:
    """`needed` members must be there; without `members` anything is taken."""

    members: Mapping[str, Kind] = field(default_factory=dict)
    needed: tuple[str, ...] = ()

    def problems(self, name: str, value: Any) -> Iterator[str]:
        if not isinstance(value, dict):
            raise ApiError("E0000003")
        yield from (blank(member) for member in self.needed if value.get(member) is None)
        for member, kind in self.members.items():
            if value.get(member) is not None:
                yield from kind.problems(member, value[member])

    def with_needed(self, *names: str) -> Object:
        return replace(self, needed=names)

    def and_may_have(self, **members: Kind) -> Object:
        return replace(self, members={**self.members, **members})


@dataclass(frozen=True, slots=True)
class ByMember:
    """An object whose member `member` decides on the form of the others."""

    member: str
    forms: Mapping[str, Object]
    common: Object = field(default_factory=Object)

    def problems(self, name: str, value: Any) -> Iterator[str]:
        found = list(self.common.problems(name, value))
        yield from found
        form = self.forms.get(value.get(self.member) or "")
        if form is not None:
            yield from form.problems(name, value)


def needs(**members: Kind) -> Object:
    """An object all of whose members must be there."""
    return Object(members, tuple(members))


def may_have(**members: Kind) -> Object:
    return Object(members)


def blank(name: str) -> str:
    return f"{name}: The field cannot be left blank"


def query_problem(name: str, kind: Kind, text: str) -> str | None:
    """What is wrong with a parameter, which comes as text whatever its kind is."""
    if isinstance(kind, Flag):
        good = text.casefold() in {"true", "false"}
        return None if good else f"{name}: must be true or false"
    if isinstance(kind, Number):
        if not re.fullmatch(r"-?\d{1,18}", text):
            return f"{name}: must be a number"
        return next(kind.problems(name, int(text)), None)
    return next(kind.problems(name, text), None)
