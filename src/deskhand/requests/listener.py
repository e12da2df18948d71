"""What the actions do, on the timelines: an entry for each run, and attention for what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.events import ActionSettled, ActionSubmitted
from deskhand.actions.model import ActionRun, RunState
from deskhand.actions.service import Actions
from deskhand.kernel import clock, context
from deskhand.kernel.context import SYSTEM, acting
from deskhand.kernel.errors import not_found
from deskhand.kernel.events import Events
from deskhand.requests import moves, store
from deskhand.requests.entries import enter
from deskhand.requests.model import Attention, EntryKind, Request, Status
from deskhand.requests.refs import id_of, ref_of
from deskhand.requests.runs import GOOD

Tell = Callable[[AsyncSession, Request], None]
_KINDS = {RunState.FAILED: Attention.FAILED, RunState.UNKNOWN: Attention.UNKNOWN}


def listen(events: Events, actions: Actions, tell: Tell) -> None:
    """Follow the runs that belong to requests.

    Browsers hear of the runs from the actions, and by `tell` of a request that was moved.
    """

    async def settled(session: AsyncSession, event: ActionSettled) -> None:
        await _settled(session, event, actions, tell)

    async def submitted(session: AsyncSession, event: ActionSubmitted) -> None:
        await _submitted(session, event, tell)

    events.on(ActionSubmitted, submitted)
    events.on(ActionSettled, settled)


async def _submitted(session: AsyncSession, event: ActionSubmitted, tell: Tell) -> None:
    request_id = id_of(event.subject_ref or "")
    if request_id is None:
        return
    # The run's row goes first: the entry refers to it.
    await session.flush()
    request = await store.locked(session, request_id)
    if request is None:
        raise not_found("request")
    # Whoever asked sees that somebody is at it.
    if request.status == Status.NEW and moves.move(session, request, Status.IN_PROGRESS):
        request.version += 1
        tell(session, request)
    enter(session, request_id, EntryKind.ACTION, action_run_id=event.run_id)
    request.updated_at = clock.now()


async def _settled(
    session: AsyncSession, event: ActionSettled, actions: Actions, tell: Tell
) -> None:
    request_id = id_of(event.subject_ref or "")
    if request_id is None:
        return
    # The run's own end must be in the database before it is asked for what still fails.
    await session.flush()
    request = await store.locked(session, request_id)
    if request is None:
        return
    request.updated_at = clock.now()
    good = event.state in GOOD
    if event.state in _KINDS or (good and request.attention_kind is not None):
        await _judge(session, request, event.run_id, actions)
    if good and request.closes_itself and request.attention_kind is None:
        await _close(session, request, tell)


async def _judge(session: AsyncSession, request: Request, run_id: str, actions: Actions) -> None:
    """Say what last went wrong since the request was resolved and was not made good afterwards.

    What nobody can tell goes before a failure: it may have happened.
    """
    after = await store.last_resolved_at(session, request.id)
    last: dict[tuple[Any, ...], ActionRun] = {}
    for run in await store.settled_runs(session, ref_of(request.id), after, run_id):
        if run.state == RunState.REFUSED:
            continue
        # Adding to one group makes nothing good of what failed with another; another way to
        # reset a password does.
        picked = ((name, each["id"]) for name, each in run.parameters["picked"].items())
        order = (run.action_key, run.person_id, *sorted(picked))
        # Taken out first: the newest failure comes last, and is the one that is told.
        last.pop(order, None)
        last[order] = run
    bad = [run for run in last.values() if run.state in _KINDS]
    bad.sort(key=lambda run: run.state == RunState.UNKNOWN)
    request.attention_kind = _KINDS[RunState(bad[-1].state)] if bad else None
    request.attention = (
        f"{actions.catalogue.title(bad[-1].action_key)}: {bad[-1].summary}" if bad else None
    )


async def _close(session: AsyncSession, request: Request, tell: Tell) -> None:
    """What the request was opened for is done."""
    if await store.has_unsettled_runs(session, ref_of(request.id)):
        return
    who = context.current()
    with acting(SYSTEM, who.origin, who.correlation_id):
        moves.move(
            session,
            request,
            Status.RESOLVED,
            body="Resolved by itself: the action that it was opened for is done.",
        )
    request.version += 1
    tell(session, request)
