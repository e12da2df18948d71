"""The one clock. Tests move it; nothing else in the product asks the system for the time."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Wall time in UTC, and a monotonic counter for durations."""

    def now(self) -> datetime:
        """The current moment, timezone-aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds from an arbitrary start; only differences mean something."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait, while others go on."""
        await asyncio.sleep(seconds)


class MovableClock(Clock):
    """A clock that tests set and advance."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at a timezone-aware moment")
        self._now = start
        self._ticks = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._ticks

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once: a test waits for nothing."""
        self.advance(seconds=max(0.0, seconds))
        await asyncio.sleep(0)

    def advance(self, **by: float) -> datetime:
        """Move by a `timedelta` given as keywords, such as `minutes=5`."""
        step = timedelta(**by)
        self._now += step
        self._ticks += step.total_seconds()
        return self._now


_current: Clock = Clock()


def use(clock: Clock) -> Clock:
    """Put another clock in place and return the one that was there."""
    global _current  # the process has one clock, and this is the one place to change it
    previous, _current = _current, clock
    return previous


def now() -> datetime:
    """The current moment, timezone-aware, in UTC."""
    return _current.now()


def monotonic() -> float:
    """Seconds for measuring durations."""
    return _current.monotonic()


async def sleep(seconds: float) -> None:
    """Wait until so much of the clock's time has passed."""
    await _current.sleep(seconds)
