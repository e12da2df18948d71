"""Many rows at once, at a fraction of what SQLAlchemy spends on each value that it binds.

A statement is written once for a table and its columns; values are converted column by column by
the columns' own types and handed to the driver as plain tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class _Insert:
    """An INSERT with one placeholder a column, and what each column does to its values.

    `given` are the columns of the rows; those behind them hold `defaults`, the fixed ones of the
    table that the rows leave out.
    """

    sql: str
    given: tuple[str, ...]
    converts: tuple[tuple[int, Convert], ...]
    defaults: tuple[Any, ...]

    def values(self, rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
        pick = itemgetter(*self.given)
        if not self.converts and not self.defaults:
            return [pick(row) for row in rows]
        columns: list[Iterable[Any]] = list(zip(*map(pick, rows), strict=True))
        for index, convert in self.converts:
            columns[index] = [None if each is None else convert(each) for each in columns[index]]
        columns.extend(repeat(each, len(rows)) for each in self.defaults)
        return list(zip(*columns, strict=True))


async def insert_rows(
    session: AsyncSession, table: sa.Table, rows: Sequence[dict[str, Any]], *, ignore: bool = False
) -> None:
    """Insert rows of the same columns; with `ignore`, those whose key exists already are left."""
    await _run(session, table, rows, "ON CONFLICT DO NOTHING" if ignore else "")


async def upsert_rows(
    session: AsyncSession,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    *,
    key: Sequence[str],
    keep: Sequence[str] = (),
) -> None:
    """Insert rows of the same columns, or overwrite the ones with the same `key`.

    Columns in `keep`, and those that the rows do not name, hold what they held.
    """
    if not rows:
        return
    changed = [name for name in rows[0] if name not in key and name not in keep]
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in changed)
    await _run(session, table, rows, f"ON CONFLICT ({_names(key)}) DO UPDATE SET {sets}")


def among(session: AsyncSession, column: Any, values: Iterable[Any]) -> sa.ColumnElement[bool]:
    """Whether a column has one of many values: one bound list instead of a thousand arguments."""
    if _dialect(session).name == "sqlite":
        listed = sa.bindparam(None, msgspec.json.encode(list(values)).decode(), type_=sa.String)
        return column.in_(sa.select(sa.func.json_each(listed).table_valued("value").c.value))  # type: ignore[no-any-return]  # of whatever kind the column is
    array = sa.bindparam(None, list(values), type_=postgresql.ARRAY(column.type))
    return column == sa.func.any(array)  # type: ignore[no-any-return]  # see above


async def _run(
    session: AsyncSession, table: sa.Table, rows: Sequence[dict[str, Any]], ending: str
) -> None:
    if rows:
        statement = _insert(table, tuple(rows[0]), _dialect(session), ending)
        connection = await session.connection()
        await connection.exec_driver_sql(statement.sql, statement.values(rows))


@lru_cache(maxsize=128)
def _insert(table: sa.Table, given: tuple[str, ...], dialect: sa.Dialect, ending: str) -> _Insert:
    defaults = {
        column.name: column.default.arg
        for column in table.c
        if isinstance(column.default, sa.ColumnDefault)
        and column.default.is_scalar
        and column.name not in given
    }
    names = [*given, *defaults]
    converts = [
        (index, convert)
        for index, name in enumerate(given)
        if (convert := table.c[name].type.dialect_impl(dialect).bind_processor(dialect))
    ]
    marks = ", ".join("?" if dialect.name == "sqlite" else "%s" for _ in names)
    return _Insert(
        f'INSERT INTO "{table.name}" ({_names(names)}) VALUES ({marks}) {ending}',  # noqa: S608  # names are our tables' own
        given,
        tuple(converts),
        tuple(defaults.values()),
    )


def _names(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _dialect(session: AsyncSession) -> sa.Dialect:
    return session.get_bind().dialect
