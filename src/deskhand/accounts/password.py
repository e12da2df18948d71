"""Passwords: argon2id, off the event loop, and the same effort for an e-mail nobody has."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from deskhand.kernel.errors import FieldError, invalid

SHORTEST = 12
LONGEST = 256
# One hash takes 64 MiB; more at once would let a burst of sign-ins eat the machine's memory.
_AT_ONCE = 4


class Passwords:
    """Hashes and checks passwords."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether it is the password; without a stored one the same time is spent for False."""
        if stored is None:
            if self._nobodys is None:
                self._nobodys = await self.hash("nobody has this password")
            await self._verify(self._nobodys, password)
            return False
        return await self._verify(stored, password)

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with weaker parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    async def _verify(self, stored: str, password: str) -> bool:
        async with self._slots:
            try:
                return await asyncio.to_thread(self._hasher.verify, stored, password)
            except (VerificationError, InvalidHashError):
                return False


def demand_good(password: str) -> None:
    """Raises `invalid` for a password that is too short or too long."""
    if len(password) < SHORTEST:
        problem = f"Use at least {SHORTEST} characters."
    elif len(password) > LONGEST:
        problem = f"Use at most {LONGEST} characters."
    else:
        return
    raise invalid("This password cannot be used.", FieldError("password", problem))
