"""SQL of how many groups and applications each person has."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import Application, Assignment, Group, Membership, Person

_MOST_ROWS = 5_000


async def gather_statistics(session: AsyncSession) -> None:
    """Let PostgreSQL know how much it holds now: until then it plans as for empty tables.

    It finds out by itself a minute later, and a first import is settled before.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(
            sa.text("ANALYZE person, directory_group, membership, application, assignment")
        )


async def recount_some(session: AsyncSession, connection_id: int, after: int) -> int | None:
    """Recount the next people behind an id; the id to go on behind, or None at the end."""
    last = await session.scalar(
        sa.select(Person.id)
        .where(Person.connection_id == connection_id, Person.id > after)
        .order_by(Person.id)
        .offset(_MOST_ROWS - 1)
        .limit(1)
    )
    await _recount(session, connection_id, after + 1, last)
    return last


async def recount(session: AsyncSession, connection_id: int, person_id: int) -> None:
    """Bring one person's counts up to date."""
    await _recount(session, connection_id, person_id, person_id)


async def _recount(session: AsyncSession, connection_id: int, first: int, last: int | None) -> None:
    """Bring the counts of groups and applications of people up to date, where they differ.

    Everyone counts as one group, as it does in the provider's own list of a person's groups; the
    provider's own consoles do not count as applications.
    """
    everyone = (
        sa.select(sa.func.count())
        .select_from(Group)
        .where(
            Group.connection_id == connection_id,
            Group.everyone.is_(True),
            Group.missing_since.is_(None),
        )
        .scalar_subquery()
    )
    groups = (
        sa.select(Membership.person_id, sa.func.count().label("number"))
        .join(Group, Group.id == Membership.group_id)
        .where(_between(Membership.person_id, first, last), Group.missing_since.is_(None))
        .group_by(Membership.person_id)
        .subquery()
    )
    applications = (
        sa.select(Assignment.person_id, sa.func.count().label("number"))
        .join(Application, Application.id == Assignment.application_id)
        .where(
            _between(Assignment.person_id, first, last),
            Application.missing_since.is_(None),
            Application.first_party.is_(False),
        )
        .group_by(Assignment.person_id)
        .subquery()
    )
    counted = (
        sa.select(
            Person.id,
            (everyone + sa.func.coalesce(groups.c.number, 0)).label("groups"),
            sa.func.coalesce(applications.c.number, 0).label("applications"),
        )
        .outerjoin(groups, groups.c.person_id == Person.id)
        .outerjoin(applications, applications.c.person_id == Person.id)
        .where(Person.connection_id == connection_id, _between(Person.id, first, last))
        .subquery()
    )
    people = cast("sa.Table", Person.__table__)
    await session.execute(
        sa.update(people)
        .where(
            people.c.id == counted.c.id,
            sa.or_(
                people.c.groups_count != counted.c.groups,
                people.c.apps_count != counted.c.applications,
            ),
        )
        .values(groups_count=counted.c.groups, apps_count=counted.c.applications)
    )


def _between(column: Any, first: int, last: int | None) -> sa.ColumnElement[bool]:
    return column >= first if last is None else column.between(first, last)  # type: ignore[no-any-return]  # an integer column
