"""Opening, talking and moving: what stands on the timeline afterwards, and for whom."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.kernel import clock
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.live import News
from deskhand.requests.model import Request, Status
from tests.unit.requests.hands import Hands
from tests.web.desk import Desk


def moved(before: str, after: str) -> tuple[str, dict[str, str]]:
    return ("status", {"from": before, "to": after})


async def test_a_request_is_opened_for_oneself(desk: Desk) -> None:
    elena = Hands(desk, "elena")
    ref = await elena.open("  New phone ", description=" It does not let me in. ")
    row = await elena.get(ref)
    assert (row.request.title, row.request.status, row.request.version) == ("New phone", "new", 1)
    assert (row.requester.id, row.subject.id) == (desk.people["elena"], desk.people["elena"])
    [entry] = await elena.timeline(ref)
    assert (entry.entry.kind, entry.entry.body) == ("opened", "It does not let me in.")
    assert entry.entry.actor_name == "Elena Moreau"


async def test_employees_open_for_themselves_only(desk: Desk) -> None:
    elena = Hands(desk, "elena")
    jonas = desk.people["jonas"]
    named: tuple[dict[str, Any], ...] = ({"requester_id": jonas}, {"subject_id": jonas})
    for options in named:
        with pytest.raises(DeskhandError) as caught:
            await elena.open(**options)
        assert caught.value.code == "forbidden"
    own = desk.people["elena"]
    await elena.open(requester_id=own, subject_id=own)


async def test_the_desk_opens_for_others(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await noah.open(requester_id=desk.people["jonas"], subject_id=desk.people["elena"])
    row = await noah.get(ref)
    assert (row.requester.display_name, row.subject.display_name) == ("Jonas Weber", "Elena Moreau")
    assert (await noah.timeline(ref))[0].entry.actor_name == "Noah Berg"


async def test_nobody_is_named_who_is_not_there(desk: Desk) -> None:
    with pytest.raises(DeskhandError) as caught:
        await Hands(desk, "noah").open(requester_id=desk.people["elena"], subject_id=999_999)
    assert [each.field for each in caught.value.errors] == ["subject_id"]


# A space, a zero-width space, the blank of Braille, a filler, a mark without a letter.
@pytest.mark.parametrize("title", ["   ", "\u200b\u2060", "\u2800", "\u3164", "\u0301 \ufe0f"])
async def test_a_title_is_seen(desk: Desk, title: str) -> None:
    with pytest.raises(DeskhandError) as caught:
        await Hands(desk, "elena").open(title)
    assert [each.field for each in caught.value.errors] == ["title"]


@pytest.mark.parametrize("title", ["?", "\U0001f4f1", "\u96fb\u8a71", "\u0646\u200c\u0645"])
async def test_a_title_is_written_in_any_script(desk: Desk, title: str) -> None:
    ref = await Hands(desk, "elena").open(title)
    assert (await Hands(desk, "noah").get(ref)).request.title == title


async def test_an_account_without_a_person_says_who_asks(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    noah.account.person_id = None
    with pytest.raises(DeskhandError) as caught:
        await noah.open()
    assert [each.field for each in caught.value.errors] == ["requester_id"]


async def test_the_desks_first_reply_puts_it_in_progress(desk: Desk) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    ref = await elena.open(description="Help")
    await elena.write(ref, "It is urgent.")
    await noah.write(ref, "Looking at it", "note")
    assert (await noah.get(ref)).request.status == "new"
    await noah.write(ref, "On it.")
    await noah.write(ref, "Done?")
    assert await noah.told(ref) == [
        ("opened", "Help"),
        ("reply", "It is urgent."),
        ("note", "Looking at it"),
        ("reply", "On it."),
        moved("new", "in_progress"),
        ("reply", "Done?"),
    ]
    assert (await noah.get(ref)).request.version == 2


@pytest.mark.parametrize("status", [Status.WAITING, Status.RESOLVED])
async def test_the_requesters_reply_brings_it_back(desk: Desk, status: Status) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    ref = await elena.open()
    await noah.change(ref, 1, status=status)
    await noah.write(ref, "Is it good now?")
    assert (await noah.get(ref)).request.status == status
    await elena.write(ref, "No.")
    request = (await noah.get(ref)).request
    assert (request.status, request.resolved_at, request.version) == ("in_progress", None, 3)
    assert (await noah.told(ref))[-2:] == [("reply", "No."), moved(status, "in_progress")]


async def test_an_agent_who_asks_is_a_requester(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await noah.open()
    await noah.write(ref, "One more thing.")
    assert (await noah.get(ref)).request.status == "new"


async def test_status_and_assignee_change_with_the_version(desk: Desk) -> None:
    noah, maya = Hands(desk, "noah"), Hands(desk, "maya")
    ref = await Hands(desk, "elena").open()
    await noah.change(ref, 1, status=Status.RESOLVED, assignee_id=noah.account.id)
    row = await noah.get(ref)
    assert (row.request.version, row.request.status) == (2, "resolved")
    assert row.assignee is not None
    assert row.assignee.id == noah.account.id
    assert row.request.resolved_at is not None
    await maya.change(ref, 2, assignee_id=maya.account.id)
    await maya.change(ref, 3, assignee_id=None)
    told = await noah.told(ref)
    assert told[1:] == [
        moved("new", "resolved"),
        ("assignment", {"from": None, "to": "Noah Berg"}),
        ("assignment", {"from": "Noah Berg", "to": "Maya Lindqvist"}),
        ("assignment", {"from": "Maya Lindqvist", "to": None}),
    ]


async def test_what_changes_nothing_leaves_no_trace(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    await noah.change(ref, 1, status=Status.NEW, assignee_id=None)
    await noah.change(ref, 1)
    assert (await noah.get(ref)).request.version == 1
    assert [kind for kind, _ in await noah.told(ref)] == ["opened"]


async def test_a_stale_change_is_refused(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    await noah.change(ref, 1, status=Status.WAITING)
    with pytest.raises(DeskhandError) as caught:
        await noah.change(ref, 1, status=Status.RESOLVED)
    assert (caught.value.code, caught.value.status) == ("stale", 409)
    assert (await noah.get(ref)).request.status == "waiting"


async def test_of_many_changes_of_one_version_one_wins(desk: Desk) -> None:
    noah, maya = Hands(desk, "noah"), Hands(desk, "maya")
    ref = await Hands(desk, "elena").open()
    statuses = [Status.WAITING, Status.RESOLVED, Status.IN_PROGRESS] * 3
    results = await asyncio.gather(
        *((noah, maya)[n % 2].change(ref, 1, status=status) for n, status in enumerate(statuses)),
        return_exceptions=True,
    )
    refused = [each.code for each in results if isinstance(each, DeskhandError)]
    assert refused == ["stale"] * 8
    assert (await noah.get(ref)).request.version == 2
    assert len(await noah.timeline(ref)) == 2


async def test_work_is_given_to_the_desk_only(desk: Desk) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    for nobody in (desk.staff["elena"].id, "no-such-account"):
        with pytest.raises(DeskhandError) as caught:
            await noah.change(ref, 1, assignee_id=nobody)
        assert [each.field for each in caught.value.errors] == ["assignee_id"]


async def test_an_assignee_who_left_the_desk_is_still_named(desk: Desk) -> None:
    noah, maya = Hands(desk, "noah"), Hands(desk, "maya")
    ref = await Hands(desk, "elena").open()
    await maya.change(ref, 1, assignee_id=noah.account.id)
    async with desk.database.transaction() as session:
        account = await session.get(type(noah.account), noah.account.id)
        assert account is not None
        account.disabled_at = clock.now()
    await maya.change(ref, 2, assignee_id=maya.account.id)
    assert (await maya.told(ref))[-1] == (
        "assignment",
        {"from": "Noah Berg", "to": "Maya Lindqvist"},
    )


async def test_others_requests_do_not_exist_for_employees(desk: Desk) -> None:
    jonas, elena = Hands(desk, "jonas"), Hands(desk, "elena")
    ref = await Hands(desk, "noah").open(
        requester_id=desk.people["elena"], subject_id=desk.people["jonas"]
    )
    for attempt in (jonas.get(ref), jonas.timeline(ref), jonas.write(ref, "Hello")):
        with pytest.raises(DeskhandError) as caught:
            await attempt
        assert caught.value.code == "not_found"
    assert (await elena.get(ref)).subject.id == desk.people["jonas"]
    with pytest.raises(DeskhandError) as caught:
        await elena.change(ref, 1, status=Status.WAITING)
    assert caught.value.code == "forbidden"
    with pytest.raises(DeskhandError) as caught:
        await elena.write(ref, "Psst", "note")
    assert caught.value.code == "forbidden"


async def test_employees_do_not_see_notes(desk: Desk) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    ref = await elena.open(description="Help")
    await noah.write(ref, "She always says that.", "note")
    await noah.write(ref, "On it.")
    assert [kind for kind, _ in await elena.told(ref)] == ["opened", "reply", "status"]
    assert "note" in [kind for kind, _ in await noah.told(ref)]


async def test_an_empty_message_is_none(desk: Desk) -> None:
    ref = await Hands(desk, "elena").open()
    with pytest.raises(DeskhandError) as caught:
        await Hands(desk, "elena").write(ref, " \n ")
    assert [each.field for each in caught.value.errors] == ["body"]


@pytest.mark.parametrize("ref", ["REQ-999", "REQ-0", "REQ-", "12a", "REQ-9999999999999999999", ""])
async def test_a_reference_that_is_none(desk: Desk, ref: str) -> None:
    with pytest.raises(DeskhandError) as caught:
        await Hands(desk, "noah").get(ref)
    assert caught.value.status == 404


async def test_news_follow_the_commit_and_notes_stay_inside(desk: Desk) -> None:
    noah, elena = Hands(desk, "noah"), Hands(desk, "elena")
    with desk.live.listen() as news:
        ref = await elena.open()
        assert news.get_nowait() == News("request", {"ref": ref}, ref)
        await noah.write(ref, "Only for us", "note")
        assert news.get_nowait() == News("request", {"ref": ref}, None)
        with pytest.raises(DeskhandError):
            await noah.change(ref, 7, status=Status.WAITING)
        assert news.empty()


async def test_changes_are_audited_with_who_did_them(
    desk: Desk, moved_clock: Callable[..., Any]
) -> None:
    noah = Hands(desk, "noah")
    ref = await Hands(desk, "elena").open()
    await noah.change(ref, 1, status=Status.WAITING, assignee_id=noah.account.id)
    async with desk.database.reading() as session:
        found = await session.scalars(
            sa.select(AuditEvent).where(AuditEvent.thing == f"request/{ref[4:]}")
        )
        events = {each.tag: each for each in found}
        correlated = await session.scalar(sa.select(sa.func.count()).select_from(Request))
    assert correlated == 1
    assert events["request:request:create"].actor_name == "Elena Moreau"
    assert events["request:status:change"].details == {"from": "new", "to": "waiting"}
    assert events["request:assignee:change"].details == {"from": None, "to": noah.account.id}
    assert events["request:status:change"].actor_id == noah.account.id
    assert (
        events["request:status:change"].correlation_id
        == events["request:assignee:change"].correlation_id
    )
