"""A run ends in the truth, whatever the provider answers, and every call has its own row."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.declare import Advice, Answer, Kind, ObserveError
from deskhand.actions.events import ActionSettled, ActionSubmitted
from deskhand.actions.execute import Executor
from deskhand.actions.model import ActionRun
from deskhand.directory.model import Connection, Group
from deskhand.kernel.errors import DeskhandError
from tests.unit.actions.paper import Blurred, Desk, Join, Paper, PaperDoor, Reply, Switch, settled

pytestmark = pytest.mark.usefixtures("moved_clock")


def could_not_look(**answer: Any) -> ObserveError:
    said = Answer(
        Kind.REFUSED,
        "GET",
        "/x",
        http_status=403,
        error_summary="No rights",
        advice=Advice("Give it a role."),
        **answer,
    )
    return ObserveError("refused", "Could not look", "It said no.", answer=said)


async def test_accepted_and_read_back(desk: Desk) -> None:
    run = await settled(desk, subject="REQ-1")
    assert (run.state, run.summary) == ("done", "Counted from 0 to 1.")
    assert run.settled_at is not None
    [call] = await desk.calls(run.id)
    assert (call.state, call.answer, call.http_status) == ("answered", "ok", 200)
    assert call.provider_request_id == "req-1"
    [verify] = await desk.calls(run.id, "verify")
    assert verify.method == "GET"
    assert desk.reread == [run.person_id]
    settled_event = desk.told[-1]
    assert isinstance(settled_event, ActionSettled)
    assert (settled_event.state, settled_event.attention) == ("done", None)
    assert settled_event.subject_ref == "REQ-1"


async def test_what_holds_already_is_not_sent(desk: Desk) -> None:
    desk.world.effects[f"/{Switch.key}/u1"] = 1
    run = await settled(desk, Switch.key)
    assert (run.state, run.summary) == ("already", "It was on already.")
    assert desk.world.calls == []
    assert len(await desk.calls(run.id, "verify")) == 1


async def test_our_own_refusal_sends_nothing(desk: Desk) -> None:
    run = await settled(desk, Join.key, group=desk.groups["Forbidden"])
    assert (run.state, run.summary) == ("refused", "Not that one.")
    assert run.advice is not None
    assert run.advice["text"] == "Ask somebody."
    assert desk.world.calls == []


async def test_refused(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.REFUSED)]
    run = await settled(desk)
    assert (run.state, run.summary) == ("failed", "It said refused")
    assert run.advice is not None
    assert run.advice["next"][0]["kind"] == "retry"
    [call] = await desk.calls(run.id)
    assert (call.state, call.error_code, call.http_status) == ("answered", "E-refused", 400)
    event = desk.told[-1]
    assert isinstance(event, ActionSettled)
    assert event.attention == "Count up: It said refused"
    assert desk.tokens == []


async def test_never_sent(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.NOT_SENT)]
    run = await settled(desk)
    assert (run.state, run.summary) == ("failed", "Okta could not be reached; nothing was sent")
    [call] = await desk.calls(run.id)
    assert call.state == "not_sent"


async def test_a_refused_token_is_reported(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.REFUSED, token_invalid=True)]
    run = await settled(desk)
    assert run.state == "failed"
    assert len(desk.tokens) == 1


async def test_lost_but_it_happened(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LOST, effect=True)]
    run = await settled(desk)
    assert run.state == "done"
    assert run.summary is not None
    assert "reading back shows that it happened" in run.summary
    assert desk.world.effects.total() == 1
    [call] = await desk.calls(run.id)
    assert call.state == "lost"


async def test_lost_and_it_did_not_happen_is_sent_once_more(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LOST, effect=False)]
    run = await settled(desk)
    assert run.state == "done"
    assert [call.state for call in await desk.calls(run.id)] == ["lost", "answered"]
    assert desk.world.effects.total() == 1


async def test_lost_twice_and_it_did_not_happen(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LOST, effect=False)] * 2
    run = await settled(desk)
    assert run.state == "failed"
    assert run.summary is not None
    assert "did not happen" in run.summary
    assert len(desk.world.calls) == 2


async def test_lost_and_nobody_can_tell(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LOST, effect=True)]
    run = await settled(desk, Blurred.key)
    assert (run.state, run.summary) == ("unknown", "Nobody can tell whether it happened")
    assert len(desk.world.calls) == 1
    event = desk.told[-1]
    assert isinstance(event, ActionSettled)
    assert event.attention is not None


async def test_lost_and_the_look_fails(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LOST, effect=True)]
    desk.world.looks = [None, could_not_look()]
    run = await settled(desk)
    assert run.state == "unknown"
    assert run.advice is not None
    assert run.advice["text"] == "Give it a role."
    [call] = await desk.calls(run.id)
    assert call.state == "lost"


async def test_maybe_done_and_it_holds(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.MAYBE_DONE, effect=True)]
    run = await settled(desk, Switch.key)
    assert run.state == "already"


async def test_maybe_done_after_a_lost_call_is_our_own_work(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LOST, effect=False), Reply(Kind.MAYBE_DONE, effect=True)]
    run = await settled(desk, Switch.key)
    assert run.state == "done"


async def test_maybe_done_and_it_does_not_hold(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.MAYBE_DONE)]
    run = await settled(desk)
    assert (run.state, run.summary) == ("failed", "It said maybe_done")


async def test_maybe_done_and_the_look_fails(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.MAYBE_DONE)]
    desk.world.looks = [None, could_not_look()]
    run = await settled(desk)
    assert (run.state, run.summary) == ("failed", "It said maybe_done")


async def test_the_first_look_fails(desk: Desk) -> None:
    desk.world.looks = [could_not_look(token_invalid=True)]
    run = await settled(desk)
    assert (run.state, run.summary) == ("failed", "No rights. Nothing was changed.")
    assert len(desk.tokens) == 1
    assert desk.world.calls == []
    [verify] = await desk.calls(run.id, "verify")
    assert verify.http_status == 403


async def test_accepted_but_the_look_fails(desk: Desk) -> None:
    desk.world.looks = [None, could_not_look()]
    run = await settled(desk)
    assert (run.state, run.summary) == (
        "done",
        "Okta accepted it. Reading it back failed: No rights",
    )


async def test_accepted_and_seen_a_little_later(desk: Desk) -> None:
    desk.world.hidden = 2
    run = await settled(desk)
    assert run.state == "done"
    assert desk.world.effects.total() == 1


async def test_accepted_but_never_seen(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.OK, effect=False)]
    run = await settled(desk)
    assert (run.state, run.summary) == (
        "unknown",
        "Okta accepted it, but reading back does not show it",
    )
    assert len(desk.world.calls) == 1


@pytest.mark.parametrize(("effect", "state"), [(True, "unknown"), (False, "unknown")])
async def test_an_error_of_ours_while_sending(desk: Desk, effect: bool, state: str) -> None:
    desk.world.replies = [Reply(effect=effect, raises=RuntimeError("a bug"))]
    run = await settled(desk)
    assert (run.state, run.summary) == (state, "An error inside Deskhand")
    assert run.advice is not None
    assert "RuntimeError" in run.advice["text"]
    assert "a bug" not in run.advice["text"]
    [call] = await desk.calls(run.id)
    assert call.state == "lost"


async def test_an_error_of_ours_before_sending(desk: Desk) -> None:
    desk.world.looks = [RuntimeError("a bug")]
    run = await settled(desk)
    assert run.state == "failed"
    assert run.advice is not None
    assert "Nothing was changed" in run.advice["text"]


async def test_a_process_that_died_while_sending(desk: Desk) -> None:
    desk.world.replies = [Reply(effect=True, raises=asyncio.CancelledError())]
    run_id = await desk.submit()
    with pytest.raises(asyncio.CancelledError):
        await desk.work()
    [call] = await desk.calls(run_id)
    assert call.state == "started"
    desk.restart()
    await desk.work()
    assert (await desk.run(run_id)).state == "done"
    assert desk.world.effects.total() == 1


async def test_the_credentials_broke_before_it_began(desk: Desk) -> None:
    run_id = await desk.submit()
    await desk.change(Connection, state="broken", problem={"title": "Okta refuses our token"})
    await desk.work()
    run = await desk.run(run_id)
    assert run.state == "failed"
    assert run.summary == (
        "The connection to Okta is broken: Okta refuses our token. Nothing was changed."
    )
    assert run.advice is not None
    assert run.advice["next"][0]["kind"] == "reconnect"
    assert desk.world.calls == []


async def test_the_door_cannot_be_opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def closed(*_: Any) -> PaperDoor:
        raise DeskhandError("unreadable_secret", "A stored secret cannot be read", "Key gone.")

    monkeypatch.setattr(desk.executor, "_open_door", closed)
    run = await settled(desk)
    assert run.summary == "A stored secret cannot be read. Nothing was changed."
    assert run.advice is not None
    assert run.advice["text"] == "Key gone."


async def test_an_action_that_nobody_declares_any_more(desk: Desk) -> None:
    run_id = await desk.submit()
    await desk.change(ActionRun, action_key="gone.away")
    await desk.work()
    assert (await desk.run(run_id)).state == "failed"


async def test_without_the_lease_nothing_leaves(desk: Desk) -> None:
    desk.durable.lease_lost = True
    run_id = await desk.submit()
    with pytest.raises(asyncio.CancelledError):
        await desk.work()
    assert desk.world.calls == []
    assert await desk.calls(run_id) == []


async def test_one_after_another_for_one_person(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LATER, retry_after=60)]
    first = await desk.submit(Paper.key)
    second = await desk.submit(Switch.key)
    other = await desk.submit(Switch.key, person=1)
    await desk.carry_out(f"action/{first}/1")
    await desk.carry_out(f"action/{second}/1")
    await desk.carry_out(f"action/{other}/1")
    waiting = await desk.run(second)
    assert (waiting.state, waiting.summary) == ("queued", "Waits for the end of “Count up”")
    assert (await desk.run(other)).state == "done"
    await desk.work()
    assert [(await desk.run(each)).state for each in (first, second)] == ["done", "done"]
    assert desk.world.calls == [
        f"/{Paper.key}/u1",
        f"/{Switch.key}/u2",
        f"/{Paper.key}/u1",
        f"/{Switch.key}/u1",
    ]


class TestSweep:
    """What a crash left behind is found again."""

    async def test_a_start_that_was_lost(self, desk: Desk, moved_clock: Callable[..., Any]) -> None:
        run_id = await desk.submit()
        desk.durable.jobs.clear()
        await desk.executor.start_waiting()
        assert not desk.durable.jobs
        moved_clock(seconds=11)
        await desk.executor.start_waiting()
        assert list(desk.durable.jobs) == [f"action/{run_id}/1"]
        await desk.work()
        assert (await desk.run(run_id)).state == "done"

    async def test_what_is_under_way_is_left_alone(
        self, desk: Desk, moved_clock: Callable[..., Any]
    ) -> None:
        run_id = await desk.submit()
        moved_clock(minutes=5)
        await desk.executor.start_waiting()
        assert list(desk.durable.jobs) == [f"action/{run_id}/1"]

    async def test_a_job_that_died_is_followed_by_another_less_and_less_often(
        self, desk: Desk, moved_clock: Callable[..., Any]
    ) -> None:
        run_id = await desk.submit()
        epochs = []
        for _ in range(60):
            desk.durable.ended.update(desk.durable.jobs)
            moved_clock(seconds=11)
            await desk.executor.start_waiting()
            epochs.append((await desk.run(run_id)).epoch)
        assert epochs[0] == 2
        assert 4 <= epochs[-1] <= 6
        desk.durable.ended.discard(f"action/{run_id}/{epochs[-1]}")
        await desk.work()
        assert (await desk.run(run_id)).state == "done"

    async def test_who_waits_for_another_is_not_started(
        self, desk: Desk, moved_clock: Callable[..., Any]
    ) -> None:
        await desk.submit(Paper.key)
        second = await desk.submit(Switch.key)
        await desk.carry_out(f"action/{second}/1")
        moved_clock(seconds=11)
        await desk.executor.start_waiting()
        assert f"action/{second}/2" not in desk.durable.jobs

    async def test_the_delay_of_a_run_that_waits_is_kept(
        self, desk: Desk, moved_clock: Callable[..., Any]
    ) -> None:
        desk.world.replies = [Reply(Kind.LATER, retry_after=600)]
        run_id = await desk.submit()
        await desk.carry_out(f"action/{run_id}/1")
        desk.durable.jobs.pop(f"action/{run_id}/2")
        moved_clock(seconds=300)
        await desk.executor.start_waiting()
        assert f"action/{run_id}/2" not in desk.durable.jobs
        moved_clock(seconds=311)
        await desk.executor.start_waiting()
        await desk.work()
        assert (await desk.run(run_id)).state == "done"


async def test_a_stale_job_does_nothing(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LATER, retry_after=60)]
    run_id = await desk.submit()
    await desk.carry_out(f"action/{run_id}/1")
    await desk.executor.act({"run_id": run_id, "epoch": 1})
    assert len(desk.world.calls) == 1
    await desk.executor.act({"run_id": "nobody", "epoch": 1})
    await desk.work()
    await desk.executor.act({"run_id": run_id, "epoch": 2})
    assert desk.world.effects.total() == 1


async def test_the_same_run_twice_at_once_is_carried_out_once(desk: Desk) -> None:
    run_id = await desk.submit()
    payload = {"run_id": run_id, "epoch": 1}
    await asyncio.gather(*(desk.executor.act(payload) for _ in range(5)))
    assert desk.world.effects.total() == 1
    assert (await desk.run(run_id)).state == "done"


async def test_a_failed_reread_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(_person_id: int) -> None:
        raise DeskhandError("unreachable", "No answer")

    monkeypatch.setattr(desk.executor, "_reread", fails)
    assert (await settled(desk)).state == "done"


def test_the_executor_sweeps_by_itself(desk: Desk) -> None:
    assert isinstance(desk.executor, Executor)
    assert ("actions.start_waiting", 10, desk.executor.start_waiting) in desk.durable._tickers


async def test_an_order_given_while_another_ends_does_not_block_it(desk: Desk) -> None:
    """Both lock the person, and what the layers above keep of him: in the same order."""
    ending = asyncio.Event()
    rows = sa.select(Group.id).order_by(Group.id).limit(1).with_for_update()

    async def lock(session: AsyncSession, event: object) -> None:
        await session.execute(rows)
        if isinstance(event, ActionSettled):
            ending.set()
            # Time for the other transaction to come as far as it can.
            await asyncio.sleep(0.1)

    desk.events.on(ActionSubmitted, lock)
    desk.events.on(ActionSettled, lock)
    first = await desk.submit(Paper.key)

    async def give_another() -> str:
        await ending.wait()
        return await desk.submit(Blurred.key)

    _, second = await asyncio.gather(desk.carry_out(f"action/{first}/1"), give_another())
    await desk.work()
    assert [(await desk.run(each)).state for each in (first, second)] == ["done", "done"]
