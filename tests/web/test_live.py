"""Server-sent events: who hears what, and when a stream ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa

from deskhand.accounts.model import Account
from deskhand.kernel import clock
from deskhand.kernel.live import News
from deskhand.web import streams
from deskhand.web.app import create_app
from tests.web.client import Browser, serving
from tests.web.desk import Desk

# Nothing here depends on the kind of database, so one will do.
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Open = Callable[..., Awaitable[Browser]]


class Stream:
    """One open stream, read line by line."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer

    async def line(self) -> str:
        return (await self.answer.content.readline()).decode().rstrip("\n")

    async def event(self) -> tuple[str, Any]:
        """The next event; comments are left out."""
        name = ""
        while True:
            line = await self.line()
            if self.answer.content.at_eof() and not line:
                raise EOFError
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                return name, json.loads(line[6:])

    async def end(self) -> None:
        """Wait until the server ends it."""
        async with asyncio.timeout(30):
            while await self.answer.content.readline():
                pass


@asynccontextmanager
async def following(one: Browser) -> AsyncGenerator[Stream]:
    async with one.http.get(one.url + "/api/v1/live") as answer:
        assert answer.status == 200
        stream = Stream(answer)
        assert (await stream.line()).startswith(":")
        yield stream


async def test_what_changes_is_told(browser: Open, desk: Desk) -> None:
    noah = await browser("noah")
    async with following(noah) as stream:
        assert stream.answer.headers["Content-Type"].startswith("text/event-stream")
        assert "Content-Encoding" not in stream.answer.headers
        ref = (await noah.post("/api/v1/requests", {"title": "x"})).json["ref"]
        assert await stream.event() == ("request", {"ref": ref})
        body = {"key": "test.reset", "person_id": desk.people["noah"], "request_ref": ref}
        run = (await noah.post("/api/v1/actions", body)).json
        assert await stream.event() == ("request", {"ref": ref})
        assert await stream.event() == ("action", {"id": run["id"], "request_ref": ref})
        desk.live.publish(News("connection"))
        assert await stream.event() == ("connection", {})


async def test_employees_hear_of_their_own_only(browser: Open, desk: Desk) -> None:
    elena, noah = await browser("elena"), await browser("noah")
    async with following(elena) as stream:
        await noah.post("/api/v1/requests", {"title": "Noah's own"})
        for topic in ("sync", "connection", "person"):
            desk.live.publish(News(topic, {"id": 1}))
        asked = {"title": "Hers", "requester_id": desk.people["elena"]}
        ref = (await noah.post("/api/v1/requests", asked)).json["ref"]
        path = f"/api/v1/requests/{ref}/messages"
        await noah.post(path, {"kind": "note", "body": "Not for her"})
        await noah.post(path, {"kind": "reply", "body": "For her"})
        assert await stream.event() == ("request", {"ref": ref})
        assert await stream.event() == ("request", {"ref": ref})
        desk.live.publish(News("request", {"ref": "the end"}, ref))
        assert await stream.event() == ("request", {"ref": "the end"})


async def test_it_needs_a_session(browser: Open) -> None:
    reply = await (await browser()).get("/api/v1/live")
    assert (reply.status, reply.json["code"]) == (401, "not_signed_in")


async def test_it_ends_with_signing_out(browser: Open) -> None:
    noah, maya = await browser("noah"), await browser("maya")
    async with following(noah) as stream, following(maya) as other:
        assert (await noah.send("DELETE", "/api/v1/session")).status == 204
        await stream.end()
        await maya.post("/api/v1/requests", {"title": "x"})
        assert (await other.event())[0] == "request"


async def test_it_ends_when_the_session_is_found_to_have_ended(desk: Desk) -> None:
    app = create_app(desk.parts)
    app.state.streams.heartbeat = 0.05
    async with serving(app) as url, Browser(url) as noah:
        await noah.sign_in("noah")
        async with following(noah) as stream:
            while await stream.line() != ": beat":
                pass
            async with desk.database.transaction() as session:
                await session.execute(sa.update(Account).values(disabled_at=clock.now()))
            await stream.end()


async def test_whoever_lost_news_connects_anew(browser: Open, desk: Desk) -> None:
    async with following(await browser("noah")) as stream:
        for number in range(1000):
            desk.live.publish(News("person", {"id": number}))
        await stream.end()


async def test_streams_of_one_account_are_bounded(
    browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "MOST_PER_ACCOUNT", 2)
    noah, maya = await browser("noah"), await browser("maya")
    async with following(noah):
        async with following(noah):
            refused = await noah.get("/api/v1/live")
            assert (refused.status, refused.json["code"]) == (429, "too_many_streams")
            async with following(maya):
                pass
        # A closed page makes room; the server notices it in its own time.
        async with asyncio.timeout(30):
            while not await opens(noah):
                pass


async def opens(one: Browser) -> bool:
    async with one.http.get(one.url + "/api/v1/live") as answer:
        return answer.status == 200


async def test_a_server_that_stops_does_not_wait_for_it(desk: Desk) -> None:
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as afterwards:
        async with serving(create_app(desk.parts), grace=60) as url:
            noah = await afterwards.enter_async_context(Browser(url))
            await noah.sign_in("noah")
            answer = await noah.http.get(url + "/api/v1/live")
            stopping = loop.time()
            # Leaving the block stops the server while the stream is open.
        assert loop.time() - stopping < 30
        answer.close()
