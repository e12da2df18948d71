"""Statements that read the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

T = TypeVar("T")
S = TypeVar("S", bound=sa.Select[Any])

# Below the smallest limit on bound values of both databases (PostgreSQL: 32,767 a statement).
_VALUES_A_STATEMENT = 20_000


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Consecutive slices of at most `size` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def locked(query: S) -> S:
    """Rows as they are under the lock, also those that the session has read before."""
    return query.with_for_update().execution_options(populate_existing=True)


async def insert_rows(
    session: AsyncSession, table: sa.Table, rows: Sequence[dict[str, Any]], *, ignore: bool = False
) -> None:
    """Insert many rows; with `ignore`, those whose key exists already are left as they are."""
    if not rows:
        return
    statement = _insert(session, table)
    if ignore:
        statement = statement.on_conflict_do_nothing()
    for part in chunks(rows, max(1, _VALUES_A_STATEMENT // len(rows[0]))):
        await session.execute(statement, list(part))


async def upsert_rows(
    session: AsyncSession,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    *,
    key: Sequence[str],
    keep: Sequence[str] = (),
) -> None:
    """Insert rows, or overwrite the ones with the same `key` except for the columns in `keep`."""
    if not rows:
        return
    statement = _insert(session, table)
    changed = {
        name: statement.excluded[name] for name in rows[0] if name not in key and name not in keep
    }
    statement = statement.on_conflict_do_update(index_elements=list(key), set_=changed)
    for part in chunks(rows, max(1, _VALUES_A_STATEMENT // len(rows[0]))):
        await session.execute(statement, list(part))


def _insert(session: AsyncSession, table: sa.Table) -> Any:
    dialect = session.get_bind().dialect.name
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
