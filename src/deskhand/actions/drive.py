"""One run on its way: look, decide, journal, send, judge. Exactly one effect, or the truth.

The order is what makes it safe. A write's journal row is committed before the call leaves, and its
answer before anything is made of it. Each turn begins with the journal and a look by id, so a run
that a crash has cut off goes on exactly as one that was not: accepted is read back, lost is judged
by what the look shows, provably not done is sent once more under a row of its own, and what nobody
can tell becomes `unknown` and is a person's decision. What the provider accepted and is still doing is
`pending`, and is looked at until it has come to an end.
"""

from __future__ import annotations

from dataclasses import dataclass

from deskhand.actions import store
from deskhand.actions.declare import (
    Action,
    Advice,
    Already,
    Answer,
    Await,
    Door,
    Go,
    Kind,
    Observation,
    ObserveError,
    Order,
    Proof,
    SecretKind,
    Trial,
    Write,
)
from deskhand.actions.model import ActionCall, CallState, RunState
from deskhand.actions.runs import Runs
from deskhand.actions.secrets import NAMES, Secrets
from deskhand.kernel import clock
from deskhand.kernel.db import Database
from deskhand.kernel.durable import Durable
from deskhand.kernel.errors import DeskhandError, NextStep

_WAIT_IN_PLACE = 2.0
_LONGEST_WAIT = 3600.0
_MOST_DELAYS = 5
# Of the writes whose answers were lost, one is repeated.
_MOST_LOST = 2
# Okta may still be working on a call whose connection is gone.
_BEFORE_LOOKING = 1.0
_MOST_LOOKS = 3
DOUBTFUL = {CallState.STARTED, CallState.LOST}


@dataclass(slots=True)
class Turn:
    """What one turn starts from: the journal, and the look before the newest write."""

    writes: list[ActionCall]
    before: Observation
    pending: bool = False

    @property
    def newest(self) -> ActionCall | None:
        return self.writes[-1] if self.writes else None

    @property
    def lost(self) -> int:
        return sum(each.state in DOUBTFUL for each in self.writes)

    @property
    def delayed(self) -> int:
        return sum(each.answer == Kind.LATER for each in self.writes)


