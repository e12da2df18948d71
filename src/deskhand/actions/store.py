"""All SQL of the actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.declare import Answer, Kind, Picked
from deskhand.actions.model import ActionCall, ActionRun, CallState, RunState
from deskhand.directory.model import Application, Connection, Group, Person
from deskhand.kernel import clock, ids
from deskhand.kernel.db import locked

_UNSETTLED = [state for state in RunState if not state.settled]
# Under way by our own doing; PENDING is the provider's.
_OURS = [RunState.QUEUED, RunState.RUNNING]
_STATES = {Kind.LOST: CallState.LOST, Kind.NOT_SENT: CallState.NOT_SENT}


async def person(session: AsyncSession, person_id: int) -> Person | None:
    return await session.get(Person, person_id)


async def connection(session: AsyncSession, connection_id: int) -> Connection | None:
    return await session.get(Connection, connection_id)


async def people(session: AsyncSession, person_ids: Iterable[int]) -> dict[int, Person]:
    found = await session.scalars(sa.select(Person).where(Person.id.in_(set(person_ids))))
    return {each.id: each for each in found}


async def pick_group(session: AsyncSession, connection_id: int, group_id: int) -> Picked | None:
    """A group of this connection that still exists, as an action's parameter."""
    found = await session.scalar(
        sa.select(Group).where(
            Group.id == group_id,
            Group.connection_id == connection_id,
            Group.missing_since.is_(None),
        )
    )
    if found is None:
        return None
    return Picked(found.id, found.external_id, found.name, found.type, found.has_admin_privilege)


async def pick_application(session: AsyncSession, connection_id: int, key: int) -> Picked | None:
    """An application of this connection that still exists; the provider's own are not for picking."""
    found = await session.scalar(
        sa.select(Application).where(
            Application.id == key,
            Application.connection_id == connection_id,
            Application.missing_since.is_(None),
            Application.first_party.is_(False),
        )
    )
    if found is None:
        return None
    return Picked(found.id, found.external_id, found.label, found.sign_on_mode or "")


async def run(session: AsyncSession, run_id: str, *, lock: bool = False) -> ActionRun | None:
    query = sa.select(ActionRun).where(ActionRun.id == run_id)
    return await session.scalar(locked(query) if lock else query)


async def run_of_key(
    session: AsyncSession, actor_kind: str, actor_id: str, idempotency_key: str
) -> ActionRun | None:
    """What this actor has ordered under this key."""
    return await session.scalar(
        sa.select(ActionRun).where(
            ActionRun.actor_kind == actor_kind,
            ActionRun.actor_id == actor_id,
            ActionRun.idempotency_key == idempotency_key,
        )
    )


async def add_run(session: AsyncSession, run: ActionRun) -> bool:
    """Record a run; False when its idempotency key has just been used in another transaction.

    The caller's transaction must be given up then.
    """
    session.add(run)
    if run.idempotency_key is None:
        return True
    try:
        await session.flush()
    except IntegrityError:
        return False
    return True


async def runs(session: AsyncSession, run_ids: Iterable[str]) -> list[ActionRun]:
    query = sa.select(ActionRun).where(ActionRun.id.in_(set(run_ids)))
    return list(await session.scalars(query))


async def lock_person(session: AsyncSession, person_id: int) -> None:
    """Hold the person's row, so that two submissions for one person follow each other."""
    query = sa.select(Person.id).where(Person.id == person_id)
    # Not against rows that only refer to the person: a sync writes those all the time.
    await session.execute(query.with_for_update(key_share=True))


async def lock_person_of(session: AsyncSession, run_id: str) -> None:
    """Hold the person of a run, as `lock_person` does."""
    person_id = await session.scalar(sa.select(ActionRun.person_id).where(ActionRun.id == run_id))
    if person_id is not None:
        await lock_person(session, person_id)


async def unsettled_on(session: AsyncSession, person_id: int) -> set[str]:
    """Keys of the actions that are under way on this person."""
    found = await session.scalars(
        sa.select(ActionRun.action_key).where(
            ActionRun.person_id == person_id, ActionRun.state.in_(_UNSETTLED)
        )
    )
    return set(found)


