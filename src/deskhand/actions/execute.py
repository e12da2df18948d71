"""The job that carries out what the gate has recorded. Its steps may be repeated after a crash."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions import store
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import Advice, Answer, Door, Kind, Order
from deskhand.actions.drive import DOUBTFUL, Drive, blind, turn_of
from deskhand.actions.model import ActionRun, RunState
from deskhand.actions.orders import order_of
from deskhand.actions.runs import JOB, QUEUE, Runs, job_id
from deskhand.actions.secrets import Secrets
from deskhand.directory.model import Connection, ConnectionState
from deskhand.directory.problem import SETTINGS_PAGE
from deskhand.kernel import clock
from deskhand.kernel.context import Actor, ActorKind, Origin, acting
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable, Job, Payload, Standing
from deskhand.kernel.errors import DeskhandError, NextStep
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live

__all__ = ["QUEUE", "Executor"]

log = structlog.get_logger(__name__)

_SWEEP_SECONDS = 10
_MOST_BACKOFF = timedelta(hours=1)

OpenDoor = Callable[[AsyncSession, int], Awaitable[Door]]
"""Open the provider's side of a connection, by its id."""

TokenRefused = Callable[[int, Answer], Awaitable[None]]
"""Tell the directory that the provider refuses the connection's credentials."""

Reread = Callable[[int], Awaitable[None]]
"""Read one person anew from the provider, by our id."""


class Executor:
    """Runs what the gate has recorded, each run once at a time, one after another per person."""

    def __init__(
        self,
        database: Database,
        durable: Durable,
        events: Events,
        live: Live,
        catalogue: Catalogue,
        secrets: Secrets,
        *,
        open_door: OpenDoor,
        token_refused: TokenRefused,
        reread: Reread,
    ) -> None:
        self._database = database
        self._durable = durable
        self._runs = Runs(database, durable, events, live, catalogue)
        self._catalogue = catalogue
        self._secrets = secrets
        self._open_door = open_door
        self._token_refused = token_refused
        self._reread = reread
        self._acting: set[str] = set()
        durable.register(
            Job(JOB, (("act", self.act), ("reread", self.reread)), failed=self.crashed)
        )
        durable.every("actions.start_waiting", _SWEEP_SECONDS, self.start_waiting)

    def start(self, session: AsyncSession, run: ActionRun) -> None:
        """Begin a run the moment the caller's transaction is durable."""
        self._runs.start(session, run)

    async def start_waiting(self) -> None:
        """Start runs that a crash left between their commit and their start, or half way."""
        since = clock.now() - timedelta(seconds=_SWEEP_SECONDS)
        async with self._database.reading() as session:
            found = await store.unfinished_before(session, since)
        for run_id, epoch in found:
            standing = await self._durable.standing(job_id(run_id, epoch))
            if standing is Standing.UNDER_WAY:
                continue
            async with self._database.transaction() as session:
                run = await store.run(session, run_id, lock=True)
                if run is None or run.epoch != epoch or RunState(run.state).settled:
                    continue
                if standing is Standing.ENDED:
                    # Its job died on an error that it could not even record; a new one looks first.
                    run.epoch += 1
                    pause = timedelta(seconds=_SWEEP_SECONDS * 2 ** min(run.epoch, 10))
                    run.resume_at = clock.now() + min(pause, _MOST_BACKOFF)
                self._runs.start(session, run)

    async def act(self, payload: Payload) -> None:
        """The job's first step: everything up to the settled run."""
        run_id, epoch = payload["run_id"], payload["epoch"]
        # Of one job only: an earlier one of the run, which comes too late, must not stop a later.
        job = job_id(run_id, epoch)
        if job in self._acting:
            return
        self._acting.add(job)
        try:
            claimed = await self._claim(run_id, epoch)
            if claimed is not None:
                await self._carry_out(*claimed)
        finally:
            self._acting.discard(job)

    async def reread(self, payload: Payload) -> None:
        """The job's second step: the directory shows what the provider has now."""
        async with self._database.reading() as session:
            run = await store.run(session, payload["run_id"])
        under_way = run is None or run.state in {RunState.QUEUED, RunState.RUNNING}
        if run is None or under_way or run.started_at is None:
            return
        try:
            await self._reread(run.person_id)
        except DeskhandError as error:
            # The run's outcome stands; the person is read again by the next refresh or sync.
            log.warning("action.reread_failed", run=run.id, code=error.code)

    async def crashed(self, payload: Payload, error: Exception) -> None:
        """An error of ours ended the job: what is not proven is unknown, and somebody looks."""
        call = (await turn_of(self._database, payload["run_id"])).newest
        sent = call is not None and (call.state in DOUBTFUL or call.answer == Kind.OK)
        code = error.code if isinstance(error, DeskhandError) else type(error).__name__
        advice = Advice(
            f"Deskhand stopped on an error of its own ({code}). "
            + (
                "Look at the person in Okta before you repeat this."
                if sent
                else "Nothing was changed."
            ),
            (NextStep("retry", "Try again"),),
        )
        state = RunState.UNKNOWN if sent else RunState.FAILED
        await self._runs.settle(payload["run_id"], state, "An error inside Deskhand", advice)

    async def _claim(self, run_id: str, epoch: int) -> tuple[ActionRun, Order, Connection] | None:
        async with self._database.transaction() as session:
            run = await store.run(session, run_id, lock=True)
            if run is None or run.epoch != epoch or RunState(run.state).settled:
                return None
            if not await self._runs.begin(session, run):
                return None
            person = await store.person(session, run.person_id)
            connection = await store.connection(session, run.connection_id)
            if person is None or connection is None:
                raise LookupError(f"action run {run_id} lost its person or connection")
            return run, order_of(run, person, connection), connection

    async def _carry_out(self, run: ActionRun, order: Order, connection: Connection) -> None:
        actor = Actor(ActorKind(run.actor_kind), run.actor_name, run.actor_id)
        with acting(actor, Origin(run.origin), run.correlation_id):
            action = self._catalogue.get(run.action_key)
            try:
                door = await self._open(connection)
            except DeskhandError as error:
                turn = await turn_of(self._database, run.id)
                await blind(self._runs, run.id, turn, error)
                return
            drive = Drive(
                self._database,
                self._durable,
                self._runs,
                run_id=run.id,
                action=action,
                order=order,
                door=door,
                secrets=self._secrets,
            )
            await drive.go()
            if drive.token_refused is not None:
                await self._token_refused(connection.id, drive.token_refused)

    async def _open(self, connection: Connection) -> Door:
        if connection.state == ConnectionState.BROKEN:
            title = (connection.problem or {}).get("title", "Okta refuses our credentials")
            raise DeskhandError(
                "connection_broken",
                f"The connection to Okta is broken: {title}",
                "Mend the connection, then repeat this.",
                status=409,
                next=NextStep("reconnect", "Mend the connection", SETTINGS_PAGE),
            )
        async with self._database.reading() as session:
            return await self._open_door(session, connection.id)
