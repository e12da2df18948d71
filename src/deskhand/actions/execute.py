"""Carry out one recorded run: journal, call, outcome, read-back. Exactly one effect, or the truth.

The order is what makes it safe. A write's journal row is committed before the call leaves. Found
without an outcome (a crash, a lost answer), the person is read by id first: done is done, provably
not done is sent once more under a row of its own, and what nobody can tell becomes `unknown` and is
a person's decision. Everything here may run again from its start at any moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions import store
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import (
    Action,
    Advice,
    Already,
    Answer,
    Door,
    Kind,
    Observation,
    ObserveError,
    Order,
    Picked,
    Proof,
    Refuse,
    Target,
    Write,
)
from deskhand.actions.events import ActionSettled
from deskhand.actions.model import ActionCall, ActionRun, CallState, RunState
from deskhand.kernel import audit, clock
from deskhand.kernel.context import Actor, ActorKind, Origin, acting
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable, Job, Payload
from deskhand.kernel.errors import DeskhandError, NextStep
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live, News

log = structlog.get_logger(__name__)

JOB = "action.run"
QUEUE = "interactive"
_WAIT_IN_PLACE = 2.0
_MOST_DELAYS = 5
_MOST_WRITES = 2
_PICKED_UP_WITHIN = timedelta(seconds=10)

OpenDoor = Callable[[AsyncSession, int], Awaitable[Door]]
"""Open the provider's side of a connection, by its id."""

TokenRefused = Callable[[int, Answer], Awaitable[None]]
"""Tell the directory that the provider refuses the connection's credentials."""

Reread = Callable[[int], Awaitable[None]]
"""Read one person anew from the provider, by our id."""


@dataclass(frozen=True, slots=True)
class _Running:
    run_id: str
    connection_id: int
    action: Action
    order: Order
    door: Door


