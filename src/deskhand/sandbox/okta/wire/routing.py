"""Paths to handlers, kept by segment so that an unknown path and a wrong method differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.scopes import scope_of
from deskhand.sandbox.okta.wire.call import Answer, Request

Handler = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """`permission` is what the caller's administrator roles must hold; None asks for nothing."""

    method: str
    path: str
    handler: Handler
    permission: str | None

    @property
    def scope(self) -> str | None:
        """What an access token must hold; None where none opens the path."""
        return scope_of(self.method, self.path)


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    name: str = ""
    any: _Node | None = None
    routes: dict[str, Route] = field(default_factory=dict)


class Router:
    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._root = _Node()
        for route in self.routes:
            self._add(route)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """Raises E0000008 for an unknown path, E0000022 for a method it does not know."""
        node = self._root
        params: dict[str, str] = {}
        for segment in path.strip("/").split("/"):
            if segment in node.literals:
                node = node.literals[segment]
            elif node.any is not None:
                params[node.any.name] = segment
                node = node.any
            else:
                raise ApiError("E0000008")
        if not node.routes:
            raise ApiError("E0000008")
        if method not in node.routes:
            raise ApiError("E0000022")
        return node.routes[method], params

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in route.path.strip("/").split("/"):
            if segment.startswith("{"):
                node.any = node.any or _Node(name=segment.strip("{}"))
                node = node.any
            else:
                node = node.literals.setdefault(segment, _Node())
        node.routes[route.method] = route
