"""Identifiers as Okta makes them: a prefix that tells the kind, then letters and digits."""

from __future__ import annotations

import os
import random
import string
import uuid

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 20
# Which letter or digit a random byte becomes.
_LETTERS = (_ALPHABET * 5)[:256].encode()


class Ids:
    """Makes ids; the seed's generator gives the same ids for the same seed."""

    def __init__(self, source: random.Random | None = None) -> None:
        self._source = source or random.SystemRandom()
        self._seeded = source is not None

    def make(self, prefix: str, length: int = _LENGTH) -> str:
        count = length - len(prefix)
        if self._seeded:
            return prefix + "".join(self._source.choices(_ALPHABET, k=count))
        # Every request gets an id: the system is asked once for it, not once a letter.
        return prefix + os.urandom(count).translate(_LETTERS).decode()

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._source.getrandbits(128), version=4))
