"""People as they are listed: search, filters, and what to filter by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import status as statuses
from deskhand.directory import store_applications, store_groups
from deskhand.directory import store_people as store
from deskhand.directory.model import Connection
from deskhand.directory.wanted import Wanted

_MOST_VALUES = 200


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people."""

    id: int
    okta_id: str
    name: str
    email: str
    login: str
    status: str
    status_label: str
    status_badge: str | None
    transitioning_to: str | None
    title: str | None
    department: str | None
    manager: str | None
    manager_missing: bool
    location: str | None
    groups_count: int
    apps_count: int
    last_login_at: datetime | None
    missing_since: datetime | None


@dataclass(frozen=True, slots=True)
class Access:
    """Names of a person's groups and applications: those that his row counts, in their order."""

    groups: list[str]
    apps: list[str]


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that people have, and how many have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class StatusFacet:
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What people can be filtered by."""

    departments: list[Facet]
    locations: list[Facet]
    statuses: list[StatusFacet]


async def search(
    session: AsyncSession,
    connection: Connection,
    wanted: Wanted,
    *,
    sort: str = "name",
    limit: int = 100,
    offset: int = 0,
) -> tuple[list[PersonRow], int]:
    """One page of those who are wanted, and how many there are; `sort` is one of `SORTS`."""
    rows, total = await store.search(
        session,
        connection.id,
        wanted,
        sort=sort,
        limit=limit,
        offset=offset,
    )
    return [row_of(row) for row in rows], total


async def access(
    session: AsyncSession, connection: Connection, person_ids: Sequence[int]
) -> dict[int, Access]:
    """What each of these people has, by our ids."""
    groups = await store_groups.names_of(session, connection.id, person_ids)
    apps = await store_applications.labels_of(session, connection.id, person_ids)
    return {key: Access(groups.get(key, []), apps.get(key, [])) for key in person_ids}


async def facets(session: AsyncSession, connection: Connection) -> Facets:
    """Departments and locations of visible people; the states of everybody."""
    departments, locations = [
        [
            Facet(value, count)
            for value, count in await store.values_of(
                session, connection.id, column, statuses.VISIBLE, _MOST_VALUES
            )
        ]
        for column in ("department", "location")
    ]
    counts = await store.by_status(session, connection.id)
    return Facets(
        departments,
        locations,
        [
            StatusFacet(value, statuses.name(value), count)
            for value, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
        ],
    )


def row_of(row: Any) -> PersonRow:
    """A row of `store_people.LISTED`, in words."""
    manager = row.manager_name or row.manager_ref
    return PersonRow(
        id=row.id,
        okta_id=row.external_id,
        name=row.display_name,
        email=row.email,
        login=row.login,
        status=row.status,
        status_label=statuses.label(row.status),
        status_badge=statuses.badge(row.status, row.transitioning_to),
        transitioning_to=row.transitioning_to,
        title=row.title,
        department=row.department,
        manager=manager,
        manager_missing=manager is None,
        location=row.location,
        groups_count=row.groups_count,
        apps_count=row.apps_count,
        last_login_at=row.last_login,
        missing_since=row.missing_since,
    )
