"""Events as the tenant keeps them."""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class Event(Struct):
    """`body` is the event as Okta serves it; `n` counts from 1 in the order of writing."""

    n: int
    body: dict[str, Any]

    @property
    def key(self) -> str:
        return f"{self.n:012d}"
