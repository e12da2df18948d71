"""Statements that read the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

T = TypeVar("T")
S = TypeVar("S", bound=sa.Select[Any])


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Consecutive slices of at most `size` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def locked(query: S) -> S:
    """Rows as they are under the lock, also those that the session has read before."""
    return query.with_for_update().execution_options(populate_existing=True)