class Drive:
    """Takes one run to its end, or to where it has to wait."""

    def __init__(
        self,
        database: Database,
        durable: Durable,
        runs: Runs,
        *,
        run_id: str,
        action: Action,
        order: Order,
        door: Door,
        secrets: Secrets,
    ) -> None:
        self._database = database
        self._durable = durable
        self._runs = runs
        self._run_id = run_id
        self._action = action
        self._order = order
        self._door = door
        self._secrets = secrets
        # An answer that said so ends the run; the connection is told afterwards.
        self.token_refused: Answer | None = None

    @property
    def _again(self) -> tuple[NextStep, ...]:
        """How to repeat it from the timeline; what asks for a name is begun anew instead."""
        return () if self._action.typed_name else (NextStep("retry", "Repeat it"),)

    async def go(self) -> None:
        looks = 0
        while True:
            turn = await turn_of(self._database, self._run_id)
            if turn.newest is not None and turn.newest.state in DOUBTFUL:
                await clock.sleep(_BEFORE_LOOKING)
            try:
                seen = await self._action.observe(self._door, self._order)
            except ObserveError as error:
                await self._could_not_look(turn, error)
                return
            looks += 1
            if not await self._judge(turn, seen, last_look=looks >= _MOST_LOOKS):
                return
            if turn.newest is not None and turn.newest.answer == Kind.OK:
                await clock.sleep(_BEFORE_LOOKING)
                continue
            looks = 0
            if not await self._send(turn, seen):
                return

    async def _judge(self, turn: Turn, seen: Observation, *, last_look: bool) -> bool:
        """What the newest write came to; True while the run has not ended by it."""
        call = turn.newest
        if call is None or call.answer in {Kind.LATER, Kind.NOT_SENT}:
            return True
        accepted = call.answer == Kind.OK
        trial = Trial(turn.before, seen, self._order, call.started_at, accepted)
        proof = self._action.prove(trial)
        if proof is Proof.UNDER_WAY:
            await self._watch("Okta is still working on it", seen)
            return False
        if call.state in DOUBTFUL:
            return await self._judge_lost(turn, seen, proof)
        if accepted:
            if proof is Proof.DOES_NOT_HOLD and not last_look:
                return True
            await self._accepted(turn, seen, proof)
        elif proof is Proof.HOLDS:
            await self._already(turn, seen, self._held(turn, seen))
        else:
            await self._settle(
                RunState.FAILED,
                call.error_summary or "Okta refused it",
                Advice("Okta refused it. Look at the person in Okta before you repeat it."),
                seen,
            )
        return False

    async def _judge_lost(self, turn: Turn, seen: Observation, proof: Proof) -> bool:
        secret = self._action.reveals(self._order)
        if proof is Proof.HOLDS and secret is not None:
            await self._lost_secret(seen, secret)
            return False
        if proof is Proof.HOLDS:
            summary = self._action.done(turn.before, seen, self._order)
            await self._settle(
                RunState.DONE,
                f"{summary} The answer was lost on the way; reading back shows that it happened.",
                seen=seen,
            )
            return False
        if proof in {Proof.DOES_NOT_HOLD, Proof.HARMLESS} and turn.lost < _MOST_LOST:
            return True
        if proof is Proof.DOES_NOT_HOLD:
            await self._settle(
                RunState.FAILED,
                "The answers were lost, and reading back shows that it did not happen",
                Advice(
                    f"It was sent {turn.lost} times without an answer. Okta may have trouble: look "
                    "at its status page, then repeat it.",
                    self._again,
                ),
                seen,
            )
            return False
        await self._settle(
            RunState.UNKNOWN,
            "Nobody can tell whether it happened",
            Advice(
                "The answer to the call was lost, and reading back does not settle it. "
                "Look at the person in Okta, then repeat it or let it be.",
                self._again,
            ),
            seen,
        )
        return False

    async def _accepted(self, turn: Turn, seen: Observation, proof: Proof) -> None:
        if proof is Proof.DOES_NOT_HOLD:
            await self._settle(
                RunState.UNKNOWN,
                "Okta accepted it, but reading back does not show it",
                Advice("Look at the person in Okta before you repeat it."),
                seen,
            )
            return
        summary = self._action.done(turn.before, seen, self._order)
        await self._settle(RunState.DONE, summary, seen=seen)

    async def _already(self, turn: Turn, seen: Observation, summary: str) -> None:
        """The goal holds. It is our own work if a call of ours was lost before."""
        secret = self._action.reveals(self._order)
        if turn.lost and secret is not None:
            await self._lost_secret(seen, secret)
            return
        if turn.lost:
            summary = "It holds now. One of our calls whose answer was lost may have done it."
        await self._settle(RunState.DONE if turn.lost else RunState.ALREADY, summary, seen=seen)

    async def _lost_secret(self, seen: Observation, secret: SecretKind) -> None:
        name = NAMES[secret]
        await self._settle(
            RunState.UNKNOWN,
            f"It happened, but the answer with the {name} was lost",
            Advice(
                f"Okta tells it once. Repeat this to get a new {name}; the lost one then stops "
                "working.",
                self._again,
            ),
            seen,
        )

    def _held(self, turn: Turn, seen: Observation) -> str:
        """What to say when Okta refused a write whose goal holds: it has told us nothing."""
        secret = self._action.reveals(self._order)
        if secret is None:
            return self._action.done(turn.before, seen, self._order)
        return f"It held already, so Okta told no {NAMES[secret]}."

    async def _send(self, turn: Turn, seen: Observation) -> bool:
        """Decide from a fresh look, journal and send one write; True for another turn."""
        decision = self._action.decide(seen, self._order)
        if isinstance(decision, Already):
            await self._already(turn, seen, decision.summary)
            return False
        if isinstance(decision, Await):
            await self._watch(decision.summary, seen)
            return False
        if not isinstance(decision, Go):
            await self._settle(RunState.REFUSED, decision.summary, decision.advice, seen)
            return False
        allowed = await self._runs.may_act(self._run_id)
        if not allowed.allowed:
            sent = "Nothing more was sent." if turn.writes else "Nothing was sent."
            await self._settle(RunState.REFUSED, f"{allowed.reason} {sent}", seen=seen)
            return False
        call_id = await self._journal(decision.write, seen)
        if call_id is None:
            return False
        answer = await self._door.write(decision.write)
        if answer.kind in {Kind.REFUSED, Kind.NOT_SENT}:
            await self._refused(call_id, answer)
            return False
        async with self._database.transaction() as session:
            await store.answer_call(session, call_id, answer)
            reveals = decision.write.reveals
            if reveals is not None and answer.secret is not None:
                self._secrets.keep(session, self._run_id, reveals.kind, answer.secret)
            run = await store.run(session, self._run_id)
            if run is not None:
                self._runs.tell(session, run)
        if answer.kind is Kind.LATER:
            return await self._wait(turn.delayed + 1, answer)
        return True

    async def _journal(self, write: Write, seen: Observation) -> str | None:
        """Commit the row of a write that is about to leave; None when it must not any more."""
        await self._durable.demand_lease()
        async with self._database.transaction() as session:
            run = await store.run(session, self._run_id, lock=True)
            if run is None or RunState(run.state).settled:
                return None
            # Any earlier write is known to have done nothing, so this look is the one to compare.
            run.before = seen.facts
            await store.mark_lost(session, run.id)
            attempt = len(await store.writes(session, run.id)) + 1
            self._runs.tell(session, run)
            return store.add_write(session, run.id, attempt, write.method, write.path)

    async def _refused(self, call_id: str, answer: Answer) -> None:
        summary = answer.error_summary or "Okta refused it"
        if answer.kind is Kind.NOT_SENT:
            summary = "Okta could not be reached; nothing was sent"
        await self._runs.settle(
            self._run_id, RunState.FAILED, summary, answer.advice, answered=(call_id, answer)
        )
        self._note_token(answer)

    async def _wait(self, delays: int, answer: Answer) -> bool:
        """Okta did nothing and asks to come later: briefly here, longer in a job of its own."""
        if delays <= _MOST_DELAYS:
            asked = answer.retry_after if answer.retry_after is not None else 2.0 ** (delays - 1)
            seconds = min(max(asked, 0.0), _LONGEST_WAIT)
            if seconds <= _WAIT_IN_PLACE:
                await clock.sleep(seconds)
                return True
            if await self._runs.put_off(self._run_id, seconds, answer):
                return False
        await self._runs.settle(
            self._run_id,
            RunState.FAILED,
            answer.error_summary or "Okta asked to wait again and again",
            answer.advice or Advice("Nothing was changed. Repeat it when Okta is less busy."),
        )
        return False

    async def _watch(self, summary: str, seen: Observation) -> None:
        """Look again later, until Okta has finished or has taken too long."""
        if await self._runs.watch(self._run_id, summary):
            return
        await self._settle(
            RunState.UNKNOWN,
            "Okta has been working on it for an hour and has not finished",
            Advice(
                "Look at the person in Okta. Applications with provisioning may hold it up there.",
                self._again,
            ),
            seen,
        )

    async def _could_not_look(self, turn: Turn, error: ObserveError) -> None:
        answer = error.answer
        passes = answer is None or answer.kind is not Kind.REFUSED
        if turn.pending and passes and await self._runs.watch(self._run_id, None):
            return
        if answer is not None and answer.kind is Kind.LATER:
            seconds = min(max(answer.retry_after or 0.0, 1.0), _LONGEST_WAIT)
            if await self._runs.put_off(self._run_id, seconds, answer):
                return
        await blind(self._runs, self._run_id, turn, error, answer)
        if answer is not None:
            self._note_token(answer)

    def _note_token(self, answer: Answer) -> None:
        if answer.token_invalid:
            self.token_refused = answer

    async def _settle(
        self,
        state: RunState,
        summary: str,
        advice: Advice | None = None,
        seen: Observation | None = None,
    ) -> None:
        reads = seen.calls if seen is not None else ()
        await self._runs.settle(self._run_id, state, summary, advice, reads=reads)


