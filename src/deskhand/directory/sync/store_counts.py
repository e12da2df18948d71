"""SQL of how many groups and applications each person has, and how many people have those."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import (
    Application,
    ApplicationGroup,
    Assignment,
    Group,
    Membership,
    Person,
)
from deskhand.kernel.db import among

_MOST_ROWS = 5_000


async def gather_statistics(session: AsyncSession) -> None:
    """Let PostgreSQL know how much it holds now: until then it plans as for empty tables.

    It finds out by itself a minute later, and a first import is settled before.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(
            sa.text(
                "ANALYZE person, directory_group, membership, application, assignment, "
                "application_group"
            )
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


async def parents(session: AsyncSession, connection_id: int) -> tuple[list[int], list[int]]:
    """Ids of all groups and of all applications that the provider still lists."""
    groups, applications = [
        list(
            await session.scalars(
                sa.select(kind.id)
                .where(kind.connection_id == connection_id, kind.missing_since.is_(None))
                .order_by(kind.id)
            )
        )
        for kind in (Group, Application)
    ]
    return groups, applications


async def recount_groups(session: AsyncSession, group_ids: Sequence[int]) -> None:
    """Bring the counts of members and applications of some groups up to date."""
    members = (
        sa.select(sa.func.count())
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.group_id == Group.id, Person.missing_since.is_(None))
        .correlate(Group)
        .scalar_subquery()
    )
    everybody = (
        sa.select(sa.func.count())
        .select_from(Person)
        .where(Person.connection_id == Group.connection_id, Person.missing_since.is_(None))
        .correlate(Group)
        .scalar_subquery()
    )
    applications = (
        sa.select(sa.func.count())
        .select_from(ApplicationGroup)
        .join(Application, Application.id == ApplicationGroup.application_id)
        .where(
            ApplicationGroup.group_id == Group.id,
            Application.missing_since.is_(None),
            Application.first_party.is_(False),
        )
        .correlate(Group)
        .scalar_subquery()
    )
    await session.execute(
        sa.update(Group)
        .where(among(session, Group.id, group_ids))
        .values(
            members_count=sa.case((Group.everyone.is_(True), everybody), else_=members),
            apps_count=applications,
        )
        .execution_options(synchronize_session=False)
    )


async def recount_applications(session: AsyncSession, application_ids: Sequence[int]) -> None:
    """Bring the counts of people and groups of some applications up to date."""
    people = (
        sa.select(sa.func.count())
        .select_from(Assignment)
        .join(Person, Person.id == Assignment.person_id)
        .where(Assignment.application_id == Application.id, Person.missing_since.is_(None))
        .correlate(Application)
        .scalar_subquery()
    )
    groups = (
        sa.select(sa.func.count())
        .select_from(ApplicationGroup)
        .join(Group, Group.id == ApplicationGroup.group_id)
        .where(ApplicationGroup.application_id == Application.id, Group.missing_since.is_(None))
        .correlate(Application)
        .scalar_subquery()
    )
    await session.execute(
        sa.update(Application)
        .where(among(session, Application.id, application_ids))
        .values(people_count=people, groups_count=groups)
        .execution_options(synchronize_session=False)
    )


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
