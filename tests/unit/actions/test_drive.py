"""The order of things in a run: what is committed, waited for and looked at before what."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from deskhand.actions.declare import Kind, Observation, Order
from deskhand.actions.model import RunState
from deskhand.kernel import clock
from deskhand.kernel.db import Database
from tests.unit.actions.paper import Desk, Paper, PaperDoor, Reply, World, settled
from tests.unit.actions.unusual import Repeatable

pytestmark = pytest.mark.usefixtures("moved_clock")


async def test_a_run_that_was_ended_while_it_looked_sends_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = await desk.submit()
    observe = Paper.observe

    async def look_and_be_ended(self: Paper, door: PaperDoor, order: Order) -> Observation:
        seen = await observe(self, door, order)
        await desk.executor._runs.settle(run_id, RunState.FAILED, "Ended by somebody else")
        return seen

    monkeypatch.setattr(Paper, "observe", look_and_be_ended)
    await desk.work()
    assert desk.world.calls == []
    assert await desk.calls(run_id) == []
    assert (await desk.run(run_id)).summary == "Ended by somebody else"


async def test_a_write_without_an_answer_is_lost_before_the_next_one_leaves(desk: Desk) -> None:
    desk.world.replies = [Reply(effect=False, raises=asyncio.CancelledError()) for _ in range(2)]
    run_id = await desk.submit()
    for _ in range(2):
        with pytest.raises(asyncio.CancelledError):
            await desk.work()
        desk.restart()
    assert [call.state for call in await desk.calls(run_id)] == ["lost", "started"]


async def test_okta_gets_time_before_a_doubtful_write_is_judged(desk: Desk) -> None:
    seen: list[tuple[str, Any]] = []
    desk.world.point = lambda name: seen.append((name, clock.now()))
    desk.world.replies = [Reply(Kind.LOST, effect=True)]
    await desk.submit()
    await desk.work()
    names = [name for name, _ in seen]
    assert names == ["look", "write leaves", "write arrived", "look"]
    assert (seen[3][1] - seen[2][1]).total_seconds() >= 1


@pytest.mark.parametrize("lost", [1, 2])
async def test_what_does_no_harm_is_sent_once_more_and_then_left_open(
    database: Database, world: World, lost: int
) -> None:
    desk = Desk(database, world, (Repeatable(),))
    await desk.prepare()
    world.replies = [Reply(Kind.LOST) for _ in range(lost)]
    run = await settled(desk, Repeatable.key)
    assert run.state == ("done" if lost == 1 else "unknown"), run.summary
    assert len(world.calls) == 2


async def test_a_run_ends_once(desk: Desk) -> None:
    run_id = await desk.submit()
    await desk.work()
    told = list(desk.told)
    await desk.executor._runs.settle(run_id, RunState.FAILED, "Ended again")
    run = await desk.run(run_id)
    assert (run.state, run.summary) == ("done", "Counted from 0 to 1.")
    assert desk.told == told
