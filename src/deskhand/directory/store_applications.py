"""SQL of applications as they are shown: the list, one application, who has it and how."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import labels, store_people
from deskhand.directory.model import (
    Application,
    ApplicationGroup,
    Assignment,
    Group,
    Membership,
    Person,
)
from deskhand.directory.paths import GroupName
from deskhand.directory.store_sorting import order
from deskhand.directory.text import like, words
from deskhand.kernel.db import among

_BY_NAME = (Application.sort_name, Application.id)
_SORTED: dict[str, sa.ColumnElement[Any]] = {
    # As they are called, for that is what people see sorted.
    "sign_on": sa.func.lower(
        sa.case(
            labels.SIGN_ON,
            value=Application.sign_on_mode,
            else_=sa.func.coalesce(Application.sign_on_mode, labels.NO_SIGN_ON),
        )
    ),
    "people": sa.type_coerce(Application.people_count, sa.Integer),
    "changed": sa.type_coerce(Application.last_updated, Application.last_updated.type),
}


async def by_id(session: AsyncSession, application_id: int) -> Application | None:
    return await session.get(Application, application_id)


async def search(
    session: AsyncSession,
    connection_id: int,
    *,
    query: str,
    status: str | None,
    modes: Sequence[str | None] | None,
    first_party: bool,
    sort: str,
    limit: int,
    offset: int,
) -> tuple[list[Application], int]:
    """One page of applications, and how many there are; a mode may be None.

    `sort` is one of `APPLICATION_SORTS`.
    """
    chosen = _named(connection_id, query, first_party=first_party)
    if status is not None:
        chosen.append(Application.status == status)
    if modes is not None:
        named = [mode for mode in modes if mode is not None]
        of_mode = [Application.sign_on_mode.in_(named)]
        if None in modes:
            of_mode.append(Application.sign_on_mode.is_(None))
        chosen.append(sa.or_(*of_mode))
    total = await session.scalar(sa.select(sa.func.count()).select_from(Application).where(*chosen))
    rows = await session.scalars(
        sa.select(Application)
        .where(*chosen)
        .order_by(*order(sort, _SORTED, _BY_NAME))
        .limit(limit)
        .offset(offset)
    )
    return list(rows), total or 0


async def modes(
    session: AsyncSession, connection_id: int, *, first_party: bool
) -> dict[str | None, int]:
    """How many applications there are of each sign-on mode."""
    found = await session.execute(
        sa.select(Application.sign_on_mode, sa.func.count())
        .where(*_named(connection_id, "", first_party=first_party))
        .group_by(Application.sign_on_mode)
    )
    return dict(found.all())


async def to_assign(
    session: AsyncSession, connection_id: int, *, query: str, limit: int
) -> list[Application]:
    """Active applications that people sign on to, by label."""
    return list(
        await session.scalars(
            sa.select(Application)
            .where(
                *_named(connection_id, query, first_party=False),
                Application.status == "ACTIVE",
                Application.sign_on_mode.is_not(None),
            )
            .order_by(Application.sort_name, Application.id)
            .limit(limit)
        )
    )


async def of_person(
    session: AsyncSession, person: Person, *, query: str = ""
) -> list[tuple[Application, Assignment]]:
    """The applications of a person by label, without the provider's own consoles."""
    found = await session.execute(
        sa.select(Application, Assignment)
        .join(Assignment, Assignment.application_id == Application.id)
        .where(
            Assignment.person_id == person.id,
            *_named(person.connection_id, query, first_party=False),
        )
        .order_by(Application.sort_name, Application.id)
    )
    return list(found.all())


async def labels_of(
    session: AsyncSession, connection_id: int, person_ids: Sequence[int]
) -> dict[int, list[str]]:
    """Labels of the applications of some people in their order, without the provider's own."""
    found = await session.execute(
        sa.select(Assignment.person_id, Application.label)
        .join(Application, Application.id == Assignment.application_id)
        .where(
            *_named(connection_id, "", first_party=False),
            among(session, Assignment.person_id, person_ids),
        )
        .order_by(*_BY_NAME)
    )
    applications: dict[int, list[str]] = defaultdict(list)
    for person_id, label in found:
        applications[person_id].append(label)
    return applications


async def groups_of(
    session: AsyncSession, application_ids: Iterable[int]
) -> dict[int, list[Group]]:
    """The groups that applications are assigned to, by name."""
    found = await session.execute(
        sa.select(ApplicationGroup.application_id, Group)
        .join(Group, Group.id == ApplicationGroup.group_id)
        .where(
            among(session, ApplicationGroup.application_id, application_ids),
            Group.missing_since.is_(None),
        )
        .order_by(Group.sort_name, Group.id)
    )
    groups: dict[int, list[Group]] = defaultdict(list)
    for application_id, group in found:
        groups[application_id].append(group)
    return groups


async def holders(
    session: AsyncSession, application: Application, *, query: str, limit: int, offset: int
) -> tuple[list[Any], int]:
    """One page of those who have an application, as `store_people.LISTED`, and their number."""
    having = sa.select(Assignment.person_id).where(Assignment.application_id == application.id)
    chosen = [
        *store_people.present(application.connection_id),
        *store_people.matching(query),
        Person.id.in_(having),
    ]
    return await store_people.page(session, chosen, limit=limit, offset=offset)


async def assignments(
    session: AsyncSession, application_id: int, person_ids: Sequence[int]
) -> dict[int, Assignment]:
    """Assignments of some people to one application."""
    found = await session.scalars(
        sa.select(Assignment).where(
            Assignment.application_id == application_id,
            among(session, Assignment.person_id, person_ids),
        )
    )
    return {each.person_id: each for each in found}


async def giving(
    session: AsyncSession, application_id: int, person_ids: Sequence[int]
) -> dict[int, list[GroupName]]:
    """For each of some people the groups that give an application, by name."""
    found = await session.execute(
        sa.select(Membership.person_id, Group.id, Group.name)
        .join(Group, Group.id == Membership.group_id)
        .join(ApplicationGroup, ApplicationGroup.group_id == Group.id)
        .where(
            ApplicationGroup.application_id == application_id,
            Group.missing_since.is_(None),
            among(session, Membership.person_id, person_ids),
        )
        .order_by(Group.sort_name, Group.id)
    )
    groups: dict[int, list[GroupName]] = defaultdict(list)
    for person_id, group_id, name in found:
        groups[person_id].append(GroupName(group_id, name))
    return groups


def _named(connection_id: int, query: str, *, first_party: bool) -> list[sa.ColumnElement[bool]]:
    chosen = [
        Application.connection_id == connection_id,
        Application.missing_since.is_(None),
        *(Application.sort_name.like(like(word), escape="\\") for word in words(query)),
    ]
    if not first_party:
        chosen.append(Application.first_party.is_(False))
    return chosen
