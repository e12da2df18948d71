"""An org on loopback that answers as it is told to, however badly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from multidict import CIMultiDict

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Says:
    """One answer. `limits` are the three rate-limit headers; `links` are Link header lines."""

    json: Any = None
    status: int = 200
    body: bytes | str | None = None
    links: list[str] = field(default_factory=list)
    limits: tuple[int, int, int] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    handler: Handler | None = None


class Org:
    """Answers of a path are given in turn; the last one is given for ever."""

    def __init__(self) -> None:
        self.url = ""
        self.requests: list[web.Request] = []
        self._answers: defaultdict[str, list[Says]] = defaultdict(list)

    def says(self, path: str, *answers: Says) -> None:
        """Set the answers for a path, which may carry its query to be told apart."""
        self._answers[path] = list(answers)

    def asked(self, path: str) -> list[web.Request]:
        return [each for each in self.requests if each.path == path]

    def counted(self) -> Counter[str]:
        return Counter(f"{each.method} {each.path}" for each in self.requests)

    def link(self, path: str, rel: str = "next") -> str:
        return f'<{self.url}{path}>; rel="{rel}"'

    async def handle(self, request: web.Request) -> web.StreamResponse:
        await request.read()
        self.requests.append(request)
        key = request.path_qs if request.path_qs in self._answers else request.path
        waiting = self._answers.get(key)
        if not waiting:
            return web.json_response(error("E0000008", "no such path"), status=404)
        said = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if said.handler is not None:
            return await said.handler(request)
        if said.drop:
            assert request.transport is not None
            request.transport.abort()
        return _answer(said)


def _answer(said: Says) -> web.Response:
    headers = CIMultiDict({"x-okta-request-id": "req-1", **said.headers})
    for line in said.links:
        headers.add("Link", line)
    if said.limits is not None:
        for name, value in zip(("limit", "remaining", "reset"), said.limits, strict=True):
            headers[f"x-rate-limit-{name}"] = str(value)
    if said.body is not None:
        text = said.body if isinstance(said.body, bytes) else said.body.encode()
        return web.Response(body=text, status=said.status, headers=headers)
    return web.json_response(said.json, status=said.status, headers=headers)


def error(code: str, summary: str = "said no", *causes: str) -> dict[str, Any]:
    """An error body of Okta's."""
    return {
        "errorCode": code,
        "errorSummary": summary,
        "errorId": "oae1",
        "errorCauses": [{"errorSummary": each} for each in causes],
    }
