"""Durable work on DBOS: the one module that knows the engine.

A job is a named list of steps. A start is recorded in the caller's own transaction or at once;
after a crash the steps that had not ended run again, so every step reads its own rows first.
The engine's tables live in the product's database. Steps take and return no secrets, since their
inputs are stored; they pass ids of rows.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, TextIO

import sqlalchemy as sa
import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, SetWorkflowID
from dbos import DBOSPortableJSONSerializer as JsonSerializer
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.kernel import clock
from deskhand.kernel.db import Database
from deskhand.kernel.db.engine import after_commit
from deskhand.kernel.errors import DeskhandError

Payload = dict[str, Any]
Step = Callable[[Payload], Awaitable[None]]

log = structlog.get_logger(__name__)

# A new version would leave waiting work of the old one untouched for ever.
_APPLICATION_VERSION = "1"
_EXECUTOR = "deskhand"
_WORKFLOW = "deskhand.job"
_SCHEDULED = "deskhand.scheduled"
_KEEP_FINISHED = timedelta(days=7)
_LEASE_KEY = 0x6465736B68616E64


@dataclass(frozen=True, slots=True)
class Job:
    """Named steps, run in order. `failed` is told of an unexpected error, after which it ends."""

    name: str
    steps: tuple[tuple[str, Step], ...]
    failed: Callable[[Payload, Exception], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """`concurrency` bounds how many jobs of it run at once."""

    name: str
    concurrency: int


class Durable:
    """The engine of this process. One process at a time runs jobs; others only hand them in."""

    # The engine's registry is global to the process, so the running instance is found here.
    _running: ClassVar[Durable | None] = None

    def __init__(self, database: Database, queues: tuple[Queue, ...]) -> None:
        self._database = database
        self._queues = queues
        self._jobs: dict[str, Job] = {}
        self._schedules: dict[str, tuple[str, str]] = {}
        self._tickers: list[tuple[str, float, Callable[[], Awaitable[None]]]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._client: DBOSClient | None = None
        self._lease: ExecutorLease | None = None

    def register(self, job: Job) -> None:
        """Make a job known; before `start`."""
        self._jobs[job.name] = job

    def schedule(self, name: str, cron: str, job: str) -> None:
        """Run a job by a cron expression (five fields, UTC); before `start`."""
        self._schedules[name] = (cron, job)

    def every(self, name: str, seconds: float, call: Callable[[], Awaitable[None]]) -> None:
        """Call a cheap, harmless-to-repeat sweep while this process runs jobs; before `start`."""
        self._tickers.append((name, seconds, call))

    @property
    def runs_jobs(self) -> bool:
        return Durable._running is self

    async def start(self) -> None:
        """Take the executor lease and run jobs; must be called in the running event loop.

        Raises `DeskhandError` `already_running` when another process has the lease.
        """
        self._lease = ExecutorLease(self._database)
        await self._lease.acquire()
        config: DBOSConfig = {
            "name": "deskhand",
            "system_database_url": self._database.settings.sync_database_url,
            "application_version": _APPLICATION_VERSION,
            "executor_id": _EXECUTOR,
            "serializer": JsonSerializer(),
            "max_executor_threads": 64,
            "use_listen_notify": False,
            "notification_listener_polling_interval_sec": 1.0,
            "log_level": "WARNING",
            "enable_otlp": False,
        }
        DBOS(config=config)
        Durable._running = self
        # Inside the loop: launched elsewhere, steps would run on another one than our pools.
        DBOS.launch()
        for queue in self._queues:
            await DBOS.register_queue_async(
                queue.name, global_concurrency=queue.concurrency, polling_interval_sec=0.2
            )
        await self._apply_schedules()
        for name, seconds, call in self._tickers:
            self._tasks.append(asyncio.create_task(_tick(name, seconds, call), name=name))

    async def stop(self) -> None:
        """Stop running jobs; what had not ended goes on at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        if self._client is not None:
            await asyncio.to_thread(self._client.destroy)
            self._client = None
        if self.runs_jobs:
            await asyncio.to_thread(DBOS.destroy, workflow_completion_timeout_sec=3)
            Durable._running = None
            # The engine had put its own executor behind `to_thread`, and has shut it down.
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
        if self._lease is not None:
            await self._lease.release()
            self._lease = None

    async def enqueue(
        self,
        session: AsyncSession,
        job: str,
        *,
        id: str,  # noqa: A002  # the engine's own word for it
        payload: Payload,
        queue: str,
        delay: float = 0,
    ) -> None:
        """Start a job when the caller's transaction commits, on a queue, after `delay` seconds.

        A second start with the same `id` is the same start.
        """
        options: EnqueueOptions = {
            "workflow_name": _WORKFLOW,
            "queue_name": queue,
            "workflow_id": id,
            "app_version": _APPLICATION_VERSION,
            "application_name": "deskhand",
        }
        if delay > 0:
            options["delay_seconds"] = delay
        client = await self._connected_client()
        connection = await session.connection()
        await connection.run_sync(
            lambda sync: client.enqueue_in_transaction(sync, options, job, payload)
        )

    def start_after(
        self,
        session: AsyncSession,
        job: str,
        *,
        id: str,  # noqa: A002  # the engine's own word for it
        payload: Payload,
    ) -> None:
        """Start a job in this process as soon as the caller's transaction is durable.

        Quicker than a queue by its poll. A crash in between loses the start, so whoever uses it
        also sweeps for rows that were never picked up; the id makes a double start harmless.
        """

        def begin() -> None:
            task = asyncio.create_task(self.start_now(job, id=id, payload=payload))
            self._tasks.append(task)
            task.add_done_callback(self._tasks.remove)

        after_commit(session, begin)

    async def start_now(self, job: str, *, id: str, payload: Payload) -> None:  # noqa: A002
        """Start a job in this process at once; a second start with the same id does nothing."""
        if not self.runs_jobs:
            return
        with SetWorkflowID(id):
            await DBOS.start_workflow_async(_run_job, job, payload)

    async def has_ended(self, id: str) -> bool:  # noqa: A002
        """Whether the engine is done with this job, well or badly; False when it never began."""
        if not self.runs_jobs:
            return False
        status = await DBOS.get_workflow_status_async(id)
        return status is not None and status.status not in {"PENDING", "ENQUEUED", "DELAYED"}

    async def forget_finished(self) -> int:
        """Delete the engine's rows of work that ended over a week ago; our own rows are the truth."""
        before = (clock.now() - _KEEP_FINISHED).isoformat()
        client = await self._connected_client()
        ended = await client.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED"], end_time=before, limit=5_000
        )
        await client.delete_workflows_async([each.workflow_id for each in ended])
        return len(ended)

    async def _connected_client(self) -> DBOSClient:
        if self._client is None:
            self._client = DBOSClient(
                system_database_url=self._database.settings.sync_database_url,
                serializer=JsonSerializer(),
                application_name="deskhand",
                lazy=True,
            )
        return self._client

    async def _apply_schedules(self) -> None:
        known = {each["schedule_name"]: each for each in await DBOS.list_schedules_async()}
        for name in known.keys() - self._schedules.keys():
            await DBOS.delete_schedule_async(name)
        for name, (cron, job) in self._schedules.items():
            if name in known and known[name]["schedule"] == cron:
                continue
            if name in known:
                await DBOS.delete_schedule_async(name)
            await DBOS.create_schedule_async(
                schedule_name=name, workflow_fn=_run_scheduled, schedule=cron, context=job
            )

    async def run_step(self, job: str, step: str, payload: Payload) -> None:
        """Run one step here; only the engine calls it."""
        found = self._jobs[job]
        call = dict(found.steps)[step]
        try:
            await call(payload)
        except Exception as error:
            log.exception("job.step_failed", job=job, step=step)
            if found.failed is not None:
                await found.failed(payload, error)
            raise

    def steps_of(self, job: str) -> tuple[str, ...]:
        return tuple(name for name, _ in self._jobs[job].steps)


@DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=1000)
async def _run_job(job: str, payload: Payload) -> None:
    running = _instance()
    for step in running.steps_of(job):
        await DBOS.run_step_async({"name": step}, running.run_step, job, step, payload)


@DBOS.workflow(name=_SCHEDULED)
async def _run_scheduled(_at: datetime, job: str) -> None:
    await _run_job(job, {})


def _instance() -> Durable:
    running = Durable._running  # noqa: SLF001  # same module
    if running is None:
        raise RuntimeError("the engine is not running in this process")
    return running


async def _tick(name: str, seconds: float, call: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await call()
        except Exception:
            log.exception("sweep.failed", sweep=name)


class ExecutorLease:
    """Held by the one process that runs jobs; the operating system frees it when that one dies."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file: TextIO | None = None
        self._connection: Any = None

    async def acquire(self) -> None:
        """Raises `DeskhandError` `already_running` when another process holds it."""
        path = self._database.settings.sqlite_path
        if path is not None:
            self._file = path.with_suffix(".lock").open("w")
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self._file.close()
                self._file = None
                raise _already_running() from None
            return
        connection = await self._database.engine.connect()
        held = await connection.scalar(sa.text(f"SELECT pg_try_advisory_lock({_LEASE_KEY})"))
        if not held:
            await connection.close()
            raise _already_running()
        await connection.commit()
        self._connection = connection

    async def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            await self._connection.invalidate()
            await self._connection.close()
            self._connection = None


def _already_running() -> DeskhandError:
    return DeskhandError(
        "already_running",
        "Another process already works on this database",
        "One process runs jobs at a time. Stop the other one first.",
        status=409,
    )


logging.getLogger("dbos").setLevel(logging.WARNING)