class Executor:
    """Runs what the gate has recorded. The steps of its job may be repeated after a crash."""

    def __init__(
        self,
        database: Database,
        durable: Durable,
        events: Events,
        live: Live,
        catalogue: Catalogue,
        *,
        open_door: OpenDoor,
        token_refused: TokenRefused,
        reread: Reread,
    ) -> None:
        self._database = database
        self._durable = durable
        self._events = events
        self._live = live
        self._catalogue = catalogue
        self._open_door = open_door
        self._token_refused = token_refused
        self._reread = reread
        durable.register(
            Job(JOB, (("act", self.act), ("reread", self.reread)), failed=self.crashed)
        )
        durable.every("actions.start_waiting", 10, self.start_waiting)

    def start(self, session: AsyncSession, run: ActionRun) -> None:
        """Begin a run the moment the caller's transaction is durable."""
        self._durable.start_after(
            session, JOB, id=f"action/{run.id}/{run.epoch}", payload=_payload(run.id, run.epoch)
        )

    async def start_waiting(self) -> None:
        """Start runs that a crash left between their commit and their start, or half way."""
        async with self._database.reading() as session:
            found = await store.unfinished_before(session, clock.now() - _PICKED_UP_WITHIN)
        for run_id, epoch in found:
            job_id = f"action/{run_id}/{epoch}"
            if await self._durable.has_ended(job_id):
                # Its job died on an error that it could not even record; a new one looks first.
                async with self._database.transaction() as session:
                    run = await store.run(session, run_id, lock=True)
                    if run is None or run.epoch != epoch or RunState(run.state).settled:
                        continue
                    run.epoch += 1
                    self.start(session, run)
            else:
                await self._durable.start_now(JOB, id=job_id, payload=_payload(run_id, epoch))

    async def act(self, payload: Payload) -> None:
        """The job's first step: everything up to the settled run."""
        claimed = await self._claim(payload["run_id"], payload["epoch"])
        if claimed is None:
            return
        run, order = claimed
        actor = Actor(ActorKind(run.actor_kind), run.actor_name, run.actor_id)
        with acting(actor, Origin(run.origin), run.correlation_id):
            async with self._database.reading() as session:
                door = await self._open_door(session, run.connection_id)
            action = self._catalogue.get(run.action_key)
            await self._drive(_Running(run.id, run.connection_id, action, order, door))

    async def reread(self, payload: Payload) -> None:
        """The job's second step: the directory shows what the provider has now."""
        async with self._database.reading() as session:
            run = await store.run(session, payload["run_id"])
        if run is None or not RunState(run.state).settled or run.started_at is None:
            return
        try:
            await self._reread(run.person_id)
        except DeskhandError as error:
            # The run's outcome stands; the person is read again by the next refresh or sync.
            log.warning("action.reread_failed", run=run.id, code=error.code)

    async def crashed(self, payload: Payload, error: Exception) -> None:
        """An error of ours ended the job: what is not proven is unknown, and somebody looks."""
        async with self._database.reading() as session:
            run = await store.run(session, payload["run_id"])
            sent = run is not None and await store.write_count(session, run.id) > 0
        if run is None or RunState(run.state).settled:
            return
        code = error.code if isinstance(error, DeskhandError) else type(error).__name__
        advice = Advice(
            f"Deskhand stopped on an error of its own ({code}). "
            + (
                "Look at the person in Okta before you repeat this."
                if sent
                else "Nothing was sent."
            ),
            (NextStep("retry", "Try again"),),
        )
        state = RunState.UNKNOWN if sent else RunState.FAILED
        await self._settle(run.id, state, "An error inside Deskhand", advice)

    async def _claim(self, run_id: str, epoch: int) -> tuple[ActionRun, Order] | None:
        async with self._database.transaction() as session:
            run = await store.run(session, run_id, lock=True)
            if run is None or run.epoch != epoch or RunState(run.state).settled:
                return None
            if run.state == RunState.QUEUED:
                run.state = RunState.RUNNING
                run.started_at = run.started_at or clock.now()
                self._tell(session, run)
            person = await store.person(session, run.person_id)
            connection = await store.connection(session, run.connection_id)
            if person is None or connection is None:
                raise LookupError(f"action run {run_id} lost its person or connection")
            target = Target(
                person.id,
                person.external_id,
                person.display_name,
                person.status,
                person.credential_provider,
            )
            stored = run.parameters
            picked = {name: Picked(**each) for name, each in stored["picked"].items()}
            return run, Order(target, picked, stored["values"])

    async def _drive(self, running: _Running) -> None:
        while True:
            try:
                seen = await running.action.observe(running.door, running.order)
            except ObserveError as error:
                await self._could_not_look(running, error)
                return
            async with self._database.reading() as session:
                open_call = await store.open_write(session, running.run_id)
            if open_call is not None:
                again = await self._resolve_open_write(running, open_call, seen)
                if not again:
                    return
            decision = running.action.decide(seen, running.order)
            if isinstance(decision, Already):
                await self._settle(
                    running.run_id, RunState.ALREADY, decision.summary, reads=seen.calls
                )
                return
            if isinstance(decision, Refuse):
                await self._settle(
                    running.run_id,
                    RunState.REFUSED,
                    decision.summary,
                    decision.advice,
                    reads=seen.calls,
                )
                return
            if not await self._send(running, decision.write, seen):
                return

    async def _resolve_open_write(
        self, running: _Running, call: ActionCall, seen: Observation
    ) -> bool:
        """Judge a write whose answer nobody has; True when it may be sent once more."""
        async with self._database.transaction() as session:
            await store.mark_lost(session, call.id)
            run = await store.run(session, running.run_id)
            before = Observation(run.before or {}) if run is not None else Observation({})
            writes = await store.write_count(session, running.run_id)
        proof = running.action.prove(before, seen, running.order, call.started_at)
        if proof is Proof.HOLDS:
            summary = running.action.done(before, seen, running.order)
            await self._settle(
                running.run_id,
                RunState.DONE,
                f"{summary} The answer was lost on the way; reading back shows that it happened.",
                reads=seen.calls,
            )
            return False
        if proof is Proof.DOES_NOT_HOLD and writes < _MOST_WRITES:
            return True
        await self._settle(
            running.run_id,
            RunState.UNKNOWN,
            "Nobody can tell whether it happened",
            Advice(
                "The answer to the call was lost, and reading back does not settle it. "
                "Look at the person in Okta, then repeat it or let it be.",
                (NextStep("retry", "Repeat it"),),
            ),
            reads=seen.calls,
        )
        return False

    async def _send(self, running: _Running, write: Write, seen: Observation) -> bool:
        """Journal and send one write; True when the run goes round once more."""
        async with self._database.transaction() as session:
            run = await store.run(session, running.run_id, lock=True)
            if run is None or RunState(run.state).settled:
                return False
            run.before = run.before if run.before is not None else seen.facts
            before = Observation(run.before)
            attempt = await store.write_count(session, run.id) + 1
            call_id = store.add_write(session, run.id, attempt, write.method, write.path)
            self._tell(session, run)
        since = clock.now()
        answer = await running.door.write(write)
        state = {Kind.LOST: CallState.LOST, Kind.NOT_SENT: CallState.NOT_SENT}.get(
            answer.kind, CallState.ANSWERED
        )
        async with self._database.transaction() as session:
            await store.answer_call(session, call_id, answer, state)
            run = await store.run(session, running.run_id)
            if run is not None:
                self._tell(session, run)
        if answer.kind is Kind.LOST:
            return True
        if answer.kind is Kind.LATER:
            return await self._wait(running, answer)
        if answer.kind is Kind.OK:
            await self._read_back(running, before, since)
        else:
            await self._refused(running, answer, before, since)
        return False

    async def _read_back(self, running: _Running, before: Observation, since: Any) -> None:
        try:
            after = await running.action.observe(running.door, running.order)
        except ObserveError as error:
            await self._settle(
                running.run_id,
                RunState.DONE,
                f"Okta accepted it. Reading it back failed: {error.detail or error.title}",
                reads=(error.answer,) if error.answer else (),
            )
            return
        proof = running.action.prove(before, after, running.order, since)
        if proof is Proof.DOES_NOT_HOLD:
            await self._settle(
                running.run_id,
                RunState.UNKNOWN,
                "Okta accepted it, but reading back does not show it",
                Advice("Look at the person in Okta before you repeat it."),
                reads=after.calls,
            )
            return
        summary = running.action.done(before, after, running.order)
        await self._settle(running.run_id, RunState.DONE, summary, reads=after.calls)

    async def _refused(
        self, running: _Running, answer: Answer, before: Observation, since: Any
    ) -> None:
        if answer.token_invalid:
            await self._token_refused(running.connection_id, answer)
        elif answer.kind is Kind.MAYBE_DONE:
            try:
                after = await running.action.observe(running.door, running.order)
            except ObserveError:
                after = None
            if after is not None:
                proof = running.action.prove(before, after, running.order, since)
                if proof is Proof.HOLDS:
                    summary = running.action.done(before, after, running.order)
                    await self._settle(running.run_id, RunState.ALREADY, summary, reads=after.calls)
                    return
        summary = answer.error_summary or "Okta refused it"
        if answer.kind is Kind.NOT_SENT:
            summary = "Okta could not be reached; nothing was sent"
        await self._settle(running.run_id, RunState.FAILED, summary, answer.advice)

    async def _wait(self, running: _Running, answer: Answer) -> bool:
        """Okta did nothing and asks to come later: briefly here, longer on the queue."""
        seconds = answer.retry_after if answer.retry_after is not None else 1.0
        async with self._database.reading() as session:
            writes = await store.write_count(session, running.run_id)
        if writes > _MOST_DELAYS:
            await self._settle(
                running.run_id,
                RunState.FAILED,
                answer.error_summary or "Okta asked to wait again and again",
                answer.advice,
            )
            return False
        if seconds <= _WAIT_IN_PLACE:
            await asyncio.sleep(seconds)
            return True
        async with self._database.transaction() as session:
            run = await store.run(session, running.run_id, lock=True)
            if run is None or RunState(run.state).settled:
                return False
            run.state = RunState.QUEUED
            run.epoch += 1
            run.resume_at = clock.now() + timedelta(seconds=seconds)
            run.summary = f"Okta asks to wait {seconds:.0f} s; it goes on by itself"
            await self._durable.enqueue(
                session,
                JOB,
                id=f"action/{run.id}/{run.epoch}",
                payload=_payload(run.id, run.epoch),
                queue=QUEUE,
                delay=seconds,
            )
            self._tell(session, run)
        return False

    async def _could_not_look(self, running: _Running, error: ObserveError) -> None:
        answer = error.answer
        if answer is not None and answer.token_invalid:
            await self._token_refused(running.connection_id, answer)
        async with self._database.transaction() as session:
            open_call = await store.open_write(session, running.run_id)
            if open_call is not None:
                await store.mark_lost(session, open_call.id)
        advice = answer.advice if answer is not None else Advice(error.detail)
        summary = (answer.error_summary if answer else None) or error.title
        if open_call is not None:
            await self._settle(
                running.run_id,
                RunState.UNKNOWN,
                f"Sent, but neither the answer nor a look afterwards came through: {summary}",
                advice,
                reads=(answer,) if answer else (),
            )
            return
        await self._settle(
            running.run_id,
            RunState.FAILED,
            f"{summary}. Nothing was changed.",
            advice,
            reads=(answer,) if answer else (),
        )

    async def _settle(
        self,
        run_id: str,
        state: RunState,
        summary: str,
        advice: Advice | None = None,
        *,
        reads: tuple[Answer, ...] = (),
    ) -> None:
        async with self._database.transaction() as session:
            run = await store.run(session, run_id, lock=True)
            if run is None or RunState(run.state).settled:
                return
            attempt = max(1, await store.write_count(session, run_id))
            for read in reads:
                store.add_read(session, run_id, attempt, read)
            run.state = state
            run.summary = summary
            run.advice = advice.as_json() if advice is not None else None
            run.settled_at = clock.now()
            title = self._catalogue.get(run.action_key).title
            failed = state in {RunState.FAILED, RunState.UNKNOWN}
            await self._events.emit(
                session,
                ActionSettled(
                    run_id,
                    run.action_key,
                    title,
                    run.person_id,
                    run.subject_ref,
                    state,
                    summary,
                    f"{title}: {summary}" if failed else None,
                ),
            )
            audit.record(
                session,
                audit.Tag.ACTION_RUN_SETTLE,
                f"action_run/{run_id}",
                action=run.action_key,
                state=state,
                person=run.person_id,
                request=run.subject_ref,
            )
            self._tell(session, run)

    def _tell(self, session: AsyncSession, run: ActionRun) -> None:
        self._live.publish_after(
            session,
            News("action", {"id": run.id, "request_ref": run.subject_ref}, run.subject_ref),
        )


def _payload(run_id: str, epoch: int) -> Payload:
    return {"run_id": run_id, "epoch": epoch}