async def turn_of(database: Database, run_id: str) -> Turn:
    """Where a run stands by its journal."""
    async with database.reading() as session:
        run = await store.run(session, run_id)
        before = run.before if run is not None else None
        pending = run is not None and run.state == RunState.PENDING
        return Turn(await store.writes(session, run_id), Observation(before or {}), pending)


async def blind(
    runs: Runs, run_id: str, turn: Turn, error: DeskhandError, answer: Answer | None = None
) -> None:
    """Settle a run that cannot look at the person: by what its journal proves, and no more."""
    why = (answer.error_summary if answer is not None else None) or error.title
    advice = answer.advice if answer is not None else None
    if advice is None:
        steps = (error.next,) if error.next is not None else ()
        advice = Advice(error.detail or error.title, steps)
    call = turn.newest
    if call is not None and call.answer == Kind.OK and turn.pending:
        state, summary = RunState.UNKNOWN, f"Okta accepted it and had not finished it: {why}"
    elif call is not None and call.answer == Kind.OK:
        state, summary = RunState.DONE, f"Okta accepted it. Reading it back failed: {why}"
    elif call is not None and call.state in DOUBTFUL:
        state = RunState.UNKNOWN
        summary = f"Sent, but neither the answer nor a look afterwards came through: {why}"
    elif call is not None and call.answer == Kind.MAYBE_DONE:
        state, summary = RunState.FAILED, call.error_summary or "Okta refused it"
    else:
        state, summary = RunState.FAILED, f"{why}. Nothing was changed."
    await runs.settle(run_id, state, summary, advice, reads=(answer,) if answer is not None else ())
