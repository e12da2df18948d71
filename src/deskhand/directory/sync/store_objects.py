"""SQL of a sync for people, groups and applications: compare a page, write it, mark the missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import Application, Group, Person
from deskhand.kernel import clock
from deskhand.kernel.db import among, upsert_rows

Listed = type[Person] | type[Group] | type[Application]

_KEY = ("connection_id", "external_id")


class Mark(NamedTuple):
    """What a sync must know of a stored person to tell whether a read changes it."""

    id: int
    digest: bytes | None
    last_login: datetime | None
    refreshed_at: datetime | None
    missing: bool
    seen_in: int


class Parent(NamedTuple):
    """A group or an application whose people are read one list at a time."""

    id: int
    external_id: str
    label: str


def table(kind: Listed) -> sa.Table:
    return cast("sa.Table", kind.__table__)


async def person_marks(
    session: AsyncSession, connection_id: int, external_ids: Collection[str]
) -> dict[str, Mark]:
    people = table(Person).c
    found = await session.execute(
        sa.select(
            people.external_id,
            people.id,
            people.digest,
            people.last_login,
            people.refreshed_at,
            people.missing_since.is_not(None),
            people.seen_in,
        ).where(
            people.connection_id == connection_id,
            among(session, people.external_id, external_ids),
        )
    )
    return {external_id: Mark(*mark) for external_id, *mark in found}


async def person_ids(session: AsyncSession, connection_id: int) -> dict[str, int]:
    """All people of a connection by their provider id: the one map that a sync keeps."""
    people = table(Person).c
    found = await session.execute(
        sa.select(people.external_id, people.id).where(people.connection_id == connection_id)
    )
    return dict(found.all())


async def refreshed_since(session: AsyncSession, connection_id: int, since: datetime) -> set[int]:
    """People read by id since a moment: what that showed is newer than any list read before it."""
    return set(
        await session.scalars(
            sa.select(Person.id).where(
                Person.connection_id == connection_id,
                Person.refreshed_at >= since,
                # A moment still to come is a clock that was set back.
                Person.refreshed_at <= clock.now(),
            )
        )
    )


async def save_last_logins(session: AsyncSession, rows: Iterable[tuple[int, datetime]]) -> None:
    values = [{"key": person_id, "at": at} for person_id, at in rows]
    if values:
        people = table(Person)
        await session.execute(
            sa.update(people)
            .where(people.c.id == sa.bindparam("key"))
            .values(last_login=sa.bindparam("at")),
            values,
        )


async def write(session: AsyncSession, kind: Listed, rows: Sequence[dict[str, Any]]) -> None:
    """Insert or overwrite; columns that the rows do not name keep what they hold."""
    await upsert_rows(session, table(kind), rows, key=_KEY)


async def mark_seen(
    session: AsyncSession, kind: Listed, keys: Sequence[int], values: dict[str, Any]
) -> None:
    """Note that unchanged rows were in the list."""
    if keys:
        rows = table(kind)
        chosen = among(session, rows.c.id, keys)
        await session.execute(sa.update(rows).where(chosen).values(**values))


async def stored(
    session: AsyncSession,
    kind: type[Group | Application],
    connection_id: int,
    external_ids: Sequence[str],
    columns: Sequence[str],
) -> dict[str, sa.Row[Any]]:
    """The named columns of stored rows, by provider id."""
    columns_of = table(kind).c
    wanted = [columns_of.external_id, columns_of.id, *(columns_of[name] for name in columns)]
    found = await session.execute(
        sa.select(*wanted).where(
            columns_of.connection_id == connection_id,
            among(session, columns_of.external_id, external_ids),
        )
    )
    return {row.external_id: row for row in found}


async def present(session: AsyncSession, kind: Listed, connection_id: int) -> int:
    """How many rows of the kind are not missing."""
    return await _count(session, kind, connection_id)


async def leaving(session: AsyncSession, kind: Listed, connection_id: int, generation: int) -> int:
    """How many present rows the run of this generation did not see."""
    return await _count(session, kind, connection_id, kind.seen_in < generation)


async def mark_missing(
    session: AsyncSession, kind: Listed, connection_id: int, generation: int, at: datetime
) -> None:
    """Mark what a complete read no longer had; only after the guard has looked at the number."""
    await session.execute(
        sa.update(kind)
        .where(
            kind.connection_id == connection_id,
            kind.missing_since.is_(None),
            kind.seen_in < generation,
        )
        .values(missing_since=at)
    )


async def groups_to_read(
    session: AsyncSession, connection_id: int, generation: int
) -> list[Parent]:
    """Groups that this run saw; Everyone's members are all people and are not listed."""
    found = await session.execute(
        sa.select(Group.id, Group.external_id, Group.name)
        .where(
            Group.connection_id == connection_id,
            Group.missing_since.is_(None),
            Group.everyone.is_(False),
            Group.seen_in >= generation,
        )
        .order_by(Group.id)
    )
    return [Parent(*row) for row in found]


async def applications_to_read(
    session: AsyncSession, connection_id: int, generation: int
) -> list[Parent]:
    """Applications that this run saw."""
    found = await session.execute(
        sa.select(Application.id, Application.external_id, Application.label)
        .where(
            Application.connection_id == connection_id,
            Application.missing_since.is_(None),
            Application.seen_in >= generation,
        )
        .order_by(Application.id)
    )
    return [Parent(*row) for row in found]


async def _count(
    session: AsyncSession, kind: Listed, connection_id: int, *more: sa.ColumnElement[bool]
) -> int:
    return (
        await session.scalar(
            sa.select(sa.func.count())
            .select_from(kind)
            .where(kind.connection_id == connection_id, kind.missing_since.is_(None), *more)
        )
    ) or 0


async def group_ids(session: AsyncSession, connection_id: int) -> dict[str, int]:
    """Our ids of all groups that are there, Everyone and those whose removal is held included."""
    found = await session.execute(
        sa.select(Group.external_id, Group.id).where(
            Group.connection_id == connection_id, Group.missing_since.is_(None)
        )
    )
    return {row.external_id: row.id for row in found}
