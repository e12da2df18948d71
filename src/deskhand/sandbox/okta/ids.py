"""Identifiers as Okta makes them: a prefix that tells the kind, then letters and digits."""

from __future__ import annotations

import random
import string

_ALPHABET = string.ascii_letters + string.digits
_LENGTH = 20


class Ids:
    """Makes ids; the seed's generator gives the same ids for the same seed."""

    def __init__(self, source: random.Random | None = None) -> None:
        self._source = source or random.SystemRandom()

    def make(self, prefix: str, length: int = _LENGTH) -> str:
        tail = self._source.choices(_ALPHABET, k=length - len(prefix))
        return prefix + "".join(tail)
