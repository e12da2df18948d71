"""Reads of single objects, each object by one read at a time, shared by all who ask meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from deskhand.kernel import clock


class Rereads:
    """Runs `reread` for a key; whoever asks while it runs is served by it, or by the next one."""

    def __init__(self, reread: Callable[[int], Coroutine[Any, Any, None]]) -> None:
        self._reread = reread
        self._running: dict[int, asyncio.Task[None]] = {}
        self._following: dict[int, asyncio.Task[None]] = {}

    async def read(self, key: int, *, may_join: bool) -> None:
        """Read, or with `may_join` wait for a read that is under way already."""
        running = self._running.get(key)
        if running is None:
            task = self._keep(self._running, key, self._reread(key))
        elif may_join:
            task = running
        else:
            # The read under way may have asked before what its caller has just changed.
            following = self._following.get(key)
            task = following or self._keep(self._following, key, self._follow(running, key))
        # One impatient caller must not take the answer away from the others.
        await asyncio.shield(task)

    async def _follow(self, running: asyncio.Task[None], key: int) -> None:
        await asyncio.wait([running])
        self._running[key] = self._following.pop(key)
        await self._reread(key)

    def _keep(
        self, tasks: dict[int, asyncio.Task[None]], key: int, work: Coroutine[Any, Any, None]
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        tasks[key] = task
        task.add_done_callback(lambda done: self._forget(key, done))
        return task

    def _forget(self, key: int, done: asyncio.Task[None]) -> None:
        if self._running.get(key) is done:
            del self._running[key]
        if not done.cancelled():
            # All who asked may have gone; an error that nobody hears is not worth a warning.
            done.exception()


def is_fresh(at: datetime | None, max_age: float) -> bool:
    """Whether something read then is at most so many seconds old."""
    return at is not None and timedelta() <= clock.now() - at <= timedelta(seconds=max_age)


def read_later(at: datetime | None, asked_at: datetime) -> bool:
    """Whether somebody has read since. A moment still to come is a clock that was set back."""
    return at is not None and asked_at < at <= clock.now()
