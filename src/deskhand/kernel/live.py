"""News for open browsers: what changed, told after the commit, kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.kernel.db.engine import after_commit

_BACKLOG = 200


@dataclass(frozen=True, slots=True)
class News:
    """`topic` names the kind of thing that changed; `data` is small and holds no secrets.

    `request_ref` says whose business it is: employees hear only of their own requests.
    """

    topic: str
    data: dict[str, Any] = field(default_factory=dict)
    request_ref: str | None = None


class Live:
    """Fan-out to the streams of this process."""

    def __init__(self) -> None:
        self._streams: set[asyncio.Queue[News]] = set()

    def publish(self, news: News) -> None:
        """Tell all streams. A reader that cannot keep up loses news and reloads what it shows."""
        for stream in self._streams:
            if stream.full():
                while not stream.empty():
                    stream.get_nowait()
                stream.put_nowait(News("reload"))
            else:
                stream.put_nowait(news)

    def publish_after(self, session: AsyncSession, news: News) -> None:
        """Tell it when the transaction is durable."""
        after_commit(session, lambda: self.publish(news))

    @contextmanager
    def listen(self) -> Generator[asyncio.Queue[News]]:
        """A queue that receives all news while the block runs."""
        queue: asyncio.Queue[News] = asyncio.Queue(_BACKLOG)
        self._streams.add(queue)
        try:
            yield queue
        finally:
            self._streams.discard(queue)