async def unfinished_before(session: AsyncSession, moment: datetime) -> list[tuple[str, int]]:
    """Runs that should have ended by now and have not: id and epoch.

    Those that wait for an earlier run of the same person are left out: its end starts them.
    """
    earlier = sa.orm.aliased(ActionRun)
    found = await session.execute(
        sa.select(ActionRun.id, ActionRun.epoch).where(
            ActionRun.state.in_(_UNSETTLED),
            ActionRun.submitted_at < moment,
            sa.or_(ActionRun.resume_at.is_(None), ActionRun.resume_at < moment),
            sa.or_(
                ActionRun.state == RunState.PENDING,
                ~sa.exists().where(
                    earlier.person_id == ActionRun.person_id,
                    earlier.state.in_(_OURS),
                    earlier.id < ActionRun.id,
                ),
            ),
        )
    )
    return [(run_id, epoch) for run_id, epoch in found]


async def ahead(session: AsyncSession, run: ActionRun) -> ActionRun | None:
    """The run of the same person that must end before this one begins."""
    return await session.scalar(
        sa.select(ActionRun)
        .where(
            ActionRun.person_id == run.person_id,
            ActionRun.state.in_(_OURS),
            ActionRun.id < run.id,
        )
        .order_by(ActionRun.id)
        .limit(1)
    )


async def next_in_line(session: AsyncSession, person_id: int) -> ActionRun | None:
    """The run of a person whose turn it is, locked; None when that one is under way or waits."""
    found = await session.scalar(
        sa.select(ActionRun)
        .where(ActionRun.person_id == person_id, ActionRun.state.in_(_OURS))
        .order_by(ActionRun.id)
        .limit(1)
        .with_for_update()
    )
    if found is None or found.state != RunState.QUEUED or found.resume_at is not None:
        return None
    return found


async def calls(session: AsyncSession, run_ids: Iterable[str]) -> Sequence[ActionCall]:
    """Calls of these runs in the order in which they were started."""
    found = await session.scalars(
        sa.select(ActionCall).where(ActionCall.run_id.in_(set(run_ids))).order_by(ActionCall.id)
    )
    return list(found)


async def writes(session: AsyncSession, run_id: str) -> list[ActionCall]:
    """The writes that a run has journalled, in order."""
    found = await session.scalars(
        sa.select(ActionCall)
        .where(ActionCall.run_id == run_id, ActionCall.purpose == "write")
        .order_by(ActionCall.attempt)
    )
    return list(found)


def add_write(session: AsyncSession, run_id: str, attempt: int, method: str, path: str) -> str:
    """Journal a write that is about to leave; returns the row's id."""
    call_id = ids.new()
    session.add(
        ActionCall(
            id=call_id,
            run_id=run_id,
            attempt=attempt,
            purpose="write",
            method=method,
            path=path,
            state=CallState.STARTED,
            causes=[],
            started_at=clock.now(),
        )
    )
    return call_id


def add_read(session: AsyncSession, run_id: str, attempt: int, answer: Answer) -> None:
    """Record the read that proved, or failed to prove, what a write did."""
    session.add(
        ActionCall(
            id=ids.new(),
            run_id=run_id,
            attempt=attempt,
            purpose="verify",
            started_at=clock.now(),
            **_outcome(answer, CallState.ANSWERED if answer.http_status else CallState.LOST),
            method=answer.method,
            path=answer.path,
        )
    )


async def answer_call(session: AsyncSession, call_id: str, answer: Answer) -> None:
    """Record what came back for a journalled write."""
    state = _STATES.get(answer.kind, CallState.ANSWERED)
    await session.execute(
        sa.update(ActionCall).where(ActionCall.id == call_id).values(**_outcome(answer, state))
    )


async def mark_lost(session: AsyncSession, run_id: str) -> None:
    """No answers to the open writes of this run were recorded, and none will be."""
    await session.execute(
        sa.update(ActionCall)
        .where(ActionCall.run_id == run_id, ActionCall.state == CallState.STARTED)
        .values(state=CallState.LOST)
    )


async def done_since(
    session: AsyncSession, person_id: int, action_key: str, moment: datetime
) -> list[ActionRun]:
    """Runs of an action on a person that took effect after a moment, the newest first."""
    found = await session.scalars(
        sa.select(ActionRun)
        .where(
            ActionRun.person_id == person_id,
            ActionRun.action_key == action_key,
            ActionRun.state == RunState.DONE,
            ActionRun.settled_at > moment,
        )
        .order_by(ActionRun.settled_at.desc())
    )
    return list(found)


def _outcome(answer: Answer, state: CallState) -> dict[str, Any]:
    return {
        "state": state,
        "answer": answer.kind,
        "http_status": answer.http_status,
        "error_code": answer.error_code,
        "error_summary": answer.error_summary,
        "causes": list(answer.causes),
        "provider_request_id": answer.provider_request_id,
        "duration_ms": answer.duration_ms,
    }
