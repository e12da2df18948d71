"""Actions over HTTP: offers, the one gate, the record."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from deskhand.actions.declare import Kind
from tests.web.client import Browser
from tests.web.desk import Desk

Open = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def noah(browser: Open) -> Browser:
    return await browser("noah")


async def offers(noah: Browser, person_id: int, more: str = "") -> dict[str, Any]:
    found = (await noah.get(f"/api/v1/people/{person_id}/actions{more}")).json["items"]
    return {each["key"]: each for each in found}


async def test_offers_bring_their_form_and_words(noah: Browser, desk: Desk) -> None:
    found = await offers(noah, desk.people["elena"])
    reset, join = found["test.reset"], found["test.join"]
    assert reset["confirm_label"] == "Reset MFA for Elena Moreau"
    assert reset["verdict"] == {"allowed": True, "reason": None, "next": None}
    assert reset["effects"] == ["Elena Moreau loses all factors."]
    assert (reset["group"], join["group"]) == ("User", "Groups")
    assert join["form"]["properties"]["group"]["x-picker"] == "okta.group"


async def test_an_action_on_a_request(noah: Browser, desk: Desk) -> None:
    elena = desk.people["elena"]
    asked = {"title": "Locked out", "requester_id": elena}
    ref = (await noah.post("/api/v1/requests", asked)).json["ref"]
    body = {"key": "test.reset", "person_id": elena, "request_ref": ref}
    reply = await noah.post("/api/v1/actions", body)
    run = reply.json
    assert (reply.status, run["state"], run["request_ref"]) == (202, "queued", ref)
    assert not (await offers(noah, elena))["test.reset"]["verdict"]["allowed"]
    again = await noah.post("/api/v1/actions", body)
    assert (again.status, again.json["code"]) == (409, "refused")
    await desk.work()
    done = (await noah.get(f"/api/v1/actions/{run['id']}")).json
    assert (done["state"], done["summary"]) == ("done", "3 factors cleared.")
    [write] = [each for each in done["calls"] if each["purpose"] == "write"]
    assert (write["http_status"], write["okta_request_id"]) == (200, "req-1")
    assert done["duration_ms"] >= 0
    items = (await noah.get(f"/api/v1/requests/{ref}/timeline")).json["items"]
    assert items[-1]["action"] == done


async def test_without_a_request_one_is_opened(noah: Browser, desk: Desk) -> None:
    body = {"key": "test.reset", "person_id": desk.people["elena"]}
    ref = (await noah.post("/api/v1/actions", body)).json["request_ref"]
    request = (await noah.get(f"/api/v1/requests/{ref}")).json
    assert request["title"] == "Reset MFA: Elena Moreau"
    assert request["assignee"]["name"] == "Noah Berg"
    assert request["subject"]["id"] == desk.people["elena"]


async def test_the_person_must_be_the_requests_subject(noah: Browser, desk: Desk) -> None:
    asked = {"title": "Locked out", "requester_id": desk.people["elena"]}
    ref = (await noah.post("/api/v1/requests", asked)).json["ref"]
    jonas = desk.people["jonas"]
    body = {"key": "test.reset", "person_id": jonas, "request_ref": ref}
    refused = await noah.post("/api/v1/actions", body)
    assert (refused.status, refused.json["code"]) == (409, "other_subject")
    asked_for = await noah.get(f"/api/v1/people/{jonas}/actions?request={ref}")
    assert asked_for.json["code"] == "other_subject"


async def test_a_failure_tells_what_okta_said_and_can_be_repeated(
    noah: Browser, desk: Desk
) -> None:
    desk.door.kind = Kind.REFUSED
    body = {"key": "test.reset", "person_id": desk.people["elena"]}
    first = (await noah.post("/api/v1/actions", body)).json
    await desk.work()
    failed = (await noah.get(f"/api/v1/actions/{first['id']}")).json
    assert (failed["state"], failed["may_retry"]["allowed"]) == ("failed", True)
    assert failed["advice"]["next"] == [{"kind": "retry", "label": "Try again", "href": None}]
    [call] = failed["calls"]
    assert (call["error_code"], call["state"]) == ("E0000006", "answered")
    listed = (await noah.get("/api/v1/requests?attention=true&status=all")).json
    assert listed["items"][0]["attention"] == "Reset MFA: You do not have permission"
    desk.door.kind = Kind.OK
    again = await noah.post(f"/api/v1/actions/{first['id']}/retry")
    assert (again.status, again.json["request_ref"]) == (202, first["request_ref"])
    await desk.work()
    assert (await noah.get("/api/v1/requests?attention=true&status=all")).json["total"] == 0


def under(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


async def test_an_order_whose_answer_was_lost_is_given_once_more(noah: Browser, desk: Desk) -> None:
    body = {"key": "test.reset", "person_id": desk.people["elena"]}
    first = await noah.post("/api/v1/actions", body, headers=under("k1"))
    await desk.work()
    again = await noah.post("/api/v1/actions", body, headers=under("k1"))
    assert (again.status, again.json["id"]) == (202, first.json["id"])
    assert (again.json["state"], desk.door.writes) == ("done", 1)
    # Nor is there a second request for it.
    assert (await noah.get("/api/v1/requests?status=all")).json["total"] == 1
    on_it = {**body, "request_ref": first.json["request_ref"]}
    same = await noah.post("/api/v1/actions", on_it, headers=under("k1"))
    assert same.json["id"] == first.json["id"]
    other = await noah.post("/api/v1/actions", on_it, headers=under("k2"))
    assert (other.status, other.json["id"] != first.json["id"]) == (202, True)


async def test_a_key_stands_for_one_order(noah: Browser, desk: Desk) -> None:
    body = {"key": "test.reset", "person_id": desk.people["elena"]}
    await noah.post("/api/v1/actions", body, headers=under("k1"))
    other = {**body, "person_id": desk.people["jonas"]}
    reply = await noah.post("/api/v1/actions", other, headers=under("k1"))
    assert (reply.status, reply.json["code"]) == (422, "invalid")
    assert (await noah.get("/api/v1/requests?status=all")).json["total"] == 1


async def test_a_repetition_is_given_once_under_a_key(noah: Browser, desk: Desk) -> None:
    desk.door.kind = Kind.REFUSED
    body = {"key": "test.reset", "person_id": desk.people["elena"]}
    path = f"/api/v1/actions/{(await noah.post('/api/v1/actions', body)).json['id']}/retry"
    await desk.work()
    desk.door.kind = Kind.OK
    first = await noah.post(path, headers=under("k1"))
    await desk.work()
    again = await noah.post(path, headers=under("k1"))
    assert again.json["id"] == first.json["id"]
    assert desk.door.writes == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "\xe4"])
async def test_a_key_is_short_and_visible(noah: Browser, desk: Desk, key: str) -> None:
    body = {"key": "test.reset", "person_id": desk.people["elena"]}
    reply = await noah.post("/api/v1/actions", body, headers=under(key))
    assert reply.status == 422
    assert [each["field"] for each in reply.json["errors"]] == ["Idempotency-Key"]


async def test_wrong_values_are_told_by_field(noah: Browser, desk: Desk) -> None:
    body = {"key": "test.join", "person_id": desk.people["elena"], "parameters": {"group": "x"}}
    reply = await noah.post("/api/v1/actions", body)
    assert (reply.status, [each["field"] for each in reply.json["errors"]]) == (422, ["group"])
    assert (await noah.get("/api/v1/requests?status=all")).json["total"] == 0


@pytest.mark.parametrize("group", [0, -1, 2**63, 10**30])
async def test_a_group_that_cannot_be(noah: Browser, desk: Desk, group: int) -> None:
    body = {"key": "test.join", "person_id": desk.people["elena"], "parameters": {"group": group}}
    reply = await noah.post("/api/v1/actions", body)
    assert (reply.status, [each["field"] for each in reply.json["errors"]]) == (422, ["group"])


@pytest.mark.parametrize(
    "body", [{"key": "test.nothing", "person_id": 1}, {"key": "test.reset", "person_id": 999}]
)
async def test_what_is_not_there(noah: Browser, body: dict[str, Any]) -> None:
    assert (await noah.post("/api/v1/actions", body)).json["code"] == "not_found"


async def test_groups_are_picked_by_name(noah: Browser, desk: Desk) -> None:
    path = f"/api/v1/pickers/okta.group?q=vpn&person_id={desk.people['elena']}"
    [choice] = (await noah.get(path)).json["items"]
    assert (choice["label"], choice["disabled_reason"]) == ("VPN Users", "Already a member")
