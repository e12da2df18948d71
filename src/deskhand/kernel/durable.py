"""Durable work on DBOS: the one module that knows the engine.

A job is a named list of steps. A start is recorded in the caller's own transaction or at once;
after a crash the steps that had not ended run again, so every step reads its own rows first.
The engine's tables live in the product's database. Steps take and return no secrets, since their
inputs are stored; they pass ids of rows.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, SetWorkflowID
from dbos import DBOSPortableJSONSerializer as JsonSerializer
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.kernel import clock
from deskhand.kernel.db import Database
from deskhand.kernel.db.engine import after_commit
from deskhand.kernel.lease import ExecutorLease

Payload = dict[str, Any]
Step = Callable[[Payload], Awaitable[None]]

log = structlog.get_logger(__name__)

# A new version would leave waiting work of the old one untouched for ever.
_APPLICATION_VERSION = "1"
_EXECUTOR = "deskhand"
_WORKFLOW = "deskhand.job"
_SCHEDULED = "deskhand.scheduled"
_FORGET_JOB = "kernel.forget_finished"
_KEEP_FINISHED = timedelta(days=7)
_ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_FORGET_AT_ONCE = 1_000
_GRACE_SECONDS = 3.0
_LEASE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Job:
    """Named steps, run in order. `failed` is told of an unexpected error, after which it ends."""

    name: str
    steps: tuple[tuple[str, Step], ...]
    failed: Callable[[Payload, Exception], Awaitable[None]] | None = None


class Standing(StrEnum):
    """How far the engine is with a job; `ABSENT`: it has never heard of it."""

    ABSENT = "absent"
    UNDER_WAY = "under_way"
    ENDED = "ended"


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
        self._starts: set[asyncio.Task[None]] = set()
        self._works: set[asyncio.Task[Any]] = set()
        self._halting = False
        # Set once this process runs no jobs any more: stopped, or its lease is another's.
        self.halted = asyncio.Event()
        self._client: DBOSClient | None = None
        self._lease: ExecutorLease | None = None
        self.register(Job(_FORGET_JOB, (("forget", self._forget),)))
        self.schedule(_FORGET_JOB, "17 3 * * *", _FORGET_JOB)

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
        self._halting = False
        self.halted.clear()
        self._lease = ExecutorLease(self._database)
        try:
            await self._lease.acquire()
            await self._launch()
        except BaseException:
            await self.stop()
            raise
        self._every(self._keep_lease(), "kernel.lease")
        for name, seconds, call in self._tickers:
            self._every(_tick(name, seconds, call), name)

    async def stop(self) -> None:
        """Stop running jobs; what had not ended goes on at the next start."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.runs_jobs:
            await self._halt()
        if self._client is not None:
            await asyncio.to_thread(self._client.destroy)
            self._client = None
        if self._lease is not None:
            await self._lease.release()
            self._lease = None

    async def demand_lease(self) -> None:
        """To be asked before an effect outside: raises `CancelledError` when the lease is lost.

        Then another process goes on with the job; nothing more of it may happen here.
        """
        if self._halting or (self._lease is not None and not await self._lease.holds()):
            raise asyncio.CancelledError

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
            # In a context of its own: from within a step the engine would refuse to start a job.
            alone = contextvars.Context()
            task = asyncio.create_task(self._start_swept(job, id, payload), context=alone)
            self._starts.add(task)
            task.add_done_callback(self._starts.discard)

        after_commit(session, begin)

    async def start_now(self, job: str, *, id: str, payload: Payload) -> None:  # noqa: A002
        """Start a job in this process at once; a second start with the same id does nothing."""
        if not self.runs_jobs or self._halting:
            return
        with SetWorkflowID(id):
            await DBOS.start_workflow_async(_run_job, job, payload)

    async def standing(self, id: str) -> Standing:  # noqa: A002
        """How far a job is; asked where jobs run."""
        status = await DBOS.get_workflow_status_async(id)
        if status is None:
            return Standing.ABSENT
        return Standing.ENDED if status.status in _ENDED else Standing.UNDER_WAY

    async def has_ended(self, id: str) -> bool:  # noqa: A002
        """Whether the engine is done with this job, well or badly; False when it never began."""
        return self.runs_jobs and await self.standing(id) is Standing.ENDED

    async def forget_finished(self) -> int:
        """Delete the engine's rows of work that ended over a week ago; our own rows are the truth."""
        before = (clock.now() - _KEEP_FINISHED).isoformat()
        client = await self._connected_client()
        count = 0
        while ended := await client.list_workflows_async(
            status=_ENDED,
            completed_before=before,
            limit=_FORGET_AT_ONCE,
            load_input=False,
            load_output=False,
        ):
            await client.delete_workflows_async([each.workflow_id for each in ended])
            count += len(ended)
        return count

    async def _forget(self, _payload: Payload) -> None:
        log.info("engine.forgot", count=await self.forget_finished())

    async def _start_swept(self, job: str, id: str, payload: Payload) -> None:  # noqa: A002
        try:
            await self.start_now(job, id=id, payload=payload)
        except Exception:
            # Whoever uses `start_after` also sweeps.
            log.exception("job.start_failed", job=job, id=id)

    async def _launch(self) -> None:
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

    async def _halt(self) -> None:
        """End the engine here, and its jobs before it: the next holder must find none at work."""
        self._halting = True
        await asyncio.gather(*self._starts, return_exceptions=True)
        if self._works:
            await asyncio.wait(self._works, timeout=_GRACE_SECONDS)
        for task in self._works:
            task.cancel()
        # A cancelled step is not recorded as ended, so it runs again at the next start.
        await asyncio.gather(*self._works, return_exceptions=True)
        await asyncio.to_thread(DBOS.destroy)
        Durable._running = None
        self.halted.set()
        # The engine had put its own executor behind `to_thread`, and has shut it down.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())

    async def _keep_lease(self) -> None:
        while self._lease is not None:
            await asyncio.sleep(_LEASE_SECONDS)
            if not await self._lease.holds():
                log.error("lease.lost", advice="Another process runs the jobs now, or none can.")
                await self._halt()
                return

    def _every(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.append(asyncio.create_task(work, name=name))

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
            if name in known:
                if (known[name]["schedule"], known[name]["context"]) == (cron, job):
                    continue
                await DBOS.delete_schedule_async(name)
            await DBOS.create_schedule_async(
                schedule_name=name, workflow_fn=_run_scheduled, schedule=cron, context=job
            )

    async def run_step(self, job: str, step: str, payload: Payload) -> None:
        """Run one step here; only the engine calls it."""
        if self._halting:
            raise asyncio.CancelledError
        await self._call_step(self._jobs[job], step, payload)

    def working(self, task: asyncio.Task[Any] | None) -> None:
        """Remember a task of the engine's until it has recorded how its job ended."""
        if task is not None:
            self._works.add(task)
            task.add_done_callback(self._works.discard)

    async def _call_step(self, job: Job, step: str, payload: Payload) -> None:
        try:
            await dict(job.steps)[step](payload)
        except Exception as error:
            log.exception("job.step_failed", job=job.name, step=step)
            if job.failed is not None:
                await job.failed(payload, error)
            raise

    def steps_of(self, job: str) -> tuple[str, ...]:
        return tuple(name for name, _ in self._jobs[job].steps)


@DBOS.workflow(name=_WORKFLOW, max_recovery_attempts=1000)
async def _run_job(job: str, payload: Payload) -> None:
    await _run_steps(job, payload)


@DBOS.workflow(name=_SCHEDULED, max_recovery_attempts=1000)
async def _run_scheduled(_at: datetime, job: str) -> None:
    await _run_steps(job, {})


async def _run_steps(job: str, payload: Payload) -> None:
    running = _instance()
    running.working(asyncio.current_task())
    for step in running.steps_of(job):
        await DBOS.run_step_async({"name": step}, running.run_step, job, step, payload)


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


logging.getLogger("dbos").setLevel(logging.WARNING)
