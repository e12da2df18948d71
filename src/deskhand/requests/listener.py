"""What the actions do, on the timelines: an entry for each run, and attention for what went wrong."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.events import ActionSettled, ActionSubmitted
from deskhand.actions.model import ActionRun, RunState
from deskhand.actions.orders import entered
from deskhand.actions.service import Actions
from deskhand.kernel import clock
from deskhand.kernel.errors import not_found
from deskhand.kernel.events import Events
from deskhand.requests import store
from deskhand.requests.entries import enter
from deskhand.requests.model import EntryKind
from deskhand.requests.refs import id_of, ref_of
from deskhand.requests.runs import GOOD


def listen(events: Events, actions: Actions) -> None:
    """Follow the runs that belong to requests. Browsers hear of them from the actions."""

    async def settled(session: AsyncSession, event: ActionSettled) -> None:
        await _settled(session, event, actions)

    events.on(ActionSubmitted, _submitted)
    events.on(ActionSettled, settled)


async def _submitted(session: AsyncSession, event: ActionSubmitted) -> None:
    request_id = id_of(event.subject_ref or "")
    if request_id is None:
        return
    # The run's row goes first: the entry refers to it.
    await session.flush()
    request = await store.locked(session, request_id)
    if request is None:
        raise not_found("request")
    enter(session, request_id, EntryKind.ACTION, action_run_id=event.run_id)
    request.updated_at = clock.now()


async def _settled(session: AsyncSession, event: ActionSettled, actions: Actions) -> None:
    request_id = id_of(event.subject_ref or "")
    if request_id is None:
        return
    # The run's own end must be in the database before it is asked for what still fails.
    await session.flush()
    request = await store.locked(session, request_id)
    if request is None:
        return
    request.updated_at = clock.now()
    if event.attention is not None:
        request.attention = event.attention
    elif request.attention is not None and event.state in GOOD:
        request.attention = await _still_failing(session, request_id, actions)


async def _still_failing(session: AsyncSession, request_id: int, actions: Actions) -> str | None:
    """What last went wrong since the request was resolved and was not made good afterwards."""
    after = await store.last_resolved_at(session, request_id)
    last: dict[tuple[Any, ...], ActionRun] = {}
    for run in await store.settled_runs(session, ref_of(request_id), after):
        if run.state == RunState.REFUSED:
            continue
        # Adding to one group makes nothing good of what failed with another.
        order = (run.action_key, run.person_id, *sorted(entered(run).items()))
        # Taken out first: the newest failure comes last, and is the one that is told.
        last.pop(order, None)
        last[order] = run
    bad = [run for run in last.values() if run.state not in GOOD]
    if not bad:
        return None
    return f"{actions.catalogue.title(bad[-1].action_key)}: {bad[-1].summary}"
