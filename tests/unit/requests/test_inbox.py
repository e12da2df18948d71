"""The inbox at length: each counter is what its filter finds, whatever the requests are."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from deskhand.actions.declare import Kind
from deskhand.directory.model import SyncRun, SyncState
from deskhand.kernel import clock, ids
from deskhand.requests.attention import FIRST_ANSWER
from deskhand.requests.model import Priority, Status
from deskhand.requests.views import Filter
from tests.unit.requests.hands import Hands
from tests.web.desk import Desk

FILTERS: dict[str, dict[str, Any]] = {
    **{status: {"status": status} for status in ("open", *Status)},
    "mine": {"mine": True},
    "unassigned": {"unassigned": True},
    "attention": {"status": "all", "attention": True},
    **{
        kind: {"status": "all", "attention_kind": kind} for kind in ("failed", "unknown", "overdue")
    },
}


async def some_requests(desk: Desk, dice: random.Random, advance: Callable[..., Any]) -> None:
    noah = Hands(desk, "noah")
    for _ in range(12):
        ref = await noah.open(requester_id=desk.people[dice.choice(["elena", "jonas"])])
        desk.door.kind = dice.choice([Kind.OK, Kind.REFUSED, Kind.LOST])
        if dice.random() < 0.5:
            await noah.act(ref)
        if dice.random() < 0.8:
            status = dice.choice(list(Status))
            assignee = dice.choice([None, noah.account.id, desk.staff["maya"].id])
            priority = dice.choice(list(Priority))
            await noah.change(ref, None, status=status, assignee_id=assignee, priority=priority)
        advance(hours=dice.choice([0, 1, 5]))


@pytest.mark.parametrize("seed", range(4))
async def test_each_counter_is_what_its_filter_finds(
    desk: Desk, moved_clock: Callable[..., Any], seed: int
) -> None:
    await some_requests(desk, random.Random(seed), moved_clock)
    for key in ("noah", "maya", "elena"):
        one = Hands(desk, key)
        counts = (await one.page(Filter())).counts
        for name, asked in FILTERS.items():
            page = await one.page(Filter(**asked))
            assert (len(page.rows), page.total) == (getattr(counts, name),) * 2, (key, name)
        assert counts.attention == counts.failed + counts.unknown + counts.overdue
        for row in (await one.page(Filter(status="all", attention=True))).rows:
            assert row.attention_kind is not None
            assert row.attention


@pytest.mark.parametrize("priority", list(Priority))
async def test_what_nobody_answers_in_time_is_overdue(
    desk: Desk, moved_clock: Callable[..., Any], priority: Priority
) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    await noah.change(ref, 1, priority=priority)
    moved_clock(seconds=FIRST_ANSWER[priority].total_seconds())
    assert await noah.refs(attention=True) == []
    assert (await noah.get(ref)).attention_kind is None
    moved_clock(seconds=1)
    assert await noah.refs(attention=True) == [ref]
    row = await noah.get(ref)
    assert row.attention_kind == "overdue"
    assert (row.attention or "").startswith("Nobody has answered it within ")
    await noah.write(ref, "Sorry for the wait.")
    assert await noah.refs(attention=True) == []


async def test_a_failure_is_told_before_a_long_wait(
    desk: Desk, moved_clock: Callable[..., Any]
) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    desk.door.kind = Kind.REFUSED
    await noah.act(ref)
    moved_clock(days=9)
    assert (await noah.get(ref)).attention_kind == "failed"
    counts = (await noah.page(Filter())).counts
    assert (counts.attention, counts.failed, counts.overdue) == (1, 1, 0)


async def test_filters_by_person_assignee_priority_and_origin(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    elena, jonas = desk.people["elena"], desk.people["jonas"]
    own = await noah.open(requester_id=elena)
    about = await noah.open(requester_id=jonas, subject_id=elena)
    other = await noah.open(requester_id=jonas)
    await noah.change(own, 1, assignee_id=desk.staff["maya"].id, priority=Priority.HIGH)
    assert set(await noah.refs(person=elena)) == {own, about}
    assert set(await noah.refs(person=jonas)) == {about, other}
    assert await noah.refs(person=jonas, q="REQ-3") == [other]
    assert await noah.refs(assignee=desk.staff["maya"].id) == [own]
    assert await noah.refs(assignee="nobody") == []
    assert await noah.refs(priority=Priority.HIGH) == [own]
    assert len(await noah.refs(origin="admin_dashboard")) == 3
    assert await noah.refs(origin="employee_portal") == []
    # What an employee asks for about somebody stays among his own.
    assert await Hands(desk, "elena").refs(person=jonas) == []
    assert await Hands(desk, "jonas").refs(person=elena) == [about]


async def test_orders(desk: Desk, moved_clock: Callable[..., Any]) -> None:
    noah = Hands(desk, "noah")
    made = []
    for priority in (Priority.HIGH, Priority.LOW, Priority.URGENT, Priority.HIGH):
        moved_clock(minutes=1)
        ref = await noah.open()
        await noah.change(ref, 1, priority=priority)
        made.append(ref)
    moved_clock(minutes=1)
    await noah.write(made[1], "Touched last.", "note")
    first, second, third, fourth = made
    assert await noah.refs(sort="updated") == [second, fourth, third, first]
    assert await noah.refs(sort="-created") == [fourth, third, second, first]
    assert await noah.refs(sort="created") == made
    assert await noah.refs(sort="priority") == [third, fourth, first, second]


async def add_sync(desk: Desk, state: SyncState, held: dict[str, int]) -> None:
    async with desk.database.transaction() as session:
        connection = await desk.parts.directory.connections.current(session)
        newest = (await desk.parts.directory.sync.recent(session, connection.id, 1))[0]
        session.add(
            SyncRun(
                id=ids.new(),
                connection_id=connection.id,
                generation=newest.generation + 1,
                kind="full",
                trigger="schedule",
                state=state,
                queued_at=clock.now(),
                families=[],
                counts={},
                calls={},
                notes=[],
                held=held,
            )
        )


async def test_held_removals_are_counted_until_the_next_sync(
    desk: Desk, moved_clock: Callable[..., Any]
) -> None:
    noah = Hands(desk, "noah")
    moved_clock(minutes=1)
    await add_sync(desk, SyncState.HELD, {"people": 30, "groups": 10})
    counts = (await noah.page(Filter())).counts
    assert (counts.held, counts.held_removals, counts.attention) == (1, 40, 0)
    employee = (await Hands(desk, "elena").page(Filter())).counts
    assert (employee.held, employee.held_removals) == (0, 0)
    moved_clock(minutes=1)
    await add_sync(desk, SyncState.SUCCEEDED, {})
    counts = (await noah.page(Filter())).counts
    assert (counts.held, counts.held_removals) == (0, 0)
