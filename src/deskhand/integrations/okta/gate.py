"""One gate for all calls of a connection: so many at once, within Okta's limits, people first."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from deskhand.integrations.okta.buckets import Bucket, Budget, Family, Priority
from deskhand.kernel import clock
from deskhand.kernel.http import jitter

# Measured against answer times like Okta's: more at once hardly gain anything.
IN_FLIGHT = 10
_CALM_ANSWERS = 50
_PACE_IS_NEWS = 120.0


class Busy(Exception):  # noqa: N818  # the limit's word, not a fault
    """The call would wait longer than its caller has patience for; nothing was sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.0f} s")
        self.seconds = seconds


@dataclass(order=True, slots=True)
class _Waiter:
    priority: Priority
    number: int
    family: Family = field(compare=False)
    entered: asyncio.Future[None] = field(compare=False)


@dataclass(slots=True)
class Passage:
    """One call on its way; what its answer said of the limits is left here."""

    budget: Budget | None = None
    refused: bool = False


class Gate:
    """Calls enter by priority, then in the order they came.

    An import never takes the last slot, so a person's click need not wait for a slow page.
    """

    def __init__(self, *, in_flight: int = IN_FLIGHT, random: Callable[[], float] = jitter) -> None:
        self._most = self._allowed = in_flight
        self._random = random
        self._in_flight = 0
        self._calm = 0
        self._number = 0
        self._closed_until = 0.0
        self._buckets: defaultdict[Family, Bucket] = defaultdict(Bucket)
        self._waiting: list[_Waiter] = []
        self._waker: asyncio.Task[None] | None = None
        self._wakes_at = 0.0

    @property
    def allowed(self) -> int:
        """How many calls may be in flight now; fewer than at first after Okta complained."""
        return self._allowed

    @asynccontextmanager
    async def passing(
        self, family: Family, priority: Priority, patience: float | None = None
    ) -> AsyncGenerator[Passage]:
        """Wait for a call's turn, and hold its slot while the block lasts.

        Raises `Busy` at once when Okta's limits would keep it longer than `patience` seconds.
        """
        if patience is not None:
            seconds = self._wait(family, priority, clock.monotonic())
            if seconds is not None and seconds > patience:
                raise Busy(seconds)
        await self._enter(family, priority)
        passage = Passage()
        try:
            yield passage
        finally:
            self._leave(family, passage)

    def pace(self) -> str | None:
        """Which limit makes imports wait, in words; None when none does."""
        now = clock.monotonic()
        short = [
            (bucket.limit - bucket.kept, family.noun)
            for family, bucket in self._buckets.items()
            if bucket.limit and bucket.short_until > now - _PACE_IS_NEWS and bucket.short_until
        ]
        if not short:
            return None
        calls, noun = min(short)
        return f"Okta allows {calls:,} {noun} calls a minute"

    def close(self) -> None:
        """Wake nobody any more."""
        if self._waker is not None:
            self._waker.cancel()
            self._waker = None

    async def _enter(self, family: Family, priority: Priority) -> None:
        if not self._waiting and self._wait(family, priority, clock.monotonic()) == 0:
            self._take(family)
            return
        self._number += 1
        entered: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiter = _Waiter(priority, self._number, family, entered)
        insort(self._waiting, waiter)
        self._admit()
        try:
            await entered
        except asyncio.CancelledError:
            if entered.done() and not entered.cancelled():
                # Let in and called off in the same moment: the slot goes back.
                self._leave(family, None)
            raise

    def _leave(self, family: Family, passage: Passage | None) -> None:
        bucket = self._buckets[family]
        bucket.in_flight -= 1
        self._in_flight -= 1
        if passage is not None:
            self._learn(bucket, passage)
        self._admit()

    def _learn(self, bucket: Bucket, passage: Passage) -> None:
        now, budget = clock.monotonic(), passage.budget
        if not passage.refused:
            bucket.learn(now, budget)
            self._calm += 1
            if self._calm >= _CALM_ANSWERS and self._allowed < self._most:
                self._allowed, self._calm = self._allowed + 1, 0
            return
        self._calm = 0
        if budget is not None and budget.is_concurrency:
            self._allowed = max(1, self._allowed // 2)
            self._closed_until = now + 1 + self._random()
        elif budget is not None:
            bucket.learn(now, budget)
            bucket.close(now + budget.resets_in + 1 + self._random())
        else:
            bucket.close(now + 2 + self._random())

    def _take(self, family: Family) -> None:
        self._in_flight += 1
        self._buckets[family].in_flight += 1

    def _wait(self, family: Family, priority: Priority, now: float) -> float | None:
        most = self._allowed
        if priority is Priority.IMPORT and most > 1:
            most -= 1
        if self._in_flight >= most:
            return None
        if now < self._closed_until:
            return self._closed_until - now
        return self._buckets[family].wait(now, priority)

    def _admit(self) -> None:
        """Let in whoever may go, the first first; be woken when the next one may."""
        now = clock.monotonic()
        soonest: float | None = None
        staying: list[_Waiter] = []
        for waiter in self._waiting:
            seconds = self._wait(waiter.family, waiter.priority, now)
            if waiter.entered.done():
                # Called off while it waited.
                continue
            if seconds == 0:
                self._take(waiter.family)
                waiter.entered.set_result(None)
                continue
            staying.append(waiter)
            if seconds is not None and (soonest is None or seconds < soonest):
                soonest = seconds
        self._waiting = staying
        if soonest is not None:
            self._wake_in(now, soonest)

    def _wake_in(self, now: float, seconds: float) -> None:
        if self._waker is not None and not self._waker.done():
            if self._wakes_at <= now + seconds:
                return
            self._waker.cancel()
        self._wakes_at = now + seconds
        self._waker = asyncio.create_task(self._wake(seconds))

    async def _wake(self, seconds: float) -> None:
        await clock.sleep(seconds)
        self._waker = None
        self._admit()
