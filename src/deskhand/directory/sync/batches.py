"""Between those who read and the one who writes: small pieces become transactions of a good size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sized
from typing import TypeVar

S = TypeVar("S", bound=Sized)

_GATHER_SECONDS = 0.2


async def batches(queue: asyncio.Queue[S | Exception | None], rows: int) -> AsyncGenerator[list[S]]:
    """What comes through a queue until None, gathered until it has so many rows or time is up.

    An error that comes through it is raised when everything before it has been yielded.
    """
    ended: Exception | bool = False
    while not ended:
        batch: list[S] = []
        missing = rows
        try:
            async with asyncio.timeout(None) as limit:
                while missing > 0:
                    item = await queue.get()
                    if item is None or isinstance(item, Exception):
                        ended = item or True
                        break
                    if not batch:
                        limit.reschedule(asyncio.get_running_loop().time() + _GATHER_SECONDS)
                    batch.append(item)
                    missing -= len(item)
        except TimeoutError:
            pass  # Enough waited: write what is there.
        if batch:
            yield batch
    if isinstance(ended, Exception):
        raise ended
