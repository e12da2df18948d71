"""Read one person anew by id and write through what was seen: after each action, and on request."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import store_connections
from deskhand.directory import store_people as store
from deskhand.directory.connections import Connections
from deskhand.directory.model import Application, Group, Person
from deskhand.directory.problem import problem_of
from deskhand.directory.provider import ConnectionAccess, Provider
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
        self._running: dict[int, asyncio.Task[None]] = {}
        self._following: dict[int, asyncio.Task[None]] = {}

    async def refresh(self, person_id: int, *, max_age: float = 0) -> None:
        """Read anew; with `max_age` in seconds a read as young as that will do.

        Raises `not_found`, or `SourceError` when the provider cannot be read.
        """
        if max_age and await self._is_fresh(person_id, max_age):
            return
        running = self._running.get(person_id)
        if running is None:
            task = self._keep(self._running, person_id, self._reread(person_id))
        elif max_age:
            task = running
        else:
            # The read under way may have asked before what its caller has just changed.
            following = self._following.get(person_id)
            task = following or self._keep(
                self._following, person_id, self._follow(running, person_id)
            )
        # One impatient caller must not take the answer away from the others.
        await asyncio.shield(task)

    async def _follow(self, running: asyncio.Task[None], person_id: int) -> None:
        await asyncio.wait([running])
        self._running[person_id] = self._following.pop(person_id)
        await self._reread(person_id)

    def _keep(
        self,
        tasks: dict[int, asyncio.Task[None]],
        person_id: int,
        work: Coroutine[Any, Any, None],
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        tasks[person_id] = task
        task.add_done_callback(lambda done: self._forget(person_id, done))
        return task

    def _forget(self, person_id: int, done: asyncio.Task[None]) -> None:
        if self._running.get(person_id) is done:
            del self._running[person_id]
        if not done.cancelled():
            # All who asked may have gone; an error that nobody hears is not worth a warning.
            done.exception()

    async def _is_fresh(self, person_id: int, max_age: float) -> bool:
        async with self._database.reading() as session:
            person = await store.by_id(session, person_id)
        at = person.refreshed_at if person is not None else None
        return at is not None and timedelta() <= clock.now() - at <= timedelta(seconds=max_age)

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
        if found.refreshed_at is not None and asked_at < found.refreshed_at <= clock.now():
            # Somebody read later. A moment that is still to come is a clock that was set back.
            return
        if snapshot is None:
            found.missing_since = found.missing_since or clock.now()
            found.refreshed_at = asked_at
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
        await _replace(
            session,
            store_links.MEMBERSHIPS,
            person,
            {row.id: () for row in known.values()},
        )

    async def _write_assignments(
        self, session: AsyncSession, person: Person, snapshot: PersonSnapshot
    ) -> None:
        if snapshot.applications is None:
            return
        assignments = dict(snapshot.applications)
        known = await store_objects.stored(
            session, Application, person.connection_id, list(assignments), ()
        )
        await _replace(
            session,
            store_links.ASSIGNMENTS,
            person,
            {
                row.id: (each.scope, each.status, each.sync_state)
                for external_id, row in known.items()
                for each in [assignments[external_id]]
            },
        )


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
) -> None:
    """Make one person's pairs those that were found."""
    stored = await store_links.of_child(session, link, person.id)
    await store_links.delete(
        session, link, [(parent, person.id) for parent in stored.keys() - found.keys()]
    )
    new: list[Bundle] = []
    changed: list[Bundle] = []
    for parent, facts in found.items():
        if parent not in stored:
            new.append((parent, facts, [person.id]))
        elif stored[parent] != facts:
            changed.append((parent, facts, [person.id]))
    await store_links.insert(session, link, person.connection_id, new)
    await store_links.update(session, link, person.connection_id, changed)
