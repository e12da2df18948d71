"""Server-sent events: each open browser follows what concerns it, as long as its session lasts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import StreamingResponse
from starlette.types import Send

from deskhand.accounts.service import SignedIn
from deskhand.kernel.db.engine import after_commit
from deskhand.kernel.errors import DeskhandError, NextStep
from deskhand.kernel.live import News
from deskhand.requests.rules import sees_all
from deskhand.web.parts import Parts

HEARTBEAT_SECONDS = 15.0
MOST_PER_ACCOUNT = 20
_END = News("end")


@dataclass(eq=False)
class Stream:
    """One open browser. `own` remembers which requests are this account's business."""

    signed_in: SignedIn
    news: asyncio.Queue[News] = field(default_factory=asyncio.Queue)
    own: dict[str, bool] = field(default_factory=dict)

    def end(self) -> None:
        """Let it stop at once, whatever it has not told yet."""
        while not self.news.empty():
            self.news.get_nowait()
        self.news.put_nowait(_END)


class Streams:
    """All streams of this process. `heartbeat` is in seconds; sessions are looked at that often."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._open: set[Stream] = set()
        self._closed = False
        self.heartbeat = HEARTBEAT_SECONDS

    def follow(self, signed_in: SignedIn) -> EventStream:
        """The answer that tells this session its news. Raises `too_many_streams`."""
        account_id = signed_in.account.id
        count = sum(each.signed_in.account.id == account_id for each in self._open)
        if count >= MOST_PER_ACCOUNT:
            raise DeskhandError(
                "too_many_streams",
                "Too many open pages",
                f"This account has {count} pages open. Close some of them.",
                status=429,
                next=NextStep("wait", "Close some pages"),
                retry_after=self.heartbeat,
            )
        return EventStream(self, Stream(signed_in))

    def end_session(self, session: AsyncSession, token: str) -> None:
        """End the streams of a session when the transaction that ended it is durable."""

        def end() -> None:
            for each in [each for each in self._open if each.signed_in.token == token]:
                each.end()

        after_commit(session, end)

    def close(self) -> None:
        """End all streams, as a server does that is told to stop."""
        self._closed = True
        for each in self._open:
            each.end()

    @contextmanager
    def opened(self, stream: Stream) -> Generator[None]:
        """News are kept for this stream while the block runs."""
        with self._parts.live.listen() as queue:
            stream.news = queue
            self._open.add(stream)
            try:
                if self._closed:
                    stream.end()
                yield
            finally:
                self._open.discard(stream)

    async def events(self, stream: Stream) -> AsyncGenerator[str]:
        """The text of a stream, to its end."""
        loop = asyncio.get_running_loop()
        yield ": Deskhand tells what changed\n\n"
        beat = loop.time() + self.heartbeat
        while True:
            try:
                async with asyncio.timeout_at(beat):
                    news = await stream.news.get()
            except TimeoutError:
                if not await self._parts.accounts.is_open(stream.signed_in.token):
                    return
                beat = loop.time() + self.heartbeat
                yield ": beat\n\n"
                continue
            if news.topic in {_END.topic, "reload"}:
                # Whoever lost news connects anew, and then reads everything again.
                return
            if await self._concerns(stream, news):
                yield f"event: {news.topic}\ndata: {json.dumps(news.data)}\n\n"

    async def _concerns(self, stream: Stream, news: News) -> bool:
        account, ref = stream.signed_in.account, news.request_ref
        if sees_all(account):
            return True
        if ref is None:
            return False
        if ref not in stream.own:
            async with self._parts.database.reading() as session:
                stream.own[ref] = await self._parts.requests.may_hear(session, account, ref)
        return stream.own[ref]


class EventStream(StreamingResponse):
    """Listens before its first byte leaves, so that nothing is missed in between."""

    media_type = "text/event-stream"

    def __init__(self, streams: Streams, stream: Stream) -> None:
        super().__init__(streams.events(stream), headers={"X-Accel-Buffering": "no"})
        self._streams = streams
        self._stream = stream

    async def stream_response(self, send: Send) -> None:
        with self._streams.opened(self._stream):
            await super().stream_response(send)


async def _streams(request: Request) -> Streams:
    streams: Streams = request.app.state.streams
    return streams


StreamsDep = Annotated[Streams, Depends(_streams)]
