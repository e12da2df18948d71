"""What the provider accepted and is still doing is watched until it has come to an end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from deskhand.actions.declare import Action, Answer, Kind, ObserveError
from deskhand.kernel import clock
from tests.unit.actions.paper import Desk, Paper, Reply
from tests.unit.actions.unusual import Slow

pytestmark = pytest.mark.usefixtures("moved_clock")


@pytest.fixture
def actions() -> tuple[Action, ...]:
    return (Paper(), Slow())


async def begun(desk: Desk, working: int) -> str:
    """A run whose write was accepted and is not finished at the provider."""
    desk.world.working = working
    run_id = await desk.submit(Slow.key)
    await desk.carry_out(f"action/{run_id}/1")
    assert (await desk.run(run_id)).state == "pending"
    return run_id


async def test_it_is_pending_until_the_provider_has_finished(desk: Desk) -> None:
    run_id = await begun(desk, 3)
    run = await desk.run(run_id)
    assert run.summary == "Okta is still working on it"
    assert run.settled_at is None
    assert run.resume_at is not None
    assert run.resume_at > clock.now()
    assert desk.reread == [desk.people[0]], "the directory shows that it is under way"
    await desk.work()
    run = await desk.run(run_id)
    assert (run.state, run.summary, run.resume_at) == ("done", "Counted from 0 to 1.", None)
    assert list(desk.world.effects.values()) == [1]
    assert len(await desk.calls(run_id)) == 1


async def test_other_actions_on_the_person_need_not_wait(desk: Desk) -> None:
    run_id = await begun(desk, 10)
    other = await desk.submit(Paper.key)
    await desk.carry_out(f"action/{other}/1")
    assert (await desk.run(other)).state == "done"
    assert (await desk.run(run_id)).state == "pending"
    with pytest.raises(Exception, match="Not possible"):
        await desk.submit(Slow.key)


async def test_one_that_waited_in_line_begins_when_the_first_is_pending(desk: Desk) -> None:
    desk.world.working = 2
    first = await desk.submit(Slow.key)
    second = await desk.submit(Paper.key)
    await desk.carry_out(f"action/{second}/1")
    assert (await desk.run(second)).summary == "Waits for the end of “Count slowly”"
    await desk.carry_out(f"action/{first}/1")
    await desk.carry_out(f"action/{second}/2")
    assert (await desk.run(second)).state == "done"


async def test_it_is_not_watched_for_ever(desk: Desk, moved_clock: Callable[..., Any]) -> None:
    run_id = await begun(desk, 10_000)
    watched = 0
    while (run := await desk.run(run_id)).state == "pending":
        assert run.resume_at is not None
        moved_clock(seconds=(run.resume_at - clock.now()).total_seconds())
        await desk.carry_out(f"action/{run_id}/{run.epoch}")
        watched += 1
        assert watched < 200
    assert run.state == "unknown"
    assert run.summary == "Okta has been working on it for an hour and has not finished"
    assert 30 < watched < 100, "often at first, seldom later"


async def test_a_look_that_fails_meanwhile_decides_nothing(desk: Desk) -> None:
    run_id = await begun(desk, 1)
    desk.world.looks = [ObserveError("okta_failed", "Okta had an error", "")]
    await desk.carry_out(f"action/{run_id}/2")
    run = await desk.run(run_id)
    assert (run.state, run.epoch) == ("pending", 3)
    await desk.work()
    assert (await desk.run(run_id)).state == "done"


async def test_a_dead_token_ends_the_watch(desk: Desk) -> None:
    run_id = await begun(desk, 9)
    said = Answer(Kind.REFUSED, "GET", "/x", http_status=401, token_invalid=True)
    desk.world.looks = [ObserveError("token_invalid", "No", "", answer=said)]
    await desk.carry_out(f"action/{run_id}/2")
    run = await desk.run(run_id)
    assert (run.state, run.summary) == ("unknown", "Okta accepted it and had not finished it: No")
    assert [each.http_status for each in desk.tokens] == [401]


async def test_a_person_who_is_gone_is_not_waited_for(desk: Desk) -> None:
    run_id = await begun(desk, 9)
    said = Answer(
        Kind.REFUSED, "GET", "/x", http_status=404, error_code="E0000007", error_summary="Not found"
    )
    desk.world.looks = [ObserveError("okta_refused", "Okta refused it", "", answer=said)]
    await desk.carry_out(f"action/{run_id}/2")
    run = await desk.run(run_id)
    assert (run.state, run.epoch) == ("unknown", 2)
    assert run.summary == "Okta accepted it and had not finished it: Not found"


async def test_a_lost_answer_to_what_is_under_way_is_watched_too(desk: Desk) -> None:
    desk.world.working = 2
    desk.world.replies = [Reply(Kind.LOST, effect=True)]
    run_id = await desk.submit(Slow.key)
    await desk.work()
    run = await desk.run(run_id)
    assert run.state == "done"
    assert run.summary is not None
    assert "answer was lost" in run.summary
    assert list(desk.world.effects.values()) == [1]


async def test_what_somebody_else_began_is_waited_for(desk: Desk) -> None:
    path = "/paper.slow/u1"
    desk.world.effects[path] = 1
    desk.world.working = 1
    run_id = await desk.submit(Slow.key)
    await desk.carry_out(f"action/{run_id}/1")
    run = await desk.run(run_id)
    assert (run.state, run.summary) == ("pending", "Somebody else had it begun.")
    await desk.work()
    run = await desk.run(run_id)
    assert (run.state, run.summary) == ("already", "It was done already.")
    assert await desk.calls(run_id) == []


async def test_a_crash_while_pending_is_swept_up(
    desk: Desk, moved_clock: Callable[..., Any]
) -> None:
    run_id = await begun(desk, 1)
    # The engine has lost the delayed job.
    del desk.durable.jobs[f"action/{run_id}/2"]
    await desk.executor.start_waiting()
    assert f"action/{run_id}/2" not in desk.durable.jobs, "it is not due yet"
    moved_clock(seconds=60)
    await desk.executor.start_waiting()
    await desk.work()
    assert (await desk.run(run_id)).state == "done"
