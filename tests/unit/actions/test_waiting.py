"""A run that Okta asks to come later says so, goes on by itself, and does not wait for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from deskhand.actions.declare import Answer, Kind, ObserveError
from tests.unit.actions.paper import Desk, Reply, settled

pytestmark = pytest.mark.usefixtures("moved_clock")


def busy(seconds: float) -> ObserveError:
    """A look that Okta's limit of calls keeps waiting."""
    said = Answer(
        *(Kind.LATER, "GET", "/x"),
        http_status=429,
        error_code="E0000047",
        error_summary="Too many calls",
        retry_after=seconds,
    )
    return ObserveError("okta_busy", "Okta asks to wait", "", answer=said)


async def test_later_and_soon_goes_on_in_place(desk: Desk, moved_clock: Callable[..., Any]) -> None:
    desk.world.replies = [Reply(Kind.LATER, retry_after=1.5), Reply(Kind.LATER)]
    started = moved_clock()
    run = await settled(desk)
    assert run.state == "done"
    assert (moved_clock() - started).total_seconds() >= 1.5 + 2
    assert [call.answer for call in await desk.calls(run.id)] == ["later", "later", "ok"]
    assert len(desk.durable.jobs) == 1


async def test_later_and_long_goes_on_in_a_job_of_its_own(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LATER, retry_after=60)]
    run_id = await desk.submit()
    await desk.carry_out(f"action/{run_id}/1")
    run = await desk.run(run_id)
    assert (run.state, run.epoch) == ("queued", 2)
    assert run.resume_at is not None
    assert (run.resume_at - run.submitted_at).total_seconds() >= 60
    assert run.summary == "Okta asks to wait 60 s (429 E-later); it goes on by itself"
    assert desk.reread == []
    await desk.work()
    run = await desk.run(run_id)
    assert (run.state, run.resume_at) == ("done", None)
    assert run.summary == "Counted from 0 to 1."


async def test_a_look_that_must_wait_says_so_and_goes_on(desk: Desk) -> None:
    desk.world.looks = [busy(42)]
    run_id = await desk.submit()
    await desk.carry_out(f"action/{run_id}/1")
    run = await desk.run(run_id)
    assert (run.state, run.epoch) == ("queued", 2)
    assert run.summary == "Okta asks to wait 42 s (429 E0000047); it goes on by itself"
    await desk.work()
    assert (await desk.run(run_id)).state == "done"
    assert desk.world.effects.total() == 1


async def test_a_read_back_that_must_wait_sends_nothing_twice(desk: Desk) -> None:
    desk.world.looks = [None, busy(30)]
    run = await settled(desk)
    assert (run.state, len(desk.world.calls)) == ("done", 1)


async def test_looks_that_wait_for_ever_fail_in_the_end(
    desk: Desk, moved_clock: Callable[..., Any]
) -> None:
    desk.world.looks = [busy(30)] * 3
    run_id = await desk.submit()
    await desk.carry_out(f"action/{run_id}/1")
    moved_clock(hours=2)
    await desk.work()
    run = await desk.run(run_id)
    assert (run.state, run.summary) == ("failed", "Too many calls. Nothing was changed.")
    assert desk.world.calls == []


async def test_an_absurd_delay_is_cut(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LATER, retry_after=1e9), Reply(Kind.LATER, retry_after=-5)]
    run_id = await desk.submit()
    await desk.carry_out(f"action/{run_id}/1")
    run = await desk.run(run_id)
    assert run.resume_at is not None
    assert (run.resume_at - run.submitted_at).total_seconds() <= 3601
    await desk.work()
    assert (await desk.run(run_id)).state == "done"


async def test_later_for_ever_fails(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LATER, retry_after=30)] * 20
    run = await settled(desk)
    assert (run.state, run.summary) == ("failed", "It said later")
    assert len(await desk.calls(run.id)) == 6
    assert not desk.world.effects


async def test_delays_do_not_use_up_the_repeat_of_a_lost_call(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LATER), Reply(Kind.LATER), Reply(Kind.LOST, effect=False)]
    run = await settled(desk)
    assert run.state == "done"
    assert [c.answer for c in await desk.calls(run.id)] == ["later", "later", "lost", "ok"]
