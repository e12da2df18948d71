"""Requests over HTTP: the shapes that the interface reads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tests.web.client import Browser
from tests.web.desk import Desk

Open = Callable[..., Awaitable[Browser]]
REQUESTS = "/api/v1/requests"


async def test_an_employee_asks_and_the_desk_answers(browser: Open, desk: Desk) -> None:
    elena, noah = await browser("elena"), await browser("noah")
    made = (await elena.post(REQUESTS, {"title": "New phone", "description": "Help"})).json
    assert (made["ref"], made["origin"], made["status"]) == ("REQ-1", "employee_portal", "new")
    assert made["may"]["reply"] == {"allowed": True, "reason": None, "next": None}
    assert made["may"]["set_status"]["allowed"] is False
    assert "employee" in made["may"]["set_status"]["reason"]
    ref = f"{REQUESTS}/{made['ref']}"
    note = await noah.post(f"{ref}/messages", {"kind": "note", "body": "VIP"})
    assert (note.status, note.json["visibility"]) == (201, "internal")
    reply = await noah.post(f"{ref}/messages", {"kind": "reply", "body": "On it."})
    assert reply.json["actor"] == {"kind": "person", "name": "Noah Berg"}
    seen = (await noah.get(ref)).json
    assert (seen["status"], seen["version"], seen["description"]) == ("in_progress", 2, "Help")
    items = (await elena.get(f"{ref}/timeline")).json["items"]
    assert [each["kind"] for each in items] == ["opened", "reply", "status"]
    assert items[2]["change"] == {"from": "new", "to": "in_progress"}
    listed = (await elena.get(REQUESTS)).json
    assert (listed["total"], listed["counts"]["open"]) == (1, 1)
    assert listed["items"][0]["requester"]["id"] == desk.people["elena"]


async def test_assign_and_take_away(browser: Open, desk: Desk) -> None:
    noah = await browser("noah")
    ref = (await noah.post(REQUESTS, {"title": "Mine"})).json["ref"]
    accounts = (await noah.get("/api/v1/accounts")).json["items"]
    assert [each["name"] for each in accounts] == ["Maya Lindqvist", "Noah Berg"]
    me = desk.staff["noah"].id
    taken = await noah.patch(f"{REQUESTS}/{ref}", {"version": 1, "assignee_id": me})
    assert taken.json["assignee"] == {"id": me, "name": "Noah Berg", "role": "agent"}
    same = await noah.patch(f"{REQUESTS}/{ref}", {"version": 2, "status": "waiting"})
    assert same.json["assignee"]["id"] == me
    left = await noah.patch(f"{REQUESTS}/{ref}", {"version": 3, "assignee_id": None})
    assert left.json["assignee"] is None
    assert (await noah.get(f"{REQUESTS}?mine=true")).json["total"] == 0


async def test_of_two_changes_of_one_version_one_is_refused(browser: Open) -> None:
    noah, maya = await browser("noah"), await browser("maya")
    ref = (await noah.post(REQUESTS, {"title": "Wanted by two"})).json["ref"]
    replies = await asyncio.gather(
        noah.patch(f"{REQUESTS}/{ref}", {"version": 1, "status": "waiting"}),
        maya.patch(f"{REQUESTS}/{ref}", {"version": 1, "status": "resolved"}),
    )
    assert sorted(each.status for each in replies) == [200, 409]
    [refused] = [each.json for each in replies if each.status == 409]
    assert (refused["code"], refused["next"]["kind"]) == ("stale", "refresh")


async def test_what_is_not_ones_own_is_not_there(browser: Open) -> None:
    noah, jonas = await browser("noah"), await browser("jonas")
    ref = (await noah.post(REQUESTS, {"title": "Noah's"})).json["ref"]
    for reply in (
        await jonas.get(f"{REQUESTS}/{ref}"),
        await jonas.get(f"{REQUESTS}/{ref}/timeline"),
        await jonas.post(f"{REQUESTS}/{ref}/messages", {"kind": "reply", "body": "Hi"}),
    ):
        assert (reply.status, reply.json["code"]) == (404, "not_found")


async def test_an_employee_says_that_it_is_solved(browser: Open) -> None:
    elena, noah = await browser("elena"), await browser("noah")
    made = (await elena.post(REQUESTS, {"title": "New phone"})).json
    ref = f"{REQUESTS}/{made['ref']}"
    assert made["may"]["resolve"]["allowed"]
    assert (made["priority"], made["attention_kind"], made["resolved_at"]) == (None, None, None)
    assert (await noah.get(ref)).json["priority"] == "normal"
    await noah.patch(ref, {"version": 1, "priority": "urgent"})
    assert (await elena.get(f"{REQUESTS}?priority=low&sort=priority")).json["total"] == 1
    for change in ({"status": "waiting"}, {"status": "resolved", "priority": "urgent"}, {}):
        refused = await elena.patch(ref, {"version": 2, **change})
        assert (refused.status, refused.json["code"]) == (403, "forbidden")
    solved = (await elena.patch(ref, {"version": 2, "status": "resolved"})).json
    assert (solved["status"], solved["may"]["resolve"]["allowed"]) == ("resolved", False)
    assert solved["resolved_at"] is not None
    await elena.post(f"{ref}/messages", {"kind": "reply", "body": "It is back."})
    seen = (await noah.get(ref)).json
    assert (seen["status"], seen["resolved_at"]) == ("in_progress", None)
    assert seen["last_message_at"] is not None


async def test_what_is_sent_again_under_its_key_is_written_once(browser: Open) -> None:
    elena = await browser("elena")
    key = {"headers": {"Idempotency-Key": "8f1b"}}
    body = {"title": "New phone", "description": "Help"}
    made, again = [await elena.post(REQUESTS, body, **key) for _ in range(2)]
    assert (made.status, again.status, made.json) == (201, 201, again.json)
    messages = f"{REQUESTS}/{made.json['ref']}/messages"
    other = {"headers": {"Idempotency-Key": "8f1c"}}
    reply = {"kind": "reply", "body": "Any news?"}
    first, second = [await elena.post(messages, reply, **other) for _ in range(2)]
    assert (first.status, first.json) == (201, second.json)
    assert (await elena.get(REQUESTS)).json["total"] == 1
    refused = await elena.post(messages, {**reply, "body": "Another text"}, **other)
    assert (refused.status, refused.json["code"]) == (422, "invalid")


async def test_the_timeline_in_parts(browser: Open) -> None:
    noah = await browser("noah")
    ref = f"{REQUESTS}/{(await noah.post(REQUESTS, {'title': 'Mine'})).json['ref']}"
    await noah.post(f"{ref}/messages", {"kind": "note", "body": "For us"})
    await noah.patch(ref, {"version": 1, "priority": "high"})
    found = (await noah.get(f"{ref}/timeline?kind=notes")).json
    assert [each["body"] for each in found["items"]] == ["For us"]
    assert found["counts"] == {"all": 3, "public": 1, "notes": 1, "actions": 0}
    whole = (await noah.get(f"{ref}/timeline")).json["items"]
    assert whole[2]["change"] == {"from": "normal", "to": "high"}
    assert (whole[2]["kind"], whole[2]["visibility"]) == ("priority", "internal")
