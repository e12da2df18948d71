"""The rows of a run as it moves on: begun, put off, settled; and who hears of it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions import rights, store
from deskhand.actions.catalogue import Catalogue
from deskhand.actions.declare import Advice, Answer
from deskhand.actions.events import ActionSettled
from deskhand.actions.model import ActionRun, RunState
from deskhand.kernel import audit, clock
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable, Payload
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live, News
from deskhand.kernel.permissions import YES, Role, Verdict

JOB = "action.run"
QUEUE = "interactive"
_LONGEST_PUT_OFF = timedelta(hours=1)
_LONGEST_WATCH = timedelta(hours=1)
# Often at first: most transitions take seconds. (age in seconds, pause in seconds)
_WATCH_PAUSES = ((15, 2.0), (120, 5.0), (600, 30.0))
_LAST_WATCH_PAUSE = 120.0


class Runs:
    """Moves runs between their states. A run that has settled is never moved again."""

    def __init__(
        self, database: Database, durable: Durable, events: Events, live: Live, catalogue: Catalogue
    ) -> None:
        self._database = database
        self._durable = durable
        self._events = events
        self._live = live
        self._catalogue = catalogue

    def start(self, session: AsyncSession, run: ActionRun) -> None:
        """Begin a run the moment the caller's transaction is durable."""
        self._durable.start_after(session, JOB, id=job_id(run.id, run.epoch), payload=_payload(run))

    def tell(self, session: AsyncSession, run: ActionRun) -> None:
        """Open browsers load the run anew."""
        news = News("action", {"id": run.id, "request_ref": run.subject_ref}, run.subject_ref)
        self._live.publish_after(session, news)

    async def begin(self, session: AsyncSession, run: ActionRun) -> bool:
        """It is carried out now; False while an earlier run of the same person has not ended.

        In the order in which they were asked for: otherwise one that Okta put off could undo what
        was ordered after it.
        """
        if run.state != RunState.QUEUED:
            return True
        earlier = await store.ahead(session, run)
        if earlier is not None:
            run.summary = f"Waits for the end of “{self._catalogue.title(earlier.action_key)}”"
            self.tell(session, run)
            return False
        run.state = RunState.RUNNING
        run.started_at = run.started_at or clock.now()
        run.resume_at = None
        run.summary = None
        self.tell(session, run)
        return True

    async def may_act(self, run_id: str) -> Verdict:
        """Whether whoever ordered it may still act on the person, as the directory is now."""
        async with self._database.reading() as session:
            run = await store.run(session, run_id)
            if run is None:
                return YES
            return await rights.of_run(session, self._catalogue, run, Role(run.actor_role))

    async def put_off(self, run_id: str, seconds: float, answer: Answer) -> bool:
        """Carry it out later, in a job of its own; False once it has been put off for too long."""
        async with self._database.transaction() as session:
            run = await store.run(session, run_id, lock=True)
            if run is None or RunState(run.state).settled:
                return True
            if clock.now() - run.submitted_at > _LONGEST_PUT_OFF:
                return False
            run.state = RunState.QUEUED
            run.epoch += 1
            run.resume_at = clock.now() + timedelta(seconds=seconds)
            proof = " ".join(str(each) for each in (answer.http_status, answer.error_code) if each)
            said = f"Okta asks to wait {seconds:.0f} s" + (f" ({proof})" if proof else "")
            run.summary = f"{said}; it goes on by itself"
            await self._durable.enqueue(
                session,
                JOB,
                id=job_id(run.id, run.epoch),
                payload=_payload(run),
                queue=QUEUE,
                delay=seconds,
            )
            self.tell(session, run)
            return True

    async def watch(self, run_id: str, summary: str | None) -> bool:
        """The provider is still at it: look again later; False once that has gone on for too long.

        Others of the same person need not wait for it. Without a `summary` the last one stays.
        """
        async with self._database.transaction() as session:
            await store.lock_person_of(session, run_id)
            run = await store.run(session, run_id, lock=True)
            if run is None or RunState(run.state).settled:
                return True
            age = clock.now() - (run.started_at or run.submitted_at)
            if age > _LONGEST_WATCH:
                return False
            pauses = (pause for until, pause in _WATCH_PAUSES if age.total_seconds() < until)
            pause = next(pauses, _LAST_WATCH_PAUSE)
            began = run.state != RunState.PENDING
            run.state = RunState.PENDING
            run.epoch += 1
            run.resume_at = clock.now() + timedelta(seconds=pause)
            run.summary = summary or run.summary
            await self._durable.enqueue(
                session,
                JOB,
                id=job_id(run.id, run.epoch),
                payload=_payload(run),
                queue=QUEUE,
                delay=pause,
            )
            if began:
                self.tell(session, run)
                await self._start_next(session, run)
            return True

    async def settle(
        self,
        run_id: str,
        state: RunState,
        summary: str,
        advice: Advice | None = None,
        *,
        reads: tuple[Answer, ...] = (),
        answered: tuple[str, Answer] | None = None,
    ) -> None:
        """End a run, and let the next one of the same person begin.

        `reads` are recorded with it; `answered` is the journalled call that decided it.
        """
        async with self._database.transaction() as session:
            # The person first, as a submission does. One that is about to commit sees this end,
            # or this end sees it and starts it.
            await store.lock_person_of(session, run_id)
            run = await store.run(session, run_id, lock=True)
            if run is None or RunState(run.state).settled:
                return
            if answered is not None:
                await store.answer_call(session, *answered)
            await store.mark_lost(session, run_id)
            attempt = max(1, len(await store.writes(session, run_id)))
            for read in reads:
                store.add_read(session, run_id, attempt, read)
            run.state = state
            run.summary = summary
            run.advice = advice.as_json() if advice is not None else None
            run.settled_at = clock.now()
            run.resume_at = None
            await self._tell_settled(session, run, summary)
            await self._start_next(session, run)

    async def _tell_settled(self, session: AsyncSession, run: ActionRun, summary: str) -> None:
        title = self._catalogue.title(run.action_key)
        failed = run.state in {RunState.FAILED, RunState.UNKNOWN}
        await self._events.emit(
            session,
            ActionSettled(
                run.id,
                run.action_key,
                title,
                run.person_id,
                run.subject_ref,
                run.state,
                summary,
                f"{title}: {summary}" if failed else None,
            ),
        )
        audit.record(
            session,
            audit.Tag.ACTION_RUN_SETTLE,
            f"action_run/{run.id}",
            action=run.action_key,
            state=run.state,
            person=run.person_id,
            request=run.subject_ref,
        )
        self.tell(session, run)

    async def _start_next(self, session: AsyncSession, run: ActionRun) -> None:
        following = await store.next_in_line(session, run.person_id)
        if following is not None:
            # Its own job may have come and gone while it had to wait.
            following.epoch += 1
            self.start(session, following)


def job_id(run_id: str, epoch: int) -> str:
    """The engine's name of one go at a run; the same name is never carried out twice."""
    return f"action/{run_id}/{epoch}"


def _payload(run: ActionRun) -> Payload:
    return {"run_id": run.id, "epoch": run.epoch}
