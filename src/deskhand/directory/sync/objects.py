"""Read and apply the lists of people, groups and applications, page by page.

A page is one transaction. Only a list that was read to its end marks rows as missing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import Application, Group, Person, SyncState
from deskhand.directory.problem import SETTINGS_PAGE, Problem, problem
from deskhand.directory.rows import application_row, group_row, person_digest, person_row
from deskhand.directory.source import SourceApplication, SourceError, SourceGroup, SourcePerson
from deskhand.directory.sync import guard, store_links, store_objects, store_runs
from deskhand.directory.sync.attempt import Attempt, Stop
from deskhand.directory.sync.batches import batches
from deskhand.directory.sync.progress import APPS, GROUPS, PEOPLE, Cancelled
from deskhand.directory.sync.store_objects import Parent
from deskhand.directory.sync.together import together, unbroken
from deskhand.kernel import clock
from deskhand.kernel.db import chunks
from deskhand.kernel.errors import NextStep

_MOST_ROWS = 5_000
# Their rows are wide: this many keep other writers waiting as long as 5,000 of any other kind.
_MOST_PEOPLE = 1_000
_PAGES_AHEAD = 8
_KINDS: dict[str, tuple[store_objects.Listed, str]] = {
    PEOPLE: (Person, "people"),
    GROUPS: (Group, "groups"),
    APPS: (Application, "applications"),
}
# What goes with an object, when it goes.
_HANGING = {
    GROUPS: (store_links.MEMBERSHIPS, "memberships"),
    APPS: (store_links.ASSIGNMENTS, "app assignments"),
}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Page:
    """People of one page, or of a part of it, and when it was asked for."""

    people: Sequence[SourcePerson]
    asked_at: datetime

    def __len__(self) -> int:
        return len(self.people)


_Pages = asyncio.Queue[_Page | Exception | None]


class Objects:
    """The three families that need nothing but their own lists."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._progress = attempt.progress
        self._page = 0

    async def read_people(self) -> None:
        """Every user in every status. Raises `Stop` when the tenant shows nobody at all."""
        attempt = self._attempt
        if PEOPLE in attempt.finished:
            attempt.alive.set()
        else:
            await unbroken(self._begin(PEOPLE))
            queue: _Pages = asyncio.Queue(_PAGES_AHEAD)
            await together(self._fetch_people(queue), self._write_all_people(queue))
            if not attempt.alive.is_set():
                raise Stop(SyncState.HELD, _nobody())
            await unbroken(self._end(PEOPLE))
        attempt.people.make(await unbroken(self._stored(store_objects.person_ids)))

    async def read_groups(self) -> None:
        attempt = self._attempt
        if GROUPS not in attempt.finished:
            await unbroken(self._begin(GROUPS))
            async for page in self._believed(attempt.source.groups()):
                await unbroken(self._write_groups(page))
            await unbroken(self._end(GROUPS))
        groups = await unbroken(self._to_read(store_objects.groups_to_read))
        attempt.group_ids = await unbroken(self._stored(store_objects.group_ids))
        attempt.groups.make(groups)

    async def read_applications(self) -> None:
        attempt = self._attempt
        if APPS not in attempt.finished:
            await unbroken(self._begin(APPS))
            async for page in self._believed(attempt.source.applications()):
                await unbroken(self._write_applications(page))
            await unbroken(self._end(APPS))
        found = await unbroken(self._to_read(store_objects.applications_to_read))
        attempt.applications.make(found)

    async def _believed(self, pages: AsyncIterator[list[T]]) -> AsyncIterator[Sequence[T]]:
        """Pages in writable pieces, none before the tenant has shown a person."""
        async for page in pages:
            await self._attempt.alive.wait()
            self._progress.check()
            for part in chunks(page, _MOST_ROWS):
                yield part

    async def _stored(self, read: Callable[[AsyncSession, int], Awaitable[T]]) -> T:
        async with self._attempt.database.reading() as session:
            return await read(session, self._attempt.connection_id)

    async def _to_read(
        self, read: Callable[[AsyncSession, int, int], Awaitable[list[Parent]]]
    ) -> list[Parent]:
        attempt = self._attempt
        async with attempt.database.reading() as session:
            return await read(session, attempt.connection_id, attempt.generation)

    async def _begin(self, key: str) -> None:
        kind, _ = _KINDS[key]
        async with self._attempt.database.reading() as session:
            known = await store_objects.present(session, kind, self._attempt.connection_id)
        self._progress[key].begin(known or None)

    async def _fetch_people(self, queue: _Pages) -> None:
        """An error goes through the queue: what was read before it is still written."""
        asked_at = clock.now()
        try:
            async for page in self._attempt.source.people():
                self._progress.check()
                if page:
                    self._attempt.alive.set()
                for part in chunks(page, _MOST_PEOPLE):
                    await queue.put(_Page(part, asked_at))
                asked_at = clock.now()
        except (SourceError, Cancelled) as error:
            await queue.put(error)
        else:
            await queue.put(None)

    async def _write_all_people(self, queue: _Pages) -> None:
        async for pages in batches(queue, _MOST_PEOPLE):
            await unbroken(self._write_people(pages))

    async def _write_people(self, pages: list[_Page]) -> None:
        attempt, counts = self._attempt, Counter[str]()
        # Somebody who moved while the list was read may come twice: what was read last counts.
        people = {
            person.external_id: (person, page.asked_at) for page in pages for person in page.people
        }
        rows: list[dict[str, Any]] = []
        seen: list[int] = []
        logins: list[tuple[int, datetime]] = []
        now = clock.now()
        async with attempt.database.transaction() as session:
            marks = await store_objects.person_marks(session, attempt.connection_id, people.keys())
            for external_id, (person, asked_at) in people.items():
                mark = marks.get(external_id)
                if mark is None:
                    counts["created"] += 1
                elif mark.refreshed_at is not None and asked_at < mark.refreshed_at <= now:
                    # Read by id while this page was on its way: that is the newer truth. (A moment
                    # still to come is a clock that was set back.)
                    seen.append(mark.id)
                    counts["read"] += mark.seen_in != attempt.generation
                    continue
                digest = person_digest(person)
                if mark is not None:
                    if mark.digest == digest and not mark.missing:
                        seen.append(mark.id)
                        counts["read"] += mark.seen_in != attempt.generation
                        if person.last_login is not None and person.last_login != mark.last_login:
                            logins.append((mark.id, person.last_login))
                        continue
                    counts["updated"] += 1
                counts["read"] += mark is None or mark.seen_in != attempt.generation
                row = person_row(
                    person, connection_id=attempt.connection_id, digest=digest, read_at=now
                )
                row["seen_in"] = attempt.generation
                rows.append(row)
            await store_objects.write(session, Person, rows)
            await store_objects.save_last_logins(session, logins)
            await store_objects.mark_seen(
                session, Person, seen, {"seen_in": attempt.generation, "read_at": now}
            )
            await self._finish_page(session, PEOPLE, counts)
        self._count(PEOPLE, counts)

    async def _write_groups(self, page: Sequence[SourceGroup]) -> None:
        attempt = self._attempt
        rows = {
            group.external_id: group_row(
                group, connection_id=attempt.connection_id, generation=attempt.generation
            )
            for group in page
        }
        await self._write_listed(GROUPS, Group, rows)

    async def _write_applications(self, page: Sequence[SourceApplication]) -> None:
        attempt = self._attempt
        rows = {
            application.external_id: application_row(
                application, connection_id=attempt.connection_id, generation=attempt.generation
            )
            for application in page
        }
        await self._write_listed(APPS, Application, rows)

    async def _write_listed(
        self,
        key: str,
        kind: type[Group | Application],
        rows: dict[str, dict[str, Any]],
    ) -> None:
        attempt, counts = self._attempt, Counter[str]()
        if not rows:
            return
        compared = [name for name in next(iter(rows.values())) if name != "seen_in"]
        async with attempt.database.transaction() as session:
            found = await store_objects.stored(
                session, kind, attempt.connection_id, list(rows), [*compared, "seen_in"]
            )
            changed: list[dict[str, Any]] = []
            seen: list[int] = []
            for external_id, row in rows.items():
                old = found.get(external_id)
                counts["read"] += old is None or old.seen_in != attempt.generation
                if old is None:
                    counts["created"] += 1
                elif all(row[name] == getattr(old, name) for name in compared):
                    seen.append(old.id)
                    continue
                else:
                    counts["updated"] += 1
                changed.append(row)
            await store_objects.write(session, kind, changed)
            await store_objects.mark_seen(session, kind, seen, {"seen_in": attempt.generation})
            await self._finish_page(session, key, counts)
        self._count(key, counts)

    async def _finish_page(self, session: AsyncSession, key: str, counts: Counter[str]) -> None:
        """Pages are counted in their own transaction, so that a resumed run counts each once."""
        self._page += 1
        part = f"{key}/{self._attempt.number}.{self._page}"
        await store_runs.finish_parts(session, self._attempt.run_id, [(part, dict(counts))])

    def _count(self, key: str, counts: Counter[str]) -> None:
        family = self._progress[key]
        family.counts.update(counts)
        family.done = family.counts["read"]
        if family.total is not None and family.done > family.total:
            family.total = None

    async def _end(self, key: str) -> None:
        """The list was read to its end: what it did not name is missing, unless it is too much."""
        attempt, family = self._attempt, self._progress[key]
        kind, _ = _KINDS[key]
        async with attempt.database.transaction() as session:
            gone = await store_objects.leaving(
                session, kind, attempt.connection_id, attempt.generation
            )
            reason = await self._doubt(session, key, gone) if gone else None
            if reason is not None and gone > attempt.allowed.get(key, 0):
                family.hold(reason, gone)
                gone = 0
            elif gone:
                await store_objects.mark_missing(
                    session, kind, attempt.connection_id, attempt.generation, clock.now()
                )
            family.counts["removed"] = gone
            found = {"removed": gone, "held": family.held, "held_count": family.held_count}
            await store_runs.finish_parts(session, attempt.run_id, [(key, found)])
        family.finish()

    async def _doubt(self, session: AsyncSession, key: str, gone: int) -> str | None:
        """Why so many leaving objects are not believed, or None when they are.

        With a group go its memberships, so those are counted too.
        """
        attempt, family = self._attempt, self._progress[key]
        kind, things = _KINDS[key]
        before = (
            await store_objects.present(session, kind, attempt.connection_id)
            - family.counts["created"]
        )
        if guard.too_many(gone, before) or not family.counts["read"]:
            return guard.words(gone, before, things)
        link, pairs = _HANGING.get(key, (None, ""))
        if link is None:
            return None
        stake = await store_links.leaving(session, link, attempt.connection_id, attempt.generation)
        stored = await store_links.present(session, link, attempt.connection_id)
        if guard.too_many(stake.total, stored) or guard.emptied(0, stake.largest):
            return f"{gone:,} {things}, and with them {guard.words(stake.total, stored, pairs)}"
        return None


def _nobody() -> Problem:
    return problem(
        "Okta returned no people",
        "Okta answered, but with an empty list of users. This happens when the account behind our "
        "credentials has no administrator role that shows people: the service app or token owner "
        "lacks one. Nothing was changed. Give it a role in Okta (Read-only Administrator shows "
        "everything, Help Desk Administrator also lets actions work), then run Sync now again.",
        next_step=NextStep("open", "Open the connection", SETTINGS_PAGE),
    )
