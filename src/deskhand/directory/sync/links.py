"""Read and apply the members of each group and the people of each application.

Lists are fetched several at once and written by one writer in transactions of at most 5,000 rows.
What is new is added as it comes. What is gone is only noted with the list it is gone from, and
removed when the whole family was read and the number of removals was found believable.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.problem import Problem, problem, problem_of
from deskhand.directory.source import SourceError
from deskhand.directory.sync import guard, store_links, store_objects, store_runs
from deskhand.directory.sync.attempt import Attempt
from deskhand.directory.sync.batches import batches
from deskhand.directory.sync.leaving import Leaving
from deskhand.directory.sync.progress import ASSIGNMENTS, MEMBERSHIPS
from deskhand.directory.sync.store_links import APPLICATION_GROUPS, Bundle, Facts, Link, Sets
from deskhand.directory.sync.store_objects import Parent
from deskhand.directory.sync.together import together, unbroken
from deskhand.kernel import clock
from deskhand.kernel.db import chunks

_READERS = 6
_READ_AHEAD = 16
_MOST_ROWS = 5_000
_MOST_FAILURES = 5
# The object is gone or may not be read: its old list is kept and the sync goes on.
_SKIPPED = {403, 404}

_NOTHING: Facts = ()
Entries = dict[Facts, list[str]]
"""One page of a list: the provider's ids of people, by what is said of them."""


