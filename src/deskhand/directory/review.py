"""What an administrator looks at after the first import, before the setup is finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import status as statuses
from deskhand.directory import store_people as store
from deskhand.directory.model import Application, Connection, Group, Person
from deskhand.directory.people import PersonRow, row_of
from deskhand.directory.sync import store_links, store_objects

_MOST_SHARED = 100
_SAMPLE = 20


@dataclass(frozen=True, slots=True)
class StatusCount:
    status: str
    label: str
    visible: bool
    count: int


@dataclass(frozen=True, slots=True)
class Review:
    """What an administrator looks at before the setup is finished."""

    by_status: list[StatusCount]
    totals: dict[str, int]
    shared_emails: list[tuple[str, list[Person]]]
    without_manager: int
    sample: list[PersonRow]
    as_of: datetime | None


async def review(session: AsyncSession, connection: Connection) -> Review:
    counts = await store.by_status(session, connection.id)
    known = [*statuses.ALL, *sorted(counts.keys() - set(statuses.ALL))]
    shared = await store.shared_emails(session, connection.id, _MOST_SHARED)
    visible = await store.visible_ids(session, connection.id, statuses.VISIBLE)
    step = max(1, len(visible) // _SAMPLE)
    sample = await store.listed(session, visible[::step][:_SAMPLE])
    return Review(
        by_status=[
            StatusCount(each, statuses.name(each), each in statuses.VISIBLE, counts.get(each, 0))
            for each in known
        ],
        totals=await totals(session, connection.id),
        shared_emails=[
            (email, list(people)) for email, people in groupby(shared, lambda p: p.email_key)
        ],
        without_manager=await store.without_manager(session, connection.id, statuses.VISIBLE),
        sample=[row_of(row) for row in sample],
        as_of=connection.synced_at,
    )


async def totals(session: AsyncSession, connection_id: int) -> dict[str, int]:
    """How many of each kind the directory holds, missing ones left out."""
    return {
        "people": await store_objects.present(session, Person, connection_id),
        "groups": await store_objects.present(session, Group, connection_id),
        "memberships": await store_links.present(session, store_links.MEMBERSHIPS, connection_id),
        "apps": await store_objects.present(session, Application, connection_id),
        "assignments": await store_links.present(session, store_links.ASSIGNMENTS, connection_id),
    }
