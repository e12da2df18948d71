"""SQL of people as they are listed, found and counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import status as states
from deskhand.directory.model import Assignment, Group, Membership, Person
from deskhand.directory.store_sorting import order
from deskhand.directory.text import like, words
from deskhand.directory.wanted import Wanted
from deskhand.kernel.db import among, locked

LISTED = (
    Person.id,
    Person.external_id,
    Person.display_name,
    Person.email,
    Person.login,
    Person.status,
    Person.transitioning_to,
    Person.title,
    Person.department,
    Person.manager_name,
    Person.manager_ref,
    Person.location,
    Person.groups_count,
    Person.apps_count,
    Person.last_login,
    Person.missing_since,
)
"""What a line of a list of people is made of."""

_BY_NAME = (Person.sort_name, Person.id)
_NEAR_TOP = 5_000
_SORTED: dict[str, sa.ColumnElement[Any]] = {
    "status": sa.type_coerce(Person.status, sa.String),
    "title": sa.func.lower(Person.title),
    "department": sa.func.lower(Person.department),
    "manager": sa.func.lower(sa.func.coalesce(Person.manager_name, Person.manager_ref)),
    "location": sa.func.lower(Person.location),
    "last_login": sa.type_coerce(Person.last_login, Person.last_login.type),
}


async def by_id(session: AsyncSession, person_id: int, *, lock: bool = False) -> Person | None:
    query = sa.select(Person).where(Person.id == person_id)
    return await session.scalar(locked(query) if lock else query)


async def by_ids(session: AsyncSession, person_ids: Iterable[int]) -> list[Person]:
    return list(await session.scalars(sa.select(Person).where(Person.id.in_(set(person_ids)))))


async def by_email(session: AsyncSession, connection_id: int, key: str) -> list[Person]:
    """Everybody with this canonical e-mail: may be several, and then nobody is meant for sure."""
    wanted = [*employed(connection_id), Person.email_key == key]
    return list(await session.scalars(sa.select(Person).where(*wanted)))


async def search(
    session: AsyncSession,
    connection_id: int,
    wanted: Wanted,
    *,
    sort: str,
    limit: int,
    offset: int,
) -> tuple[list[Any], int]:
    """One page of those who are wanted, and how many there are. Who lacks a value comes last."""
    chosen = await _chosen(session, connection_id, wanted)
    return await page(session, chosen, sort=sort, limit=limit, offset=offset)


async def page(
    session: AsyncSession,
    chosen: Sequence[sa.ColumnElement[bool]],
    *,
    sort: str = "name",
    limit: int,
    offset: int,
) -> tuple[list[Any], int]:
    """One page of those for whom all of `chosen` holds, as `LISTED`, and how many there are.

    The ids of all of them come first, in one text: an index alone makes it in the order of names,
    and however far down the page is, it and the total cost that once. Another order is sorted, so
    near its top only what is nearest to it is.
    """
    end = offset + limit
    if sort.removeprefix("-") != "name" and end <= _NEAR_TOP:
        ids, total = await _nearest(session, chosen, sort, end)
    else:
        ordered = sa.select(Person.id).where(*chosen).order_by(*order(sort, _SORTED, _BY_NAME))
        ids = _ids(await session.scalar(_in_one_text(session, ordered)))
        total = len(ids)
    shown = ids[offset:end]
    found = await session.execute(sa.select(*LISTED).where(among(session, Person.id, shown)))
    rows = {row.id: row for row in found}
    return [rows[key] for key in shown], total


async def _nearest(
    session: AsyncSession, chosen: Sequence[sa.ColumnElement[bool]], sort: str, limit: int
) -> tuple[list[int], int]:
    """Ids of the first ones in another order than that of names, and how many there are.

    They are found in the order of names, though nobody asks for that: so the index of the list is
    what PostgreSQL reads, once, and not the wide rows, which look cheaper to it and are not.
    """
    key = sort.removeprefix("-")
    value = _SORTED[key].label(key)
    found = sa.select(*_BY_NAME, value).where(*chosen).order_by(*_BY_NAME).cte("found")
    by_name = (found.c.sort_name, found.c.id)
    first = sa.select(found.c.id).order_by(*order(sort, {key: found.c[key]}, by_name)).limit(limit)
    total = sa.select(sa.func.count()).select_from(found).scalar_subquery()
    listed = _in_one_text(session, first).scalar_subquery()
    ids, number = (await session.execute(sa.select(listed, total))).one()
    return _ids(ids), number


def _in_one_text(session: AsyncSession, ids: sa.Select[Any]) -> sa.Select[Any]:
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    listed = sa.func.json_group_array if on_sqlite else sa.func.json_agg
    return sa.select(sa.cast(listed(ids.subquery().c.id), sa.Text))


def _ids(text: str | None) -> list[int]:
    # Of no rows PostgreSQL makes no list.
    return msgspec.json.decode(text, type=list[int]) if text else []


async def _chosen(
    session: AsyncSession, connection_id: int, wanted: Wanted
) -> list[sa.ColumnElement[bool]]:
    chosen = present(connection_id)
    if wanted.status == "transitioning":
        chosen.append(Person.transitioning_to.is_not(None))
    elif (listed := states.chosen(wanted.status)) is not None:
        chosen.append(Person.status.in_(listed))
    chosen += matching(wanted.query)
    if wanted.department is not None:
        chosen.append(Person.department == wanted.department)
    if wanted.location is not None:
        chosen.append(Person.location == wanted.location)
    if wanted.manager_missing:
        chosen += [Person.manager_name.is_(None), Person.manager_ref.is_(None)]
    if wanted.group is not None:
        everyone = sa.select(Group.everyone).where(Group.id == wanted.group)
        if not await session.scalar(everyone):
            members = sa.select(Membership.person_id).where(Membership.group_id == wanted.group)
            chosen.append(Person.id.in_(members))
    if wanted.app is not None:
        holders = sa.select(Assignment.person_id).where(Assignment.application_id == wanted.app)
        chosen.append(Person.id.in_(holders))
    if wanted.ids is not None:
        chosen.append(among(session, Person.id, wanted.ids))
    return chosen


async def values_of(
    session: AsyncSession,
    connection_id: int,
    column: str,
    statuses: Sequence[str],
    limit: int,
) -> list[tuple[str, int]]:
    """The values of a column that most people in these states have, with their numbers."""
    values = getattr(Person, column)
    found = await session.execute(
        sa.select(values, sa.func.count())
        .where(*present(connection_id), Person.status.in_(statuses), values.is_not(None))
        .group_by(values)
        .order_by(sa.func.count().desc(), values)
        .limit(limit)
    )
    return [(value, count) for value, count in found]


async def listed(session: AsyncSession, person_ids: Sequence[int]) -> list[Any]:
    rows = await session.execute(
        sa.select(*LISTED).where(Person.id.in_(person_ids)).order_by(Person.sort_name, Person.id)
    )
    return list(rows.all())


async def visible_ids(
    session: AsyncSession, connection_id: int, statuses: Sequence[str]
) -> list[int]:
    found = await session.scalars(
        sa.select(Person.id)
        .where(*present(connection_id), Person.status.in_(statuses))
        .order_by(Person.id)
    )
    return list(found)


async def by_status(session: AsyncSession, connection_id: int) -> dict[str, int]:
    found = await session.execute(
        sa.select(Person.status, sa.func.count())
        .where(*present(connection_id))
        .group_by(Person.status)
    )
    return dict(found.all())


async def shared_emails(session: AsyncSession, connection_id: int, limit: int) -> list[Person]:
    """People whose canonical e-mail somebody else has too, beside each other."""
    shared = (
        sa.select(Person.email_key)
        .where(*employed(connection_id), Person.email_key != "")
        .group_by(Person.email_key)
        .having(sa.func.count() > 1)
        .order_by(Person.email_key)
        .limit(limit)
    )
    return list(
        await session.scalars(
            sa.select(Person)
            .where(*employed(connection_id), Person.email_key.in_(shared))
            .order_by(Person.email_key, Person.id)
        )
    )


async def without_manager(
    session: AsyncSession, connection_id: int, statuses: Sequence[str]
) -> int:
    return (
        await session.scalar(
            sa.select(sa.func.count())
            .select_from(Person)
            .where(
                *present(connection_id),
                Person.status.in_(statuses),
                Person.manager_name.is_(None),
                Person.manager_ref.is_(None),
            )
        )
    ) or 0


def matching(query: str) -> list[sa.ColumnElement[bool]]:
    """People whose searched text has all words of a query."""
    return [Person.search_text.like(like(word), escape="\\") for word in words(query)]


def employed(connection_id: int) -> list[sa.ColumnElement[bool]]:
    """Without accounts that were closed for good: whoever comes back often gets his old e-mail."""
    return [*present(connection_id), Person.status != "DEPROVISIONED"]


def present(connection_id: int) -> list[sa.ColumnElement[bool]]:
    """People whom the provider still lists."""
    return [Person.connection_id == connection_id, Person.missing_since.is_(None)]
