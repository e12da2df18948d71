"""Sync runs: start, cancel, carry out, settle, and never leave one hanging."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory import store_connections
from deskhand.directory.connections import Connections
from deskhand.directory.model import Connection, ConnectionState, SetupState, SyncRun, SyncState
from deskhand.directory.problem import REPLACE_TOKEN, SETTINGS_PAGE, problem, problem_of
from deskhand.directory.provider import Provider
from deskhand.directory.source import DirectorySource
from deskhand.directory.sync import store_counts, store_runs
from deskhand.directory.sync.attempt import Attempt
from deskhand.directory.sync.progress import Progress, waiting
from deskhand.directory.sync.read import Outcome, read_all
from deskhand.directory.sync.view import as_json
from deskhand.kernel import audit, clock, context, ids
from deskhand.kernel.context import SYSTEM, Origin, acting
from deskhand.kernel.db import Database, chunks
from deskhand.kernel.durable import Durable, Job, Payload
from deskhand.kernel.errors import DeskhandError, NextStep, not_found, stale
from deskhand.kernel.live import Live, News

log = structlog.get_logger(__name__)

JOB = "directory.sync"
DUE_JOB = "directory.sync_due"
QUEUE = "sync"
FULL = "full"
_TELL_SECONDS = 0.5
_EVERY = timedelta(hours=4)
_JITTER_SECONDS = 15 * 60
# Groups or applications counted in one transaction: a few big ones are tens of thousands of rows.
_RECOUNTED = 20
_TRIGGERS = {
    Origin.SETUP: "setup",
    Origin.SCHEDULE: "schedule",
    Origin.COMMAND_LINE: "command_line",
}
_OUTCOME = "outcome"
_ENDED = {SyncState.SUCCEEDED, SyncState.FAILED, SyncState.HELD, SyncState.CANCELLED}


class Sync:
    """One full read of a tenant at a time for each connection, as a durable job."""

    def __init__(
        self,
        database: Database,
        live: Live,
        durable: Durable,
        provider: Provider,
        connections: Connections,
    ) -> None:
        self._database = database
        self._live = live
        self._durable = durable
        self._provider = provider
        self._connections = connections
        self._running: dict[str, Progress] = {}
        steps: tuple[tuple[str, Callable[[Payload], Awaitable[None]]], ...] = (
            ("read", self.read),
            ("settle", self.settle),
        )
        durable.register(Job(JOB, steps, failed=self.crashed))
        durable.register(Job(DUE_JOB, (("start", self.start_due),)))
        durable.schedule("directory.sync_due", "*/5 * * * *", DUE_JOB)
        durable.every("directory.sync_abandoned", 30, self.release_abandoned)

    async def start(
        self,
        session: AsyncSession,
        connection: Connection,
        trigger: str | None = None,
        *,
        applies: str | None = None,
    ) -> SyncRun:
        """Record a run and enqueue it in the caller's transaction.

        Raises `DeskhandError` `sync_running` or `connection_broken`.
        """
        # As it is now: it may have changed between its reading and the lock.
        await store_connections.by_id(session, connection.id, lock=True)
        if await store_runs.active(session, connection.id):
            raise DeskhandError(
                "sync_running",
                "A sync is running",
                "Wait until it is done, or cancel it.",
                status=409,
                next=NextStep("open", "Show its progress", SETTINGS_PAGE),
            )
        if connection.state == ConnectionState.BROKEN:
            raise DeskhandError(
                "connection_broken",
                f"{self._provider.title} refuses our credentials",
                "A sync cannot read anything until the connection is mended.",
                status=409,
                next=REPLACE_TOKEN,
            )
        who = context.current()
        run = SyncRun(
            id=ids.new(),
            connection_id=connection.id,
            generation=await store_runs.next_generation(session, connection.id),
            kind=FULL,
            trigger=trigger or _TRIGGERS.get(who.origin, "manual"),
            started_by=None if who.actor == SYSTEM else who.actor.name,
            state=SyncState.QUEUED,
            attempt=0,
            cancel_requested=False,
            queued_at=clock.now(),
            families=waiting(),
            counts={},
            calls={},
            notes=[],
            held={},
            applies=applies,
        )
        session.add(run)
        await session.flush()
        audit.record(session, audit.Tag.DIRECTORY_SYNC_START, f"sync/{run.id}", trigger=run.trigger)
        await self._durable.enqueue(
            session, JOB, id=f"sync/{run.id}", payload={"run_id": run.id}, queue=QUEUE
        )
        self._tell(session, run)
        return run

    async def apply(self, session: AsyncSession, run_id: str) -> SyncRun:
        """An administrator has found the held removals of a run true: read once more, and remove.

        In each family no more is removed than was held; what is more by then is held again. Raises
        `DeskhandError` `nothing_held` or `stale`, and what `start` raises.
        """
        run = await self.get(session, run_id)
        if run.state != SyncState.HELD or not run.held:
            raise DeskhandError(
                "nothing_held",
                "There are no removals to apply",
                "Only removals that a sync has held can be applied; an empty list of all people "
                "never is.",
                status=409,
            )
        [newest] = await store_runs.recent(session, run.connection_id, 1)
        if newest.id != run.id:
            raise stale("sync")
        connection = await store_connections.by_id(session, run.connection_id)
        if connection is None:
            raise not_found("connection")
        started = await self.start(session, connection, applies=run.id)
        audit.record(
            session,
            audit.Tag.DIRECTORY_REMOVALS_APPLY,
            f"sync/{started.id}",
            of=run.id,
            held=run.held,
        )
        return started

    async def start_first(self, session: AsyncSession, connection_id: int) -> None:
        """Begin the import of a connection that is being set up, unless it is under way."""
        connection = await store_connections.by_id(session, connection_id)
        if connection is not None and not await store_runs.active(session, connection_id):
            await self.start(session, connection, "setup")

    async def get(self, session: AsyncSession, run_id: str) -> SyncRun:
        found = await store_runs.run(session, run_id)
        if found is None:
            raise not_found("sync")
        return found

    async def recent(self, session: AsyncSession, connection_id: int, limit: int) -> list[SyncRun]:
        return await store_runs.recent(session, connection_id, limit)

    async def cancel(self, session: AsyncSession, run_id: str) -> SyncRun:
        """Ask a run to stop between pages; one that has not begun ends at once."""
        run = await store_runs.run(session, run_id, lock=True)
        if run is None:
            raise not_found("sync")
        if run.state in _ENDED:
            raise DeskhandError(
                "sync_ended",
                "The sync has ended",
                "There is nothing left to cancel.",
                status=409,
                next=NextStep("refresh", "Show the current state"),
            )
        run.cancel_requested = True
        if run.state == SyncState.QUEUED:
            await self._end(session, run, Outcome(SyncState.CANCELLED))
        progress = self._running.get(run_id)
        if progress is not None:
            progress.cancelled = True
        return run

    async def read(self, payload: Payload) -> None:
        """First step: read and apply. Run again after a crash, it skips what it had finished."""
        run_id = payload["run_id"]
        with acting(SYSTEM, Origin.SCHEDULE):
            async with self._database.transaction() as session:
                run = await store_runs.run(session, run_id, lock=True)
                if run is None or run.state in _ENDED:
                    return
                finished = dict(await store_runs.parts(session, run_id))
                if _OUTCOME in finished:
                    return
                run.state = SyncState.RUNNING
                run.attempt += 1
                run.started_at = run.started_at or clock.now()
                access = await self._connections.access(session, run.connection_id)
                held = await store_runs.run(session, run.applies) if run.applies else None
                self._tell(session, run)
            source = self._provider.source(access)
            progress = Progress()
            progress.cancelled = run.cancel_requested
            progress.notes.extend(run.notes)
            attempt = Attempt(
                database=self._database,
                source=source,
                progress=progress,
                run_id=run_id,
                connection_id=run.connection_id,
                generation=run.generation,
                number=run.attempt,
                started_at=run.started_at,
                finished=finished,
                allowed=dict(held.held) if held is not None else {},
            )
            calls_before = Counter(run.calls)
            self._running[run_id] = progress
            ended = asyncio.Event()
            teller = asyncio.create_task(
                self._keep_telling(run_id, progress, source, calls_before, ended)
            )
            try:
                outcome = await read_all(attempt)
            finally:
                ended.set()
                await teller
                del self._running[run_id]
            await self._save(run_id, progress, source, calls_before, outcome)
            if outcome.broken and outcome.problem is not None:
                await self._connections.token_refused(run.connection_id, outcome.problem)

    async def settle(self, payload: Payload) -> None:
        """Second step: counts of people, the run's end, the connection's next sync."""
        with acting(SYSTEM, Origin.SCHEDULE):
            async with self._database.reading() as session:
                run = await store_runs.run(session, payload["run_id"])
            if run is None or run.state in _ENDED:
                return
            await self._recount(run.connection_id)
            async with self._database.transaction() as session:
                run = await store_runs.run(session, payload["run_id"], lock=True)
                if run is None or run.state in _ENDED:
                    return
                found = dict(await store_runs.parts(session, run.id))[_OUTCOME]
                outcome = Outcome(found["state"], found["problem"], held=found["held"])
                await self._end(session, run, outcome)

    async def _recount(self, connection_id: int) -> None:
        """In pieces: one statement over everybody would keep all other writers waiting."""
        async with self._database.transaction() as session:
            await store_counts.gather_statistics(session)
        after: int | None = 0
        while after is not None:
            async with self._database.transaction() as session:
                after = await store_counts.recount_some(session, connection_id, after)
        async with self._database.reading() as session:
            groups, applications = await store_counts.parents(session, connection_id)
        for some in chunks(groups, _RECOUNTED):
            async with self._database.transaction() as session:
                await store_counts.recount_groups(session, some)
        for some in chunks(applications, _RECOUNTED):
            async with self._database.transaction() as session:
                await store_counts.recount_applications(session, some)

    async def crashed(self, payload: Payload, error: Exception) -> None:
        """A step failed in a way that nobody foresaw: say so instead of running for ever."""
        await self._fail(
            payload["run_id"],
            Outcome(
                SyncState.FAILED,
                problem_of(error)
                if isinstance(error, DeskhandError)
                else problem(
                    "The sync stopped on an internal error",
                    f"{type(error).__name__}. The log has the details. What was read until then is "
                    "kept, nothing was removed. Run Sync now again.",
                ),
            ),
        )

    async def start_due(self, _payload: Payload) -> None:
        """Start the syncs that the clock asks for."""
        with acting(SYSTEM, Origin.SCHEDULE):
            async with self._database.transaction() as session:
                for connection_id in await store_connections.due(session, clock.now()):
                    connection = await store_connections.by_id(session, connection_id, lock=True)
                    if connection is None or await store_runs.active(session, connection_id):
                        continue
                    await self.start(session, connection)

    async def release_abandoned(self) -> None:
        """End runs whose job is over without having ended them."""
        async with self._database.reading() as session:
            active = [run.id for run in await store_runs.active(session)]
        for run_id in active:
            if await self._durable.has_ended(f"sync/{run_id}"):
                await self._fail(
                    run_id,
                    Outcome(
                        SyncState.FAILED,
                        problem(
                            "The sync was cut off",
                            "Its job ended without a result. What was read until then is kept, "
                            "nothing was removed. Run Sync now again.",
                        ),
                    ),
                )

    async def _fail(self, run_id: str, outcome: Outcome) -> None:
        async with self._database.transaction() as session:
            run = await store_runs.run(session, run_id, lock=True)
            if run is not None and run.state not in _ENDED:
                await self._end(session, run, outcome)

    async def _end(self, session: AsyncSession, run: SyncRun, outcome: Outcome) -> None:
        now = clock.now()
        run.state = outcome.state
        run.problem = outcome.problem
        run.held = outcome.held
        run.finished_at = now
        run.eta_text = None
        await store_runs.drop_parts(session, run.id)
        connection = await store_connections.by_id(session, run.connection_id, lock=True)
        if connection is not None:
            jitter = secrets.randbelow(2 * _JITTER_SECONDS) - _JITTER_SECONDS
            connection.next_sync_at = now + _EVERY + timedelta(seconds=jitter)
            if outcome.state == SyncState.SUCCEEDED:
                connection.synced_at = now
                if connection.setup == SetupState.IMPORTING:
                    connection.setup = SetupState.REVIEW
            self._connections.tell(session)
        audit.record(
            session,
            audit.Tag.DIRECTORY_SYNC_END,
            f"sync/{run.id}",
            state=run.state,
            counts=run.counts,
            calls=sum(run.calls.values()),
        )
        log.info("sync.ended", run=run.id, state=run.state)
        self._tell(session, run)

    async def _keep_telling(
        self,
        run_id: str,
        progress: Progress,
        source: DirectorySource,
        before: Counter[str],
        ended: asyncio.Event,
    ) -> None:
        while not ended.is_set():
            try:
                await self._save(run_id, progress, source, before)
            except SQLAlchemyError:
                # A sync of minutes must not end because a bar could not be moved.
                log.warning("sync.progress_not_saved", run=run_id, exc_info=True)
            # The end of the run wakes it; otherwise the time is simply up.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), _TELL_SECONDS)

    async def _save(
        self,
        run_id: str,
        progress: Progress,
        source: DirectorySource,
        before: Counter[str],
        outcome: Outcome | None = None,
    ) -> None:
        values = {
            "families": progress.as_json(),
            "eta_text": progress.eta(source.pace()),
            "counts": progress.counts(),
            "calls": dict(before + Counter(source.calls())),
            "notes": [*progress.all_notes(), *source.notes()],
            "peak_memory_mb": peak_memory_mb(),
        }
        async with self._database.transaction() as session:
            if await store_runs.save_progress(session, run_id, values):
                progress.cancelled = True
            if outcome is not None:
                found = {
                    "state": outcome.state,
                    "problem": outcome.problem,
                    "held": outcome.held,
                }
                await store_runs.finish_parts(session, run_id, [(_OUTCOME, found)])
            run = await store_runs.run(session, run_id)
            if run is not None:
                await store_connections.touch(session, run.connection_id, clock.now())
                self._tell(session, run)

    def _tell(self, session: AsyncSession, run: SyncRun) -> None:
        self._live.publish_after(session, News("sync", as_json(run)))


def peak_memory_mb() -> float:
    """The most memory that this process has held so far."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
