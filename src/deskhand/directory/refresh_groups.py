"""Read one group anew by id, with its owners, and write through what was seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import store_connections
from deskhand.directory import store_groups as store
from deskhand.directory.connections import Connections
from deskhand.directory.model import Group
from deskhand.directory.problem import problem_of
from deskhand.directory.provider import Provider
from deskhand.directory.rereads import Rereads, is_fresh, read_later
from deskhand.directory.rows import group_row, owner_json
from deskhand.directory.source import GroupSnapshot, SourceError
from deskhand.kernel import clock
from deskhand.kernel.db import Database
from deskhand.kernel.errors import not_found
from deskhand.kernel.live import Live, News


class GroupRefresher:
    """Re-reads groups, each by one read at a time. Members stay as the last sync read them."""

    def __init__(
        self, database: Database, live: Live, provider: Provider, connections: Connections
    ) -> None:
        self._database = database
        self._live = live
        self._provider = provider
        self._connections = connections
        self._rereads = Rereads(self._reread)

    async def refresh(self, group_id: int, *, max_age: float = 0) -> None:
        """Read anew; with `max_age` in seconds a read as young as that will do.

        Raises `not_found`, or `SourceError` when the provider cannot be read.
        """
        if max_age:
            async with self._database.reading() as session:
                group = await store.by_id(session, group_id)
            if group is not None and is_fresh(group.refreshed_at, max_age):
                return
        await self._rereads.read(group_id, may_join=bool(max_age))

    async def _reread(self, group_id: int) -> None:
        async with self._database.reading() as session:
            group = await store.by_id(session, group_id)
            if group is None:
                raise not_found("group")
            access = await self._connections.access(session, group.connection_id)
        asked_at = clock.now()
        try:
            snapshot = await self._provider.source(access).group(group.external_id)
        except SourceError as error:
            if error.connection_broken:
                await self._connections.token_refused(access.id, problem_of(error))
            raise
        async with self._database.transaction() as session:
            await self._apply(session, group_id, snapshot, asked_at)

    async def _apply(
        self,
        session: AsyncSession,
        group_id: int,
        snapshot: GroupSnapshot | None,
        asked_at: datetime,
    ) -> None:
        found = await store.by_id(session, group_id, lock=True)
        if found is None:
            raise not_found("group")
        if read_later(found.refreshed_at, asked_at):
            return
        if snapshot is None:
            found.missing_since = found.missing_since or clock.now()
        else:
            _write(found, snapshot, asked_at)
        found.refreshed_at = asked_at
        await store_connections.touch(session, found.connection_id, clock.now())
        self._live.publish_after(session, News("group", {"id": group_id}))


def _write(group: Group, snapshot: GroupSnapshot, asked_at: datetime) -> None:
    row = group_row(snapshot.group, connection_id=group.connection_id, generation=group.seen_in)
    for name, value in row.items():
        setattr(group, name, value)
    if snapshot.owners is not None:
        group.owners = [owner_json(each) for each in snapshot.owners]
        group.owners_read_at = asked_at
