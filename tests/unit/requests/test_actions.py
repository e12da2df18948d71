"""Actions on requests: the entry, attention for what went wrong, and what employees see of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.actions.declare import Kind, Parameters
from deskhand.directory.model import Group
from deskhand.kernel.context import Actor, ActorKind, Origin, acting
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.live import News
from deskhand.kernel.permissions import Role
from deskhand.requests.model import Status
from deskhand.requests.refs import ref_of
from deskhand.requests.views import Filter
from tests.unit.requests.hands import Hands
from tests.web.desk import Desk
from tests.web.memory import Reset


async def attention(desk: Desk, ref: str) -> str | None:
    return (await Hands(desk, "noah").get(ref)).attention


async def kind_of(desk: Desk, ref: str) -> str | None:
    return (await Hands(desk, "noah").get(ref)).attention_kind


async def group_id(desk: Desk, name: str) -> int:
    async with desk.database.reading() as session:
        found = await session.scalar(sa.select(Group.id).where(Group.name == name))
    assert found is not None
    return found


async def test_a_run_stands_on_the_timeline(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    run_id = await noah.act(ref, "test.join", group=await group_id(desk, "VPN Users"))
    item = (await noah.timeline(ref))[-1]
    assert (item.entry.kind, item.entry.actor_name) == ("action", "Noah Berg")
    run = item.run
    assert run is not None
    assert (run.id, run.title, run.state) == (run_id, "Add to group", "done")
    assert run.summary == "Added to VPN Users."
    assert run.parameters == [{"label": "Group", "value": "VPN Users"}]
    assert [(call.method, call.http_status) for call in run.calls] == [("POST", 200)]
    assert run.person.id == desk.people["elena"]
    assert run.duration_ms is not None
    assert not run.may_retry.allowed


async def test_employees_see_that_it_was_done_and_no_more(desk: Desk) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    ref = await elena.open()
    await noah.act(ref, "test.join", group=await group_id(desk, "VPN Users"))
    desk.door.kind = Kind.REFUSED
    await noah.act(ref)
    good, bad = (each.run for each in (await elena.timeline(ref))[1:] if each.run is not None)
    assert (good.title, good.state, good.summary) == ("Add to group", "done", "Added to VPN Users.")
    assert (bad.title, bad.state, bad.summary) == ("Reset MFA", "failed", None)
    for run in (good, bad):
        assert (run.calls, run.parameters, run.advice) == ([], [], None)
        assert not run.may_retry.allowed
    whole = (await noah.timeline(ref))[-1].run
    assert whole is not None
    assert whole.advice is not None
    assert whole.may_retry.allowed


async def test_who_asked_for_somebody_else_sees_that_it_was_done_and_no_more(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await noah.open(requester_id=desk.people["jonas"], subject_id=desk.people["elena"])
    await noah.act(ref)
    run = (await Hands(desk, "jonas").timeline(ref))[-1].run
    assert run is not None
    # The summary tells which factors Elena had.
    assert (run.title, run.state, run.summary) == ("Reset MFA", "done", None)
    whole = (await noah.timeline(ref))[-1].run
    assert whole is not None
    assert whole.summary == "3 factors cleared."


async def test_a_failure_asks_for_attention_until_it_is_made_good(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    desk.door.kind = Kind.REFUSED
    await noah.act(ref)
    assert await attention(desk, ref) == "Reset MFA: You do not have permission"
    assert await kind_of(desk, ref) == "failed"
    desk.door.kind = Kind.OK
    await noah.act(ref)
    assert (await attention(desk, ref), await kind_of(desk, ref)) == (None, None)


async def test_another_actions_success_does_not_hide_a_failure(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    group = await group_id(desk, "VPN Users")
    desk.door.kind = Kind.REFUSED
    await noah.act(ref)
    await noah.act(ref, "test.join", group=group)
    assert await attention(desk, ref) == "Add to group: You do not have permission"
    desk.door.kind = Kind.OK
    await noah.act(ref, "test.join", group=group)
    assert await attention(desk, ref) == "Reset MFA: You do not have permission"
    await noah.act(ref)
    assert await attention(desk, ref) is None


async def test_another_groups_success_does_not_hide_a_failure(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    vpn, figma = await group_id(desk, "VPN Users"), await group_id(desk, "Figma Editors")
    desk.door.kind = Kind.REFUSED
    await noah.act(ref, "test.join", group=vpn)
    desk.door.kind = Kind.OK
    await noah.act(ref, "test.join", group=figma)
    assert await attention(desk, ref) == "Add to group: You do not have permission"
    await noah.act(ref, "test.join", group=vpn)
    assert await attention(desk, ref) is None


class Way(Parameters):
    """How it is done, which is not to whom."""

    way: str = "email"


async def test_another_way_to_the_same_makes_it_good(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reset, "parameters", Way)
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    desk.door.kind = Kind.REFUSED
    await noah.act(ref, way="email")
    assert await kind_of(desk, ref) == "failed"
    desk.door.kind = Kind.OK
    await noah.act(ref, way="temporary")
    assert await kind_of(desk, ref) is None


async def test_resolving_ends_attention_for_good(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    group = await group_id(desk, "VPN Users")
    desk.door.kind = Kind.REFUSED
    await noah.act(ref)
    await noah.change(ref, 2, status=Status.RESOLVED)
    assert await attention(desk, ref) is None
    await noah.change(ref, 3, status=Status.IN_PROGRESS)
    await noah.act(ref, "test.join", group=group)
    desk.door.kind = Kind.OK
    await noah.act(ref, "test.join", group=group)
    # The failure from before it was resolved does not come back.
    assert await attention(desk, ref) is None


async def test_a_lost_answer_asks_for_attention(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    desk.door.kind = Kind.LOST
    await noah.act(ref)
    assert (await noah.timeline(ref))[-1].run.state == "unknown"  # type: ignore[union-attr]
    assert (await attention(desk, ref) or "").startswith("Reset MFA: ")
    assert await kind_of(desk, ref) == "unknown"


async def test_what_nobody_can_tell_goes_before_a_failure(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    group = await group_id(desk, "VPN Users")
    desk.door.kind = Kind.LOST
    await noah.act(ref)
    desk.door.kind = Kind.REFUSED
    await noah.act(ref, "test.join", group=group)
    assert await kind_of(desk, ref) == "unknown"
    # Repeated, it is a failure that one knows of.
    await noah.act(ref)
    assert await kind_of(desk, ref) == "failed"
    assert (await attention(desk, ref) or "").startswith("Reset MFA: ")
    desk.door.kind = Kind.OK
    await noah.act(ref)
    assert (await attention(desk, ref) or "").startswith("Add to group: ")
    await noah.act(ref, "test.join", group=group)
    assert await kind_of(desk, ref) is None


async def test_a_refused_submission_leaves_nothing(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    with pytest.raises(DeskhandError) as caught:
        await noah.act(ref, "test.join", group=999_999)
    assert caught.value.code == "invalid"
    assert [kind for kind, _ in await noah.told(ref)] == ["opened"]


async def open_and_act(desk: Desk, key: str) -> Any:
    account = desk.staff["noah"]
    person_id = desk.people["elena"]
    with acting(Actor(ActorKind.PERSON, account.name, account.id), Origin.PANEL):
        async with desk.database.transaction() as session:
            ref = await desk.requests.open_for_action(
                session, account, action_key=key, person_id=person_id
            )
            await desk.actions.submit(
                session,
                key=key,
                person_id=person_id,
                parameters={},
                subject_ref=ref,
                role=Role.AGENT,
            )
            return ref


async def test_an_action_without_a_request_opens_one(desk: Desk) -> None:
    ref = await open_and_act(desk, "test.reset")
    row = await Hands(desk, "noah").get(ref)
    assert row.request.title == "Reset MFA: Elena Moreau"
    assert (row.request.status, row.request.assignee_id) == ("in_progress", desk.staff["noah"].id)
    assert (row.requester.id, row.subject.id) == (desk.people["elena"], desk.people["elena"])


async def test_a_request_for_an_action_is_resolved_when_that_is_done(desk: Desk) -> None:
    ref = await open_and_act(desk, "test.reset")
    with desk.live.listen() as news:
        await desk.work()
        told = [news.get_nowait() for _ in range(news.qsize())]
    assert News("request", {"ref": ref}, ref) in told
    noah = Hands(desk, "noah")
    request = (await noah.get(ref)).request
    assert (request.status, request.version) == ("resolved", 2)
    last = (await noah.timeline(ref))[-1].entry
    assert (last.kind, last.actor_name) == ("status", "Deskhand")
    assert "by itself" in (last.body or "")


async def test_a_request_for_an_action_that_failed_stays_until_it_is_done(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    desk.door.kind = Kind.REFUSED
    ref = await open_and_act(desk, "test.reset")
    await desk.work()
    assert (await noah.get(ref)).request.status == "in_progress"
    assert await kind_of(desk, ref) == "failed"
    desk.door.kind = Kind.OK
    await noah.act(ref)
    assert (await noah.get(ref)).request.status == "resolved"
    assert await kind_of(desk, ref) is None


async def test_a_request_for_an_action_waits_for_all_that_is_under_way(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await open_and_act(desk, "test.reset")
    job, payload = desk.durable.waiting.pop(0)
    await noah.submit(ref, "test.join", group=await group_id(desk, "VPN Users"))
    for step in desk.durable.steps_of(job):
        await desk.durable.run_step(job, step, payload)
    states = [each.run.state for each in await noah.timeline(ref, "actions") if each.run]
    assert states == ["done", "queued"]
    assert (await noah.get(ref)).request.status == "in_progress"
    await desk.work()
    assert (await noah.get(ref)).request.status == "resolved"


async def test_the_person_does_not_see_what_was_opened_for_an_action(desk: Desk) -> None:
    ref = await open_and_act(desk, "test.reset")
    elena = Hands(desk, "elena")
    assert await elena.refs(status="all") == []
    assert (await elena.page(Filter("all"))).counts.in_progress == 0
    for attempt in (elena.get(ref), elena.timeline(ref), elena.write(ref, "What is this?")):
        with pytest.raises(DeskhandError) as hidden:
            await attempt
        assert hidden.value.status == 404
    async with desk.database.reading() as session:
        assert not await desk.requests.may_hear(session, elena.account, ref)
        assert await desk.requests.may_hear(session, Hands(desk, "noah").account, ref)


async def test_a_request_that_people_talk_on_is_resolved_by_people(desk: Desk) -> None:
    ref = await open_and_act(desk, "test.reset")
    noah = Hands(desk, "noah")
    with pytest.raises(DeskhandError, match="Only the service desk sees this request"):
        await noah.write(ref, "Nobody would read this.")
    await noah.write(ref, "Wait a moment.", "note")
    await desk.work()
    assert (await Hands(desk, "noah").get(ref)).request.status == "in_progress"


async def test_a_request_that_somebody_filed_is_resolved_by_people(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    await noah.act(ref)
    assert (await noah.get(ref)).request.status == "in_progress"
    kinds = [each.entry.kind for each in await noah.timeline(ref)]
    assert kinds == ["opened", "status", "action"]


async def test_an_action_moves_only_what_is_new(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    await noah.change(ref, 1, status=Status.WAITING)
    await noah.act(ref)
    assert (await noah.get(ref)).request.status == "waiting"


async def test_a_request_that_was_opened_for_a_refused_action_is_undone(desk: Desk) -> None:
    with pytest.raises(DeskhandError):
        await open_and_act(desk, "test.join")
    assert await Hands(desk, "noah").refs(status="all") == []


async def test_two_at_once_make_one_run_and_no_deadlock(desk: Desk) -> None:
    results = await asyncio.gather(
        *(open_and_act(desk, "test.reset") for _ in range(6)), return_exceptions=True
    )
    refused = [each.code for each in results if isinstance(each, DeskhandError)]
    assert refused == ["refused"] * 5
    refs = [each for each in results if isinstance(each, str)]
    assert await Hands(desk, "noah").refs(status="all") == refs


async def test_an_action_is_done_for_the_subject(desk: Desk) -> None:
    noah = desk.staff["noah"]
    ref = await Hands(desk, "noah").open(
        requester_id=desk.people["jonas"], subject_id=desk.people["elena"]
    )
    async with desk.database.reading() as session:
        person_id = desk.people["elena"]
        same = await desk.requests.demand_subject(session, noah, ref.lower(), person_id)
        assert same == ref
        with pytest.raises(DeskhandError) as caught:
            await desk.requests.demand_subject(session, noah, ref, desk.people["jonas"])
    assert caught.value.code == "other_subject"


async def test_the_number_is_written_as_people_read_it() -> None:
    assert ref_of(12) == "REQ-12"
