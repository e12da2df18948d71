"""Identifiers of our own rows: UUIDv7, so that they sort by the time they were made."""

from __future__ import annotations

import secrets
import uuid

from deskhand.kernel import clock

_COUNTS = 1 << 12
_last = 0


def new() -> str:
    """A new identifier: 32 hexadecimal digits, the first 12 of them the time in milliseconds.

    Those of one process are strictly ascending, also within a millisecond.
    """
    global _last  # noqa: PLW0603  # milliseconds and the count within them, as one number
    _last = max(int(clock.now().timestamp() * 1000) * _COUNTS, _last + 1)
    milliseconds, count = divmod(_last, _COUNTS)
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | count << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value).hex


def token(size: int = 32) -> str:
    """A secret nobody can guess, URL-safe, made of `size` random bytes."""
    return secrets.token_urlsafe(size)
