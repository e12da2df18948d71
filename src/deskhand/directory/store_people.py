"""SQL of people as they are shown: lists, profiles, the review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import Application, Assignment, Group, Membership, Person
from deskhand.directory.text import like, words
from deskhand.kernel.db import locked

_LISTED = (
    Person.id,
    Person.external_id,
    Person.display_name,
    Person.email,
    Person.login,
    Person.status,
    Person.title,
    Person.department,
    Person.manager_name,
    Person.manager_ref,
    Person.city,
    Person.country,
    Person.groups_count,
    Person.apps_count,
)


async def by_id(session: AsyncSession, person_id: int, *, lock: bool = False) -> Person | None:
    query = sa.select(Person).where(Person.id == person_id)
    return await session.scalar(locked(query) if lock else query)


async def by_ids(session: AsyncSession, person_ids: Iterable[int]) -> list[Person]:
    return list(await session.scalars(sa.select(Person).where(Person.id.in_(set(person_ids)))))


async def by_email(session: AsyncSession, connection_id: int, key: str) -> list[Person]:
    """Everybody with this canonical e-mail: may be several, and then nobody is meant for sure."""
    wanted = [*_employed(connection_id), Person.email_key == key]
    return list(await session.scalars(sa.select(Person).where(*wanted)))


async def search(
    session: AsyncSession,
    connection_id: int,
    *,
    query: str,
    statuses: Sequence[str] | None,
    limit: int,
    offset: int,
) -> tuple[list[Any], int]:
    """One page of people by name, and how many there are."""
    wanted = _present(connection_id)
    if statuses is not None:
        wanted.append(Person.status.in_(statuses))
    wanted += [Person.search_text.like(like(word), escape="\\") for word in words(query)]
    total = await session.scalar(sa.select(sa.func.count()).select_from(Person).where(*wanted))
    rows = await session.execute(
        sa.select(*_LISTED)
        .where(*wanted)
        .order_by(Person.sort_name, Person.id)
        .limit(limit)
        .offset(offset)
    )
    return list(rows.all()), total or 0


async def listed(session: AsyncSession, person_ids: Sequence[int]) -> list[Any]:
    rows = await session.execute(
        sa.select(*_LISTED).where(Person.id.in_(person_ids)).order_by(Person.sort_name, Person.id)
    )
    return list(rows.all())


async def visible_ids(
    session: AsyncSession, connection_id: int, statuses: Sequence[str]
) -> list[int]:
    found = await session.scalars(
        sa.select(Person.id)
        .where(*_present(connection_id), Person.status.in_(statuses))
        .order_by(Person.id)
    )
    return list(found)


async def by_status(session: AsyncSession, connection_id: int) -> dict[str, int]:
    found = await session.execute(
        sa.select(Person.status, sa.func.count())
        .where(*_present(connection_id))
        .group_by(Person.status)
    )
    return dict(found.all())


async def shared_emails(session: AsyncSession, connection_id: int, limit: int) -> list[Person]:
    """People whose canonical e-mail somebody else has too, beside each other."""
    shared = (
        sa.select(Person.email_key)
        .where(*_employed(connection_id), Person.email_key != "")
        .group_by(Person.email_key)
        .having(sa.func.count() > 1)
        .order_by(Person.email_key)
        .limit(limit)
    )
    return list(
        await session.scalars(
            sa.select(Person)
            .where(*_employed(connection_id), Person.email_key.in_(shared))
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
                *_present(connection_id),
                Person.status.in_(statuses),
                Person.manager_name.is_(None),
                Person.manager_ref.is_(None),
            )
        )
    ) or 0


async def groups_of(session: AsyncSession, person: Person) -> list[Group]:
    """The groups of a person by name; Everyone is one of them for everybody."""
    joined = sa.select(Membership.group_id).where(Membership.person_id == person.id)
    return list(
        await session.scalars(
            sa.select(Group)
            .where(
                Group.connection_id == person.connection_id,
                Group.missing_since.is_(None),
                sa.or_(Group.everyone.is_(True), Group.id.in_(joined)),
            )
            .order_by(Group.name, Group.id)
        )
    )


async def applications_of(
    session: AsyncSession, person: Person
) -> list[tuple[Application, Assignment]]:
    """The applications of a person by label, without the provider's own consoles."""
    found = await session.execute(
        sa.select(Application, Assignment)
        .join(Assignment, Assignment.application_id == Application.id)
        .where(
            Assignment.person_id == person.id,
            Application.missing_since.is_(None),
            Application.first_party.is_(False),
        )
        .order_by(Application.label, Application.id)
    )
    return list(found.all())


async def search_groups(
    session: AsyncSession, connection_id: int, *, query: str, limit: int
) -> list[tuple[Group, str | None]]:
    """Groups whose name has all words, with the label of the application they come from."""
    source = sa.orm.aliased(Application)
    found = await session.execute(
        sa.select(Group, source.label)
        .outerjoin(
            source,
            sa.and_(
                source.connection_id == Group.connection_id,
                source.external_id == Group.source_app_id,
            ),
        )
        .where(
            Group.connection_id == connection_id,
            Group.missing_since.is_(None),
            *(
                sa.func.lower(Group.name).like(like(word), escape="\\")
                for word in query.lower().split()[:8]
            ),
        )
        # Those that can be chosen come first.
        .order_by(sa.case((Group.type == "OKTA_GROUP", 0), else_=1), Group.name, Group.id)
        .limit(limit)
    )
    return list(found.all())


async def application_labels(
    session: AsyncSession, connection_id: int, external_ids: Iterable[str]
) -> dict[str, str]:
    found = await session.execute(
        sa.select(Application.external_id, Application.label).where(
            Application.connection_id == connection_id,
            Application.external_id.in_(set(external_ids)),
        )
    )
    return dict(found.all())


def _employed(connection_id: int) -> list[sa.ColumnElement[bool]]:
    """Without accounts that were closed for good: whoever comes back often gets his old e-mail."""
    return [*_present(connection_id), Person.status != "DEPROVISIONED"]


def _present(connection_id: int) -> list[sa.ColumnElement[bool]]:
    return [Person.connection_id == connection_id, Person.missing_since.is_(None)]
