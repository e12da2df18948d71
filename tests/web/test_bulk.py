"""Many requests over HTTP, and what is refused before anything is tried."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.web.client import Browser
from tests.web.desk import Desk

Open = Callable[..., Awaitable[Browser]]
REQUESTS = "/api/v1/requests"


async def test_many_are_given_to_somebody_and_one_is_not_there(browser: Open, desk: Desk) -> None:
    noah = await browser("noah")
    refs = [
        (await noah.post(REQUESTS, {"title": f"Request {number}"})).json["ref"]
        for number in range(3)
    ]
    me = desk.staff["noah"].id
    order = {"refs": [*refs, "REQ-999"], "assignee_id": me, "priority": "high"}
    reply = await noah.post(f"{REQUESTS}/bulk", order)
    assert reply.status == 200
    assert reply.json["items"] == [
        *({"ref": ref, "outcome": "changed", "problem": None} for ref in refs),
        {"ref": "REQ-999", "outcome": "failed", "problem": "There is no such request."},
    ]
    again = await noah.post(f"{REQUESTS}/bulk", order)
    assert [each["outcome"] for each in again.json["items"]] == ["unchanged"] * 3 + ["failed"]
    listed = (await noah.get(f"{REQUESTS}?mine=true&priority=high")).json
    assert (listed["total"], listed["counts"]["mine"]) == (3, 3)
    taken = await noah.post(f"{REQUESTS}/bulk", {"refs": refs[:1], "assignee_id": None})
    assert taken.json["items"][0]["outcome"] == "changed"
    assert (await noah.get(f"{REQUESTS}?unassigned=true")).json["total"] == 1


async def test_what_no_bulk_change_is(browser: Open) -> None:
    noah, elena = await browser("noah"), await browser("elena")
    for body in (
        {"refs": [], "status": "resolved"},
        {"refs": ["REQ-1"] * 201, "status": "resolved"},
        {"refs": ["REQ-1"]},
        {"refs": ["REQ-1"], "status": "gone"},
        {"refs": ["REQ-1"], "priority": "highest"},
    ):
        reply = await noah.post(f"{REQUESTS}/bulk", body)
        assert (reply.status, reply.json["code"]) == (422, "invalid"), body
    refused = await elena.post(f"{REQUESTS}/bulk", {"refs": ["REQ-1"], "status": "resolved"})
    assert (refused.status, refused.json["code"]) == (403, "forbidden")
