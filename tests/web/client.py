"""A browser without a window: cookies, the CSRF token, and the real server over loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
import uvicorn
from fastapi import FastAPI

from tests.web.desk import PASSWORD
from tests.web.memory import email_of


@dataclass
class Reply:
    """An answer, read to its end."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    """One browser; `url` is where the server listens."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.csrf = ""
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> Self:
        self.csrf = (await self.get("/api/v1/session")).json["csrf"]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.close()

    async def send(self, method: str, path: str, body: Any = None, **options: Any) -> Reply:
        """One call; `headers` add to the token of this browser's session."""
        headers = {"X-CSRF-Token": self.csrf, **options.pop("headers", {})}
        async with self.http.request(
            method, self.url + path, json=body, headers=headers, allow_redirects=False, **options
        ) as answer:
            return Reply(answer.status, answer.headers, await answer.read())

    async def get(self, path: str, **options: Any) -> Reply:
        return await self.send("GET", path, **options)

    async def post(self, path: str, body: Any = None, **options: Any) -> Reply:
        return await self.send("POST", path, body, **options)

    async def patch(self, path: str, body: Any) -> Reply:
        return await self.send("PATCH", path, body)

    async def sign_in(self, key: str, password: str = PASSWORD) -> Reply:
        """As the account of this first name."""
        body = {"email": email_of(key), "password": password}
        reply = await self.post("/api/v1/session", body)
        if reply.status == 200:
            self.csrf = reply.json["csrf"]
        return reply

    def sessions(self) -> list[str]:
        """Values of the session cookies that it holds."""
        return [each.value for each in self.http.cookie_jar if each.key.endswith("_session")]


class _Server(uvicorn.Server):
    """Leaves the signals to the test."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@asynccontextmanager
async def serving(app: FastAPI, *, grace: int = 2, **options: Any) -> AsyncGenerator[str]:
    """The application on a free port of loopback; yields its address.

    `grace`: the seconds that it waits for open answers when it stops.
    """
    config = uvicorn.Config(
        app,
        port=0,
        lifespan="off",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=grace,
        **options,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        app.state.streams.close()
        server.should_exit = True
        await task
