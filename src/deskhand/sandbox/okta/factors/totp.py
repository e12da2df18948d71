"""Time-based one-time passwords as RFC 6238 defines them: SHA-1, six digits, steps of 30 s."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime

STEP_SECONDS = 30
_DIGITS = 6
_SECRET_BYTES = 10


def new_secret() -> str:
    """A shared secret in base32, 16 characters."""
    return _base32(secrets.token_bytes(_SECRET_BYTES))


def seeded_secret(seed: str) -> str:
    """The same secret for the same seed."""
    return _base32(hashlib.sha256(seed.encode()).digest()[:_SECRET_BYTES])


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def seconds_left(moment: datetime) -> int:
    """How long the code of this moment stays the current one."""
    return STEP_SECONDS - int(moment.timestamp()) % STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    key = base64.b32decode(secret)
    digest = hmac.digest(key, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    [number] = struct.unpack(">I", digest[offset : offset + 4])
    return str((number & 0x7FFFFFFF) % 10**_DIGITS).zfill(_DIGITS)


def find_step(secret: str, code: str, now: int, reach: int) -> int | None:
    """The step within `reach` of now whose code this is, the nearest first."""
    for distance in range(reach + 1):
        for step in {now - distance, now + distance}:
            if step >= 0 and hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
                return step
    return None


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode()