@dataclass(slots=True)
class Collected:
    """One list, read to its end: people by our ids. `unknown` of it we have never seen."""

    parent: Parent
    people: Sets = field(default_factory=dict)
    groups: set[int] | None = None
    unknown: int = 0
    problem: Problem | None = None

    def __len__(self) -> int:
        return sum(map(len, self.people.values()))


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two families, in the words of its table and of people."""

    key: str
    link: Link
    things: str
    one: str


_MEMBERSHIPS = Kind(MEMBERSHIPS, store_links.MEMBERSHIPS, "memberships", "members of the group")
_ASSIGNMENTS = Kind(
    ASSIGNMENTS, store_links.ASSIGNMENTS, "app assignments", "people of the application"
)


class Links:
    """One family of lists: memberships, or assignments with the groups of each application."""

    def __init__(self, attempt: Attempt, kind: Kind) -> None:
        self._attempt = attempt
        self._kind = kind
        self._family = attempt.progress[kind.key]
        self._queue: asyncio.Queue[Collected | Exception | None] = asyncio.Queue(_READ_AHEAD)
        self._failures: list[str] = []
        self._unknown = 0

    @classmethod
    def memberships(cls, attempt: Attempt) -> Links:
        return cls(attempt, _MEMBERSHIPS)

    @classmethod
    def assignments(cls, attempt: Attempt) -> Links:
        return cls(attempt, _ASSIGNMENTS)

    async def read(self) -> None:
        """Read all lists that this run has not read yet, apply them, then settle the removals."""
        attempt, kind = self._attempt, self._kind
        if kind.key in attempt.finished:
            return
        parents = await (attempt.groups if kind is _MEMBERSHIPS else attempt.applications).get()
        if parents is None:
            self._family.fail(_depends("groups" if kind is _MEMBERSHIPS else "applications"))
            return
        todo = [
            each for each in parents if f"{kind.key}/{each.external_id}" not in attempt.finished
        ]
        self._family.begin(len(parents))
        self._family.done = len(parents) - len(todo)
        await together(self._fetch_all(todo), self._write_all())
        if self._family.state == "failed":
            return
        if self._failures:
            self._family.fail(self._failed())
            return
        if self._unknown:
            attempt.progress.note(
                f"{self._unknown:,} {kind.things} name people who came to Okta during this sync; "
                "the next one adds them."
            )
        await unbroken(self._settle_removals())

    async def _fetch_all(self, todo: list[Parent]) -> None:
        shared = iter(todo)
        await together(*(self._fetch(shared) for _ in range(_READERS)))
        await self._queue.put(None)

    async def _fetch(self, shared: Iterator[Parent]) -> None:
        for parent in shared:
            if self._family.state == "failed":
                return
            self._attempt.progress.check()
            try:
                collected = await self._collect(parent)
            except SourceError as error:
                if error.connection_broken:
                    raise
                collected = Collected(parent, problem=problem_of(error))
            if collected is None:
                self._family.fail(_depends("people"))
                return
            await self._queue.put(collected)

    async def _collect(self, parent: Parent) -> Collected | None:
        """One list by our ids, or None when the people could not be read."""
        waiting: list[Entries] = []
        found = Collected(parent)
        async for page in self._pages(parent.external_id):
            self._attempt.progress.check()
            waiting.append(page)
            if self._attempt.people.made:
                if (people := self._attempt.people.value) is None:
                    return None
                _resolve(waiting, people, found)
        if self._kind is _ASSIGNMENTS:
            found.groups = await self._groups_of(parent.external_id)
        if (people := await self._attempt.people.get()) is None:
            return None
        _resolve(waiting, people, found)
        return found

    async def _pages(self, external_id: str) -> AsyncIterator[Entries]:
        source = self._attempt.source
        if self._kind is _MEMBERSHIPS:
            async for ids in source.members(external_id):
                yield {_NOTHING: ids}
        else:
            async for page in source.assignments(external_id):
                entries: Entries = defaultdict(list)
                for each in page:
                    entries[each.scope, each.status, each.sync_state].append(each.person_id)
                yield entries

    async def _groups_of(self, external_id: str) -> set[int] | None:
        """The groups of an application by our ids; None when the groups could not be read."""
        listed: list[str] = []
        async for page in self._attempt.source.application_groups(external_id):
            listed.extend(page)
        if await self._attempt.groups.get() is None:
            return None
        return {self._attempt.group_ids[each] for each in listed if each in self._attempt.group_ids}

    async def _write_all(self) -> None:
        """Write what has come, many small lists in one transaction."""
        async for batch in batches(self._queue, _MOST_ROWS):
            await unbroken(self._write(batch))

    async def _write(self, batch: list[Collected]) -> None:
        attempt, link = self._attempt, self._kind.link
        good = [each for each in batch if each.problem is None]
        keys = [each.parent.id for each in good]
        async with attempt.database.reading() as session:
            stored = await store_links.of_parents(session, link, keys)
            newer = await store_objects.refreshed_since(
                session, attempt.connection_id, attempt.started_at
            )
        new: list[Bundle] = []
        changed: list[Bundle] = []
        parts: dict[str, dict[str, Any]] = {}
        for each in good:
            part = f"{self._kind.key}/{each.parent.external_id}"
            parts[part] = _compare(each, stored.get(each.parent.id, {}), newer, new, changed)
        # The last transaction also records the lists as done: after a crash they are compared anew.
        *before, last = _pieces(new)
        for piece in before:
            async with attempt.database.transaction() as session:
                await store_links.insert(session, link, attempt.connection_id, piece)
        *before, last_changed = _pieces(changed)
        for piece in before:
            async with attempt.database.transaction() as session:
                await store_links.update(session, link, attempt.connection_id, piece)
        async with attempt.database.transaction() as session:
            await store_links.insert(session, link, attempt.connection_id, last)
            await store_links.update(session, link, attempt.connection_id, last_changed)
            await self._write_app_groups(session, good, parts)
            await store_links.mark_read(session, link, keys, clock.now())
            for each in batch:
                if each.problem is not None:
                    await store_links.mark_unreadable(session, link, each.parent.id, each.problem)
            await store_runs.finish_parts(session, attempt.run_id, list(parts.items()))
        for counts in parts.values():
            self._family.counts.update(
                {name: counts[name] for name in ("read", "created", "updated")}
            )
        for each in batch:
            self._unknown += each.unknown
            if each.problem is not None:
                self._report(each.parent, each.problem)
        self._family.done += len(batch)

    async def _write_app_groups(
        self, session: AsyncSession, good: list[Collected], parts: dict[str, dict[str, Any]]
    ) -> None:
        listed = [each for each in good if each.groups is not None]
        if not listed:
            return
        stored = await store_links.of_parents(
            session, APPLICATION_GROUPS, [each.parent.id for each in listed]
        )
        new: list[Bundle] = []
        for each in listed:
            groups, old = each.groups or set(), stored.get(each.parent.id, {}).get(_NOTHING, set())
            if groups - old:
                new.append((each.parent.id, _NOTHING, sorted(groups - old)))
            if old - groups:
                part = parts[f"{self._kind.key}/{each.parent.external_id}"]
                part["leaving_groups"] = sorted(old - groups)
        await store_links.insert(session, APPLICATION_GROUPS, self._attempt.connection_id, new)

    def _report(self, parent: Parent, found: Problem) -> None:
        proof = " ".join(str(v) for v in (found["http_status"], found["error_code"]) if v)
        text = (
            f"The {self._kind.one} “{parent.label}” could not be read "
            f"({proof or found['title']}). The old list is kept."
        )
        self._attempt.progress.note(text)
        if found["http_status"] not in _SKIPPED:
            self._failures.append(text)
            if len(self._failures) >= _MOST_FAILURES:
                self._family.fail(self._failed())

    def _failed(self) -> Problem:
        count = len(self._failures)
        return problem(
            f"{count} lists could not be read" if count > 1 else "A list could not be read",
            f"{self._failures[0]} Nothing was removed from any. Run Sync now again later.",
        )

    async def _settle_removals(self) -> None:
        attempt, kind = self._attempt, self._kind
        async with attempt.database.reading() as session:
            parts = await store_runs.parts(session, attempt.run_id)
            present = await store_links.present(session, kind.link, attempt.connection_id)
            parents = await self._parents(session)
            newer = await store_objects.refreshed_since(
                session, attempt.connection_id, attempt.started_at
            )
            stored_groups = await store_links.present(
                session, APPLICATION_GROUPS, attempt.connection_id
            )
        leaving = Leaving()
        for part, counts in parts:
            family, _, external_id = part.partition("/")
            parent = parents.get(external_id)
            if family == kind.key and parent is not None:
                leaving.add(parent, counts, newer)
        before = present - self._family.counts["created"]
        held = leaving.doubts(before, stored_groups, kind.things)
        if sum(count for _, count in held) > attempt.allowed.get(kind.key, 0):
            for reason, count in held:
                self._family.hold(reason, count)
            for label, pairs in leaving.emptied.items():
                attempt.progress.note(
                    f"“{label}” came back empty; its {len(pairs):,} people are kept."
                )
            leaving.keep_doubtful(before, stored_groups)
        await self._remove(kind.link, leaving.all_pairs())
        await self._remove(APPLICATION_GROUPS, leaving.groups)
        if leaving.groups:
            attempt.progress.note(
                f"{len(leaving.groups):,} times a group was taken off an application."
            )
        self._family.counts["removed"] = len(leaving.all_pairs())
        async with attempt.database.transaction() as session:
            found = {
                "removed": self._family.counts["removed"],
                "held": self._family.held,
                "held_count": self._family.held_count,
            }
            await store_runs.finish_parts(session, attempt.run_id, [(kind.key, found)])
        self._family.finish()

    async def _parents(self, session: AsyncSession) -> dict[str, Parent]:
        read: Callable[[AsyncSession, int, int], Awaitable[list[Parent]]] = (
            store_objects.groups_to_read
            if self._kind is _MEMBERSHIPS
            else store_objects.applications_to_read
        )
        found = await read(session, self._attempt.connection_id, self._attempt.generation)
        return {each.external_id: each for each in found}

    async def _remove(self, link: Link, pairs: list[tuple[int, int]]) -> None:
        for part in chunks(pairs, _MOST_ROWS):
            async with self._attempt.database.transaction() as session:
                await store_links.delete(session, link, part)


def restore(attempt: Attempt) -> None:
    """Take up the counts of the parts that an earlier attempt at this run has finished."""
    for part, counts in attempt.finished.items():
        family = attempt.progress.families.get(part.partition("/")[0])
        if family is None:
            continue
        family.counts.update(
            Counter(
                {name: counts.get(name, 0) for name in ("read", "created", "updated", "removed")}
            )
        )
        if part == family.key:
            family.held = counts.get("held")
            family.held_count = counts.get("held_count", 0)
            family.done = family.counts["read"]
            family.finish()


def _compare(
    found: Collected, stored: Sets, newer: set[int], new: list[Bundle], changed: list[Bundle]
) -> dict[str, Any]:
    """Append what is new and what changed; the part's counts, with who is leaving the list.

    People in `newer` were read by id since the run began and keep what that showed.
    """
    known: set[int] = set().union(*stored.values())
    listed: set[int] = set().union(*found.people.values())
    counts: dict[str, Any] = {"read": len(listed), "created": 0, "updated": 0}
    for facts, people in found.people.items():
        other = people - stored.get(facts, set()) - newer
        for name, those, bundles in (
            ("created", other - known, new),
            ("updated", other & known, changed),
        ):
            if those:
                bundles.append((found.parent.id, facts, sorted(those)))
                counts[name] += len(those)
    if leaving := known - listed - newer:
        counts["leaving"] = sorted(leaving)
        counts["emptied"] = guard.emptied(len(listed), len(known))
    return counts


def _resolve(waiting: list[Entries], people: dict[str, int], found: Collected) -> None:
    """Move pages from the provider's ids to ours."""
    for entries in waiting:
        for facts, external_ids in entries.items():
            keys = set(map(people.get, external_ids))
            if None in keys:
                found.unknown += sum(each not in people for each in external_ids)
            found.people.setdefault(facts, set()).update(key for key in keys if key is not None)
    waiting.clear()


def _pieces(bundles: list[Bundle]) -> list[list[Bundle]]:
    """Pieces for one transaction each; at least one, which may be empty."""
    pieces: list[list[Bundle]] = [[]]
    room = _MOST_ROWS
    for parent, facts, children in bundles:
        for part in chunks(children, _MOST_ROWS):
            if len(part) > room:
                pieces.append([])
                room = _MOST_ROWS
            pieces[-1].append((parent, facts, list(part)))
            room -= len(part)
    return pieces


def _depends(on: str) -> Problem:
    return problem("Not read", f"The {on} could not be read, and these lists depend on them.")
