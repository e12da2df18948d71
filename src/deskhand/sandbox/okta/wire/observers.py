"""Whoever wants to see every exchange with the tenant: tests hold the answers against a contract."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request to the API and the tenant's answer to it, before a fault spoils that."""

    method: str
    path: str
    query: str
    body: bytes
    status: int
    headers: tuple[tuple[str, str], ...]
    answer: bytes


OBSERVERS: list[Callable[[Exchange], None]] = []
"""Called in order, within the tenant; what they raise, the client sees as a broken answer."""
