"""Reads are tried again when what went wrong may pass. Writes never come here."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import TypeVar

from deskhand.kernel import clock

T = TypeVar("T")

_FIRST_WAIT = 0.5


def jitter() -> float:
    """A random part of one, so that those who failed together do not return together."""
    return secrets.randbelow(1_000_000) / 1_000_000


class TryAgain(Exception):  # noqa: N818  # an order, not an error
    """What went wrong may pass; `error` is raised when it does not.

    `busy`: the other side was well and only asked to wait, for `after` seconds if it said so.
    """

    def __init__(self, error: Exception, *, busy: bool = False, after: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.busy = busy
        self.after = after


class Repeats:
    """How often and after how long. Being asked to wait is counted apart from failing."""

    def __init__(
        self, *, tries: int = 3, waits: int = 8, random: Callable[[], float] = jitter
    ) -> None:
        self._tries = tries
        self._waits = waits
        self._random = random

    async def __call__(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """The first result; otherwise the last attempt's error."""
        failed = waited = 0
        while True:
            try:
                return await attempt()
            except TryAgain as again:
                if again.busy:
                    waited += 1
                else:
                    failed += 1
                if failed >= self._tries or waited >= self._waits:
                    raise again.error from None
                seconds = again.after
            if seconds is None:
                seconds = _FIRST_WAIT * 2 ** (failed + waited - 1) * (1 + self._random())
            await clock.sleep(seconds)
