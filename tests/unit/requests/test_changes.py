"""Who may change what: one at a time, many at once, and what an employee may do with his own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Permission, Role, granted
from deskhand.requests.model import Priority, Status
from tests.unit.requests.hands import Hands
from tests.web.desk import Desk

OK, FORBIDDEN, ABSENT = "ok", "forbidden", "not_found"
# What is tried on a request of Elena's: by herself, another employee, an agent, an administrator.
TABLE: dict[str, tuple[dict[str, Any], tuple[str, str, str, str]]] = {
    "resolve": ({"status": Status.RESOLVED}, (OK, ABSENT, OK, OK)),
    "wait": ({"status": Status.WAITING}, (FORBIDDEN, ABSENT, OK, OK)),
    "begin": ({"status": Status.IN_PROGRESS}, (FORBIDDEN, ABSENT, OK, OK)),
    "assign": ({"assignee_id": None}, (FORBIDDEN, ABSENT, OK, OK)),
    "rank": ({"priority": Priority.URGENT}, (FORBIDDEN, ABSENT, OK, OK)),
    "resolve and rank": (
        {"status": Status.RESOLVED, "priority": Priority.URGENT},
        (FORBIDDEN, ABSENT, OK, OK),
    ),
    "resolve and assign": (
        {"status": Status.RESOLVED, "assignee_id": None},
        (FORBIDDEN, ABSENT, OK, OK),
    ),
    "nothing": ({}, (FORBIDDEN, ABSENT, OK, OK)),
}


async def outcome(change: Any) -> str:
    try:
        await change
    except DeskhandError as error:
        return error.code
    return OK


@pytest.mark.parametrize("name", TABLE)
async def test_who_may_change_what(desk: Desk, name: str) -> None:
    options, expected = TABLE[name]
    for key, wanted in zip(("elena", "jonas", "noah", "maya"), expected, strict=True):
        ref = await Hands(desk, "elena").open()
        found = await outcome(Hands(desk, key).change(ref, 1, **options))
        assert found == wanted, (name, key)
        request = (await Hands(desk, "noah").get(ref)).request
        assert (request.version == 1) == (wanted != OK or name in {"nothing", "assign"})


async def test_what_one_may_is_said_before_it_is_tried(desk: Desk) -> None:
    ref = await Hands(desk, "elena").open()
    row = await Hands(desk, "noah").get(ref)
    for account in desk.staff.values():
        may = desk.requests.may(account, row.request)
        works = Permission.REQUESTS_WORK in granted(Role(account.role))
        assert may.reply.allowed
        for verdict in (may.note, may.set_status, may.assign, may.set_priority):
            assert verdict.allowed == works
        assert may.resolve.allowed == (works or account.person_id == row.requester.id)
    await Hands(desk, "elena").change(ref, 1, status=Status.RESOLVED)
    row = await Hands(desk, "noah").get(ref)
    may = desk.requests.may(desk.staff["elena"], row.request)
    assert not may.resolve.allowed
    assert "It is resolved" in (may.resolve.reason or "")


async def test_solved_says_the_requester_and_a_reply_opens_it_again(desk: Desk) -> None:
    elena, noah = Hands(desk, "elena"), Hands(desk, "noah")
    ref = await elena.open()
    with pytest.raises(DeskhandError) as caught:
        await elena.change(ref, 7, status=Status.RESOLVED)
    assert caught.value.code == "stale"
    await elena.change(ref, 1, status=Status.RESOLVED)
    last = (await noah.timeline(ref))[-1].entry
    assert (last.actor_name, last.visibility) == ("Elena Moreau", "public")
    await elena.write(ref, "It is back.")
    assert (await noah.get(ref)).request.status == "in_progress"


async def test_the_priority_is_the_desks_business(desk: Desk) -> None:
    elena, noah = Hands(desk, "elena"), Hands(desk, "noah")
    ref = await elena.open()
    with desk.live.listen() as news:
        await noah.change(ref, 1, priority=Priority.HIGH)
        assert news.get_nowait().request_ref is None
    await noah.change(ref, 2, priority=Priority.HIGH)
    assert await noah.told(ref) == [
        ("opened", None),
        ("priority", {"from": "normal", "to": "high"}),
    ]
    assert [kind for kind, _ in await elena.told(ref)] == ["opened"]
    async with desk.database.reading() as session:
        events = await session.scalars(
            sa.select(AuditEvent).where(AuditEvent.tag == "request:priority:change")
        )
        [event] = events
    assert event.details == {"from": "normal", "to": "high"}


async def test_many_are_changed_and_what_fails_takes_nothing_with_it(desk: Desk) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    first, second, third = [await elena.open() for _ in range(3)]
    await noah.change(second, 1, status=Status.WAITING)
    outcomes = await noah.change_all(
        [first, "REQ-999", second.lower(), "nonsense", first, third], status=Status.WAITING
    )
    assert outcomes == [
        ("changed", ""),
        ("failed", "There is no such request."),
        ("unchanged", ""),
        ("failed", "There is no such request."),
        ("changed", ""),
    ]
    for ref in (first, second, third):
        request = (await noah.get(ref)).request
        assert (request.status, request.version) == ("waiting", 2)
        assert [kind for kind, _ in await noah.told(ref)] == ["opened", "status"]


async def test_many_are_given_to_the_desk_only(desk: Desk) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    refs = [await elena.open() for _ in range(2)]
    outcomes = await noah.change_all(
        refs, status=Status.IN_PROGRESS, assignee_id=desk.staff["elena"].id
    )
    assert outcomes == [("failed", "Choose somebody of the service desk.")] * 2
    # The status of a request is not changed either when its assignee is refused.
    assert [(await noah.get(ref)).request.status for ref in refs] == ["new", "new"]
    outcomes = await noah.change_all(
        refs, assignee_id=noah.account.id, priority=Priority.URGENT, status=Status.RESOLVED
    )
    assert outcomes == [("changed", "")] * 2
    assert [kind for kind, _ in await noah.told(refs[0])] == [
        *("opened", "status", "assignment", "priority")
    ]
    async with desk.database.reading() as session:
        tags = list(
            await session.scalars(
                sa.select(AuditEvent.tag)
                .where(AuditEvent.thing == f"request/{refs[1][4:]}")
                .order_by(AuditEvent.id)
            )
        )
    assert tags == [
        "request:request:create",
        "request:status:change",
        "request:assignee:change",
        "request:priority:change",
    ]


async def test_many_are_the_desks_business(desk: Desk) -> None:
    elena, noah = Hands(desk, "elena"), Hands(desk, "noah")
    ref = await elena.open()
    for who, options, code in (
        (elena, {"status": Status.RESOLVED}, "forbidden"),
        (noah, {}, "invalid"),
    ):
        with pytest.raises(DeskhandError) as caught:
            await who.change_all([ref], **options)
        assert caught.value.code == code
    assert (await noah.get(ref)).request.version == 1


async def test_the_last_of_two_bulk_changes_wins_and_both_are_told(desk: Desk) -> None:
    noah, maya = Hands(desk, "noah"), Hands(desk, "maya")
    refs = [await Hands(desk, "elena").open() for _ in range(4)]
    results = await asyncio.gather(
        noah.change_all(refs, status=Status.WAITING),
        maya.change_all(list(reversed(refs)), status=Status.RESOLVED),
    )
    assert list(results) == [[("changed", "")] * 4] * 2
    for ref in refs:
        assert (await noah.get(ref)).request.version == 3
        assert [kind for kind, _ in await noah.told(ref)] == ["opened", "status", "status"]
