"""Passwords: kept as salted hashes, made when a temporary one is asked for."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string

SEEDED = "seeded"
"""The stored form of the password that everybody has from the seed: the tenant's settings hold it."""
_ROUNDS = 2_000
_SHORTEST = 8


def hashed(password: str) -> str:
    salt = secrets.token_hex(8)
    return f"{salt}${_digest(password, salt)}"


def matches(password: str, stored: str | None) -> bool:
    salt, mark, digest = (stored or "").partition("$")
    return bool(mark) and hmac.compare_digest(digest, _digest(password, salt))


def acceptable(password: str) -> bool:
    """Eight characters with a lower-case letter, an upper-case letter and a digit."""
    return (
        len(password) >= _SHORTEST
        and any(c.islower() for c in password)
        and any(c.isupper() for c in password)
        and any(c.isdigit() for c in password)
    )


def temporary() -> str:
    """Eight characters that `acceptable` accepts."""
    letters = string.ascii_letters + string.digits
    while True:
        found = "".join(secrets.choice(letters) for _ in range(_SHORTEST))
        if acceptable(found):
            return found


def _digest(password: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), _ROUNDS).hex()
