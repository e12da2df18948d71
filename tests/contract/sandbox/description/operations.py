"""Okta's published description: which operation a request belongs to, and what it may answer."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

_HERE = Path(__file__).parent
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, eq=False)
class Operation:
    """One method of one path. `names` holds the path's segments, parameters as None."""

    id: str
    method: str
    path: str
    source: Document
    parameters: tuple[dict[str, Any], ...]
    body: dict[str, Any] | None
    body_required: bool
    answers: dict[int, dict[str, Any] | None]
    scope: str | None

    @property
    def names(self) -> tuple[str | None, ...]:
        return segments(self.path)


class Document:
    """One description with its references."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.root: dict[str, Any] = msgspec.json.decode((_HERE / f"{name}.json").read_bytes())

    def follow(self, thing: dict[str, Any]) -> dict[str, Any]:
        """What a reference leads to, or the thing itself."""
        while "$ref" in thing:
            *_, kind, name = thing["$ref"].split("/")
            thing = self.root["components"][kind][name]
        return thing

    def operations(self) -> Iterator[Operation]:
        for path, item in self.root["paths"].items():
            shared = item.get("parameters", [])
            for method in METHODS:
                if method in item:
                    yield self._operation(method, path, shared, item[method])

    def _operation(
        self, method: str, path: str, shared: list[Any], found: dict[str, Any]
    ) -> Operation:
        body = self.follow(found.get("requestBody", {}))
        answers = {code: self.follow(answer) for code, answer in found["responses"].items()}
        scopes = [
            scope for entry in found.get("security") or () for scope in entry.get("oauth2", ())
        ]
        return Operation(
            id=found["operationId"],
            method=method.upper(),
            path=path,
            source=self,
            parameters=tuple(self.follow(one) for one in [*shared, *found.get("parameters", ())]),
            body=schema_of(body),
            body_required=bool(body.get("required")),
            answers={int(code): schema_of(answer) for code, answer in answers.items()},
            scope=scopes[0] if scopes else None,
        )


def schema_of(holder: dict[str, Any]) -> dict[str, Any] | None:
    """The schema of a body, None where the description gives it none."""
    for kind in holder.get("content", {}).values():
        found: dict[str, Any] | None = kind.get("schema")
        return found
    return None


def segments(path: str) -> tuple[str | None, ...]:
    return tuple(None if part.startswith("{") else part for part in path.strip("/").split("/"))


@functools.cache
def described() -> tuple[Operation, ...]:
    """Every operation of both descriptions."""
    return tuple(one for name in ("management", "oauth") for one in Document(name).operations())


@functools.cache
def _by_form() -> dict[tuple[str, int], list[Operation]]:
    found: dict[tuple[str, int], list[Operation]] = {}
    for one in described():
        found.setdefault((one.method, len(one.names)), []).append(one)
    for group in found.values():
        # A literal segment goes before a parameter.
        group.sort(key=lambda one: [name is None for name in one.names])
    return found


def find(method: str, path: str) -> Operation | None:
    parts = path.strip("/").split("/")
    for one in _by_form().get((method, len(parts)), ()):
        if all(name is None or name == part for name, part in zip(one.names, parts, strict=True)):
            return one
    return None
