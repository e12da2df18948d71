"""SQL of groups as they are shown: the list, one group, its members, rules and applications."""

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
    Group,
    GroupRule,
    GroupRuleTarget,
    Membership,
    Person,
)
from deskhand.directory.store_protection import carries_rights
from deskhand.directory.store_sorting import order
from deskhand.directory.text import like, words
from deskhand.kernel.db import among, locked

_BY_NAME = (Group.sort_name, Group.id)
_SOURCE = (
    sa.select(Application.sort_name)
    .where(
        Group.type == "APP_GROUP",
        Application.connection_id == Group.connection_id,
        Application.external_id == Group.source_app_id,
    )
    .correlate(Group)
    .scalar_subquery()
)
_SORTED: dict[str, sa.ColumnElement[Any]] = {
    # As they are called, for that is what people see sorted: imported ones say where they are from.
    "type": sa.func.lower(sa.case(labels.GROUP_TYPES, value=Group.type, else_=Group.type))
    + sa.func.coalesce(sa.literal(" from ") + _SOURCE, ""),
    "members": sa.type_coerce(Group.members_count, sa.Integer),
    "changed": sa.case(
        (Group.last_membership_updated > Group.last_updated, Group.last_membership_updated),
        else_=sa.func.coalesce(Group.last_updated, Group.last_membership_updated),
    ),
}


async def by_id(session: AsyncSession, group_id: int, *, lock: bool = False) -> Group | None:
    query = sa.select(Group).where(Group.id == group_id)
    return await session.scalar(locked(query) if lock else query)


async def search(
    session: AsyncSession,
    connection_id: int,
    *,
    query: str,
    type_: str | None,
    admin: bool | None,
    sort: str,
    limit: int,
    offset: int,
) -> tuple[list[Group], int]:
    """One page of groups, and how many there are; `sort` is one of `GROUP_SORTS`."""
    chosen = _named(connection_id, query)
    if type_ is not None:
        chosen.append(Group.type == type_)
    if admin is not None:
        chosen.append(carries_rights() if admin else _known_harmless())
    total = await session.scalar(sa.select(sa.func.count()).select_from(Group).where(*chosen))
    rows = await session.scalars(
        sa.select(Group)
        .where(*chosen)
        .order_by(*order(sort, _SORTED, _BY_NAME))
        .limit(limit)
        .offset(offset)
    )
    return list(rows), total or 0


async def to_pick(
    session: AsyncSession, connection_id: int, *, query: str, limit: int
) -> list[Group]:
    """Groups whose name has all words; those that can be changed come first."""
    return list(
        await session.scalars(
            sa.select(Group)
            .where(*_named(connection_id, query))
            .order_by(sa.case((Group.type == "OKTA_GROUP", 0), else_=1), Group.sort_name, Group.id)
            .limit(limit)
        )
    )


async def of_person(session: AsyncSession, person: Person) -> list[Group]:
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
            .order_by(Group.sort_name, Group.id)
        )
    )


async def names_of(
    session: AsyncSession, connection_id: int, person_ids: Sequence[int]
) -> dict[int, list[str]]:
    """Names of the groups of some people in their order; Everyone is one of them for everybody."""
    named = (Group.sort_name, Group.id, Group.name)
    shown = (Group.connection_id == connection_id, Group.missing_since.is_(None))
    everyone = await session.execute(sa.select(*named).where(*shown, Group.everyone.is_(True)))
    shared = [(row.sort_name, row.id, row.name) for row in everyone]
    groups = {key: list(shared) for key in person_ids}
    joined = await session.execute(
        sa.select(Membership.person_id, *named)
        .join(Group, Group.id == Membership.group_id)
        .where(*shown, among(session, Membership.person_id, person_ids))
    )
    for row in joined:
        groups[row.person_id].append((row.sort_name, row.id, row.name))
    return {key: [name for *_, name in sorted(rows)] for key, rows in groups.items()}


async def members(
    session: AsyncSession, group: Group, *, query: str, limit: int, offset: int
) -> tuple[list[Any], int]:
    """One page of a group's members by name, as `store_people.LISTED`, and how many there are."""
    chosen = [
        *store_people.present(group.connection_id),
        *store_people.matching(query),
    ]
    if not group.everyone:
        joined = sa.select(Membership.person_id).where(Membership.group_id == group.id)
        chosen.append(Person.id.in_(joined))
    return await store_people.page(session, chosen, limit=limit, offset=offset)


async def rules_of(session: AsyncSession, group_ids: Iterable[int]) -> dict[int, list[GroupRule]]:
    """Rules that put people into these groups, by name."""
    found = await session.execute(
        sa.select(GroupRuleTarget.group_id, GroupRule)
        .join(GroupRule, GroupRule.id == GroupRuleTarget.rule_id)
        .where(among(session, GroupRuleTarget.group_id, group_ids))
        .order_by(GroupRule.name, GroupRule.id)
    )
    rules: dict[int, list[GroupRule]] = defaultdict(list)
    for group_id, rule in found:
        rules[group_id].append(rule)
    return rules


async def applications_of(session: AsyncSession, group_id: int) -> list[Application]:
    """The applications that a group is assigned to, by label, without the provider's own."""
    return list(
        await session.scalars(
            sa.select(Application)
            .join(ApplicationGroup, ApplicationGroup.application_id == Application.id)
            .where(
                ApplicationGroup.group_id == group_id,
                Application.missing_since.is_(None),
                Application.first_party.is_(False),
            )
            .order_by(Application.sort_name, Application.id)
        )
    )


async def sources_of(session: AsyncSession, groups: Sequence[Group]) -> dict[int, str]:
    """Labels of the applications that imported groups come from, by our ids of the groups."""
    wanted = {group.source_app_id for group in groups if group.source_app_id}
    if not wanted:
        return {}
    found = await session.execute(
        sa.select(Application.external_id, Application.label).where(
            Application.connection_id == groups[0].connection_id,
            Application.external_id.in_(wanted),
        )
    )
    labels = dict(found.all())
    return {
        group.id: labels[group.source_app_id] for group in groups if group.source_app_id in labels
    }


async def owners_known(
    session: AsyncSession, connection_id: int, external_ids: Sequence[str]
) -> dict[str, tuple[int, str]]:
    """Our ids and names of people and groups, by the provider's ids."""
    known: dict[str, tuple[int, str]] = {}
    for kind, name in ((Person, Person.display_name), (Group, Group.name)):
        found = await session.execute(
            sa.select(kind.external_id, kind.id, name).where(
                kind.connection_id == connection_id, kind.external_id.in_(external_ids)
            )
        )
        known |= {external_id: (key, called) for external_id, key, called in found}
    return known


def _named(connection_id: int, query: str) -> list[sa.ColumnElement[bool]]:
    return [
        Group.connection_id == connection_id,
        Group.missing_since.is_(None),
        *(Group.sort_name.like(like(word), escape="\\") for word in words(query)),
    ]


def _known_harmless() -> sa.ColumnElement[bool]:
    return sa.and_(Group.has_admin_privilege.is_(False), sa.not_(carries_rights()))
