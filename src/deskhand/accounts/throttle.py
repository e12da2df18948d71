"""Slows down whoever guesses passwords: by e-mail, and by the address that asks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from deskhand.accounts import store
from deskhand.kernel import clock
from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError, NextStep

WINDOW = timedelta(minutes=15)
MOST_BY_EMAIL = 5
MOST_BY_ADDRESS = 30


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in that counts as failed until it is taken back."""

    email_key: str
    row_ids: tuple[str, ...]


async def begin(database: Database, email: str, address: str) -> Attempt:
    """Count a sign-in before it is judged. Raises `throttled` with the seconds to wait.

    It is committed first and counted after that, so that of many at once no more than the limit
    get through. A refused one does not count: whoever keeps trying is not shut out for ever.
    """
    limits = {f"email:{email}": MOST_BY_EMAIL, f"address:{address}": MOST_BY_ADDRESS}
    now = clock.now()
    wait = await _wait(database, limits, now, mine=0)
    if wait > 0:
        raise _throttled(wait)
    async with database.transaction() as session:
        rows = store.add_failures(session, limits, now)
    wait = await _wait(database, limits, now, mine=1)
    if wait > 0:
        async with database.transaction() as session:
            await store.forget_failures(session, rows)
        raise _throttled(wait)
    return Attempt(f"email:{email}", tuple(rows))


async def _wait(database: Database, limits: dict[str, int], now: datetime, *, mine: int) -> float:
    """Seconds until another attempt is free; `mine` are counted already and do not stand apart."""
    wait = 0.0
    async with database.reading() as session:
        for key, most in limits.items():
            counted = await store.failures(session, key, now - WINDOW)
            allowed = most - 1 + mine
            if len(counted) > allowed:
                # The one that must leave the window first; those after it may stay.
                leaves = counted[len(counted) - allowed - 1] + WINDOW
                wait = max(wait, (leaves - now).total_seconds())
    return wait


def _throttled(wait: float) -> DeskhandError:
    minutes = math.ceil(wait / 60)
    return DeskhandError(
        "throttled",
        "Too many failed sign-ins",
        f"Wait {minutes} minute{'' if minutes == 1 else 's'}, then try again.",
        status=429,
        next=NextStep("wait", "Wait, then try again"),
        retry_after=wait,
    )
