"""Saved views over HTTP: the shapes that the inbox reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.web.client import Browser
from tests.web.desk import Desk

# The rules are tested on both databases with the service.
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Open = Callable[..., Awaitable[Browser]]
VIEWS = "/api/v1/views"


async def test_a_filter_is_kept_shared_and_deleted(browser: Open, desk: Desk) -> None:
    noah, maya = await browser("noah"), await browser("maya")
    wanted = {"priority": "urgent", "assignee": desk.staff["maya"].id, "sort": "priority"}
    made = await noah.post(VIEWS, {"name": "Urgent of Maya", "filter": wanted})
    assert made.status == 201
    assert made.json["filter"] == {
        "status": "open",
        "mine": False,
        "unassigned": False,
        "attention": False,
        "attention_kind": None,
        "origin": None,
        "q": "",
        **wanted,
    }
    assert (made.json["own"], made.json["shared"]) == (True, False)
    assert (await maya.get(VIEWS)).json["items"] == []
    one = f"{VIEWS}/{made.json['id']}"
    assert (await noah.patch(one, {"shared": True})).json["shared"]
    [seen] = (await maya.get(VIEWS)).json["items"]
    assert (seen["own"], seen["owner"]["name"]) == (False, "Noah Berg")
    assert seen["may_change"]["allowed"]
    renamed = await maya.patch(one, {"name": "Urgent"})
    assert (renamed.json["name"], renamed.json["filter"]) == ("Urgent", made.json["filter"])
    assert (await noah.send("DELETE", one)).status == 204
    assert (await noah.get(VIEWS)).json["items"] == []
    assert (await noah.send("DELETE", one)).status == 404


async def test_an_agent_is_told_whom_to_ask(browser: Open) -> None:
    noah, maya = await browser("noah"), await browser("maya")
    await maya.post(VIEWS, {"name": "Hers", "filter": {}, "shared": True})
    [seen] = (await noah.get(VIEWS)).json["items"]
    assert seen["may_change"] == {
        "allowed": False,
        "reason": "Maya Lindqvist shares this view. Ask Maya Lindqvist or an administrator to "
        "change it.",
        "next": None,
    }
    refused = await noah.patch(f"{VIEWS}/{seen['id']}", {"name": "Mine"})
    assert (refused.status, refused.json["detail"]) == (403, seen["may_change"]["reason"])


async def test_a_filter_that_nobody_knows_is_refused(browser: Open) -> None:
    noah = await browser("noah")
    for wanted in ({"color": "red"}, {"status": "gone"}, {"q": "x" * 201}, {"sort": "name"}):
        reply = await noah.post(VIEWS, {"name": "Odd", "filter": wanted})
        assert (reply.status, reply.json["code"]) == (422, "invalid"), wanted
    named = await noah.post(VIEWS, {"name": "x" * 61, "filter": {}})
    assert named.json["errors"] == [{"field": "name", "message": "Use at most 60 characters."}]
