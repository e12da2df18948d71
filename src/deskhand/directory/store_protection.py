"""SQL of who has administrator rights at the provider, and which groups give them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import Group, Membership, Person

# Okta keeps all its administrators in this built-in group, and shows no flag with it.
_ADMINISTRATORS = "Okta Administrators"


async def admin_groups_of(session: AsyncSession, person: Person) -> list[str]:
    """Names of the groups through which a person has administrator rights, by name."""
    joined = sa.select(Membership.group_id).where(Membership.person_id == person.id)
    found = await session.scalars(
        sa.select(Group.name)
        .where(
            Group.connection_id == person.connection_id,
            Group.missing_since.is_(None),
            sa.or_(Group.everyone.is_(True), Group.id.in_(joined)),
            carries_rights(),
        )
        .order_by(Group.name, Group.id)
    )
    return list(found)


def carries_rights() -> sa.ColumnElement[bool]:
    """Groups whose members have administrator rights, as far as that is known."""
    return sa.or_(
        Group.has_admin_privilege.is_(True),
        sa.and_(Group.type == "BUILT_IN", Group.name == _ADMINISTRATORS),
    )


def has_rights(group: Group) -> bool | None:
    """The same of one group; None when the provider has not said."""
    if group.type == "BUILT_IN" and group.name == _ADMINISTRATORS:
        return True
    return group.has_admin_privilege
