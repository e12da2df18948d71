"""Groups as they are shown: the list, one group, its members and owners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import labels
from deskhand.directory import store_groups as store
from deskhand.directory.model import Connection, Group
from deskhand.directory.paths import source_of
from deskhand.directory.people import PersonRow, row_of
from deskhand.directory.store_protection import has_rights
from deskhand.kernel.errors import not_found
from deskhand.kernel.permissions import YES, Verdict, no


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One line of the list of groups; `source` is the application an imported one comes from.

    `changed_at` is when the group itself or its members last changed at the provider.
    """

    id: int
    okta_id: str
    name: str
    description: str | None
    type: str
    type_label: str
    source: str | None
    members_count: int
    apps_count: int
    rules_count: int
    has_admin_privilege: bool | None
    changed_at: datetime | None
    missing_since: datetime | None


@dataclass(frozen=True, slots=True)
class AppOfGroup:
    id: int
    label: str
    sign_on: str | None
    status: str


@dataclass(frozen=True, slots=True)
class RuleOfGroup:
    name: str
    status: str
    expression: str
    excluded_count: int


@dataclass(frozen=True, slots=True)
class Owner:
    """`kind` is person or group; `id` is ours, or None for whom the directory does not know."""

    kind: str
    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class GroupProfile:
    """One group with what hangs on it; `owners` is None until they were read."""

    row: GroupRow
    group: Group
    apps: list[AppOfGroup]
    rules: list[RuleOfGroup]
    rules_as_of: datetime | None
    owners: list[Owner] | None
    owners_as_of: datetime | None
    members_as_of: datetime | None
    writable: Verdict
    okta_url: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group, and where the membership comes from; see `paths`."""

    person: PersonRow
    source: str
    source_label: str


async def search(
    session: AsyncSession,
    connection: Connection,
    *,
    query: str = "",
    type_: str | None = None,
    admin: bool | None = None,
    sort: str = "name",
    limit: int = 100,
    offset: int = 0,
) -> tuple[list[GroupRow], int]:
    """One page of groups whose name has all words, and how many there are."""
    found, total = await store.search(
        session,
        connection.id,
        query=query,
        type_=type_,
        admin=admin,
        sort=sort,
        limit=limit,
        offset=offset,
    )
    return await _rows(session, found), total


async def profile(
    session: AsyncSession, connection: Connection, group_id: int, *, okta_url: str | None = None
) -> GroupProfile:
    """Raises `not_found`. A group that is missing at the provider is still shown by id."""
    group = await get(session, group_id)
    [row] = await _rows(session, [group])
    rules = (await store.rules_of(session, [group.id])).get(group.id, [])
    return GroupProfile(
        row=row,
        group=group,
        apps=[
            AppOfGroup(each.id, each.label, labels.sign_on(each.sign_on_mode), each.status)
            for each in await store.applications_of(session, group.id)
        ],
        rules=[
            RuleOfGroup(rule.name, rule.status, rule.expression, len(rule.excluded))
            for rule in rules
        ],
        rules_as_of=connection.rules_read_at,
        owners=await _owners(session, group),
        owners_as_of=group.owners_read_at,
        members_as_of=connection.synced_at if group.everyone else group.members_read_at,
        writable=writable(group, row.source),
        okta_url=okta_url,
    )


async def members(
    session: AsyncSession, group_id: int, *, query: str = "", limit: int = 100, offset: int = 0
) -> tuple[list[Member], int]:
    """One page of a group's members, and how many there are. Raises `not_found`."""
    group = await get(session, group_id)
    application = (await store.sources_of(session, [group])).get(group.id)
    rules = (await store.rules_of(session, [group.id])).get(group.id, [])
    found, total = await store.members(session, group, query=query, limit=limit, offset=offset)
    shown = []
    for row in found:
        source = source_of(group, application, rules, row.external_id)
        shown.append(Member(row_of(row), source.kind, source.label))
    return shown, total


async def get(session: AsyncSession, group_id: int) -> Group:
    """Raises `not_found`."""
    group = await store.by_id(session, group_id)
    if group is None:
        raise not_found("group")
    return group


def writable(group: Group, source: str | None) -> Verdict:
    """Whether people can be put into the group and taken out; `source` as in `GroupRow`."""
    if group.missing_since is not None:
        return no("Okta no longer lists this group.")
    if group.type == "OKTA_GROUP":
        return YES
    if group.type == "APP_GROUP":
        where = source or "an application"
        return no(f"Imported from {where}; its members can only be changed there.")
    return no("Managed by Okta itself; nobody can change its members.")


async def _rows(session: AsyncSession, groups: Sequence[Group]) -> list[GroupRow]:
    sources = await store.sources_of(session, groups)
    rules = await store.rules_of(session, [group.id for group in groups])
    return [
        GroupRow(
            id=group.id,
            okta_id=group.external_id,
            name=group.name,
            description=group.description,
            type=group.type,
            type_label=labels.group_type(group.type, sources.get(group.id)),
            source=sources.get(group.id),
            members_count=group.members_count,
            apps_count=group.apps_count,
            rules_count=len(rules.get(group.id, ())),
            has_admin_privilege=has_rights(group),
            changed_at=max(
                filter(None, (group.last_updated, group.last_membership_updated)), default=None
            ),
            missing_since=group.missing_since,
        )
        for group in groups
    ]


async def _owners(session: AsyncSession, group: Group) -> list[Owner] | None:
    if group.owners is None:
        return None
    ids = [owner["id"] for owner in group.owners]
    known = await store.owners_known(session, group.connection_id, ids)
    return [
        Owner(owner["kind"], *known.get(owner["id"], (None, owner["name"])))
        for owner in group.owners
    ]
