"""SQL of who may be meant by what a profile says of its manager."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import store_people
from deskhand.directory.model import Person
from deskhand.kernel.db import among

_MOST = 50


async def candidates(
    session: AsyncSession,
    connection_id: int,
    *,
    external_id: str,
    logins: Sequence[str],
    email_keys: Sequence[str],
    number: str,
    sort_name: str,
) -> list[Person]:
    """Everybody of whom any of these is true; empty ones match nobody.

    One search by index for each of them: a database that is given them all at once, or a connection
    beside them, reads everybody.
    """
    of_id = sa.and_(Person.connection_id == connection_id, Person.external_id == external_id)
    searches = [
        sa.select(Person.id).where(condition)
        for given, condition in (
            (external_id, of_id),
            (logins, Person.login.in_(logins)),
            (email_keys, Person.email_key.in_(email_keys)),
            (number, Person.employee_number == number),
        )
        if given
    ]
    if sort_name:
        named = (Person.connection_id == connection_id, Person.sort_name == sort_name)
        searches.append(sa.select(Person.id).where(*named))
    ids = list(await session.scalars(sa.union(*searches).limit(_MOST)))
    return [
        person
        for person in await store_people.by_ids(session, ids)
        if person.connection_id == connection_id and person.missing_since is None
    ]


async def named_by(
    session: AsyncSession, person: Person, refs: Sequence[str], names: Sequence[str], limit: int
) -> list[tuple[str | None, str | None, int]]:
    """What others say of their manager that may mean this person, and how many say so."""
    searches = [
        sa.select(Person.id).where(column.in_(values))
        for column, values in ((Person.manager_ref, refs), (Person.manager_name, names))
    ]
    ids = list(await session.scalars(sa.union(*searches)))
    found = await session.execute(
        sa.select(Person.manager_ref, Person.manager_name, sa.func.count())
        .where(
            among(session, Person.id, ids),
            Person.id != person.id,
            Person.missing_since.is_(None),
        )
        .group_by(Person.manager_ref, Person.manager_name)
        .order_by(sa.func.count().desc())
        .limit(limit)
    )
    return [(ref, name, count) for ref, name, count in found]
