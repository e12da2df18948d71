"""Read one person anew by id and write through what was seen: after each action, and on request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import store_connections
from deskhand.directory import store_people as store
from deskhand.directory.connections import Connections
from deskhand.directory.model import Application, Group, Person
from deskhand.directory.problem import problem_of
from deskhand.directory.provider import ConnectionAccess, Provider
from deskhand.directory.rereads import Rereads, is_fresh, read_later
from deskhand.directory.rows import factor_json, group_row, person_digest, person_row
from deskhand.directory.source import PersonSnapshot, SourceError
from deskhand.directory.sync import store_counts, store_links, store_objects, store_runs
from deskhand.directory.sync.store_links import Bundle, Facts, Link
from deskhand.kernel import clock
from deskhand.kernel.db import Database, insert_rows
from deskhand.kernel.errors import not_found
from deskhand.kernel.live import Live, News


class Refresher:
    """Re-reads people, each by one read at a time."""

    def __init__(
        self, database: Database, live: Live, provider: Provider, connections: Connections
    ) -> None:
        self._database = database
        self._live = live
        self._provider = provider
        self._connections = connections
        self._rereads = Rereads(self._reread)

    async def refresh(self, person_id: int, *, max_age: float = 0) -> None:
        """Read anew; with `max_age` in seconds a read as young as that will do.

        Raises `not_found`, or `SourceError` when the provider cannot be read.
        """
        if max_age and await self._is_fresh(person_id, max_age):
            return
        await self._rereads.read(person_id, may_join=bool(max_age))

    async def _is_fresh(self, person_id: int, max_age: float) -> bool:
        async with self._database.reading() as session:
            person = await store.by_id(session, person_id)
        return person is not None and is_fresh(person.refreshed_at, max_age)

    async def _reread(self, person_id: int) -> None:
        async with self._database.reading() as session:
            person = await store.by_id(session, person_id)
            if person is None:
                raise not_found("person")
            access = await self._connections.access(session, person.connection_id)
        asked_at = clock.now()
        try:
            snapshot = await self._provider.source(access).person(person.external_id)
        except SourceError as error:
            if error.connection_broken:
                await self._connections.token_refused(access.id, problem_of(error))
            raise
        async with self._database.transaction() as session:
            await self._apply(session, access, person_id, snapshot, asked_at)

    async def _apply(
        self,
        session: AsyncSession,
        access: ConnectionAccess,
        person_id: int,
        snapshot: PersonSnapshot | None,
        asked_at: datetime,
    ) -> None:
        found = await store.by_id(session, person_id, lock=True)
        if found is None:
            raise not_found("person")
        if read_later(found.refreshed_at, asked_at):
            return
        if snapshot is None:
            found.missing_since = found.missing_since or clock.now()
            found.refreshed_at = asked_at
            await session.flush()
            await self._recount_all(session, found)
        else:
            _write_person(found, snapshot, asked_at)
            await session.flush()
            await self._write_memberships(session, found, snapshot)
            await self._write_assignments(session, found, snapshot)
            await store_counts.recount(session, access.id, person_id)
        await store_connections.touch(session, access.id, clock.now())
        self._live.publish_after(session, News("person", {"id": person_id}))

    async def _write_memberships(
        self, session: AsyncSession, person: Person, snapshot: PersonSnapshot
    ) -> None:
        groups = {each.external_id: each for each in snapshot.groups if not each.everyone}
        # A group made since the last sync enters as seen by the newest run, which must not miss it.
        generation = await store_runs.next_generation(session, person.connection_id) - 1
        rows = [
            group_row(each, connection_id=person.connection_id, generation=generation)
            for each in groups.values()
        ]
        await insert_rows(session, store_objects.table(Group), rows, ignore=True)
        known = await store_objects.stored(session, Group, person.connection_id, list(groups), ())
        touched = await _replace(
            session,
            store_links.MEMBERSHIPS,
            person,
            {row.id: () for row in known.values()},
        )
        await store_counts.recount_groups(session, touched)

    async def _write_assignments(
        self, session: AsyncSession, person: Person, snapshot: PersonSnapshot
    ) -> None:
        if snapshot.applications is None:
            return
        assignments = dict(snapshot.applications)
        known = await store_objects.stored(
            session, Application, person.connection_id, list(assignments), ()
        )
        touched = await _replace(
            session,
            store_links.ASSIGNMENTS,
            person,
            {
                row.id: (each.scope, each.status, each.sync_state)
                for external_id, row in known.items()
                for each in [assignments[external_id]]
            },
        )
        await store_counts.recount_applications(session, touched)

    async def _recount_all(self, session: AsyncSession, person: Person) -> None:
        """Whoever is gone counts nowhere, although his memberships are kept until the next sync."""
        groups = await store_links.of_child(session, store_links.MEMBERSHIPS, person.id)
        applications = await store_links.of_child(session, store_links.ASSIGNMENTS, person.id)
        await store_counts.recount_groups(session, list(groups))
        await store_counts.recount_applications(session, list(applications))


def _write_person(person: Person, snapshot: PersonSnapshot, asked_at: datetime) -> None:
    row = person_row(
        snapshot.person,
        connection_id=person.connection_id,
        digest=person_digest(snapshot.person),
        read_at=asked_at,
    )
    for name, value in row.items():
        setattr(person, name, value)
    person.refreshed_at = asked_at
    if snapshot.factors is not None:
        person.factors = [factor_json(each) for each in snapshot.factors]
        person.factors_read_at = asked_at


async def _replace(
    session: AsyncSession, link: Link, person: Person, found: dict[int, Facts]
) -> list[int]:
    """Make one person's pairs those that were found; gives the parents that got or lost him."""
    stored = await store_links.of_child(session, link, person.id)
    left = stored.keys() - found.keys()
    await store_links.delete(session, link, [(parent, person.id) for parent in left])
    new: list[Bundle] = []
    changed: list[Bundle] = []
    for parent, facts in found.items():
        if parent not in stored:
            new.append((parent, facts, [person.id]))
        elif stored[parent] != facts:
            changed.append((parent, facts, [person.id]))
    await store_links.insert(session, link, person.connection_id, new)
    await store_links.update(session, link, person.connection_id, changed)
    return sorted(left | found.keys() - stored.keys())
