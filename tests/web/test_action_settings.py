"""What an administrator sets for actions, over HTTP, and what the gate makes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from deskhand.kernel.permissions import Role
from tests.web.client import Browser
from tests.web.desk import Desk

Open = Callable[..., Awaitable[Browser]]
PATH = "/api/v1/action-settings"


async def settings(browser: Browser) -> dict[str, dict[str, Any]]:
    return {each["key"]: each for each in (await browser.get(PATH)).json["items"]}


async def test_the_defaults_are_shown_to_the_desk(browser: Open) -> None:
    found = await settings(await browser("noah"))
    assert list(found) == ["test.reset", "test.hand", "test.end", "test.join"]
    assert found["test.reset"] == {
        "key": "test.reset",
        "title": "Reset MFA",
        "group": "User",
        "description": "Clear all enrolled factors.",
        "risk": "high",
        "enabled": True,
        "roles": ["administrator", "agent"],
        "possible_roles": ["administrator", "agent"],
        "note": None,
        "changed_at": None,
        "changed_by": None,
    }
    end = found["test.end"]
    assert end["roles"] == end["possible_roles"] == ["administrator"]
    assert end["note"] == "Only an administrator may deprovision people."


async def test_what_is_switched_off_is_refused_with_the_place_to_mend_it(
    browser: Open, desk: Desk
) -> None:
    maya, noah = await browser("maya"), await browser("noah")
    off = {"enabled": False, "roles": ["agent"]}
    changed = (await maya.send("PUT", f"{PATH}/test.reset", off)).json
    assert (changed["enabled"], changed["roles"]) == (False, ["agent"])
    assert changed["changed_by"] == "Maya Lindqvist"
    body = {"key": "test.reset", "person_id": desk.people["elena"]}
    for each in (maya, noah):
        refused = await each.post("/api/v1/actions", body)
        assert (refused.status, refused.json["code"]) == (409, "refused")
        assert refused.json["detail"] == "Reset MFA is switched off here."
        assert refused.json["next"]["href"] == "/settings/integrations/okta?tab=actions"
    assert (await noah.get("/api/v1/requests?status=all")).json["total"] == 0


async def test_bad_settings_say_what_is_wrong(browser: Open) -> None:
    maya = await browser("maya")
    for key, body, field in (
        ("test.end", {"enabled": True, "roles": ["agent"]}, "roles"),
        ("test.reset", {"enabled": True, "roles": ["employee"]}, "roles"),
        ("test.reset", {"enabled": True, "roles": []}, "roles"),
    ):
        refused = await maya.send("PUT", f"{PATH}/{key}", body)
        assert refused.status == 422
        assert [each["field"] for each in refused.json["errors"]] == [field]
    nowhere = await maya.send("PUT", f"{PATH}/none", {"enabled": True, "roles": ["agent"]})
    assert nowhere.status == 404


async def test_two_who_set_the_same_at_once_are_both_heard(browser: Open) -> None:
    maya = await browser("maya")
    bodies = [{"enabled": each, "roles": ["agent"]} for each in (True, False) * 3]
    replies = await asyncio.gather(
        *(maya.send("PUT", f"{PATH}/test.reset", body) for body in bodies)
    )
    assert [reply.status for reply in replies] == [200] * 6
    assert [reply.json["enabled"] for reply in replies] == [True, False] * 3


async def test_only_administrators_change_them(browser: Open) -> None:
    body = {"enabled": True, "roles": ["agent"]}
    assert (await (await browser("noah")).send("PUT", f"{PATH}/test.reset", body)).status == 403


async def test_a_name_is_typed_for_what_cannot_be_taken_back(browser: Open, desk: Desk) -> None:
    maya, elena = await browser("maya"), desk.people["elena"]
    offered = (await maya.get(f"/api/v1/people/{elena}/actions")).json["items"]
    names = {each["key"]: each["confirm_name"] for each in offered}
    assert (names["test.end"], names["test.reset"]) == ("Elena Moreau", None)
    body = {"key": "test.end", "person_id": elena}
    for typed in ({}, {"confirm_name": "Elena Moro"}):
        refused = await maya.post("/api/v1/actions", {**body, **typed})
        assert refused.status == 422
        assert refused.json["errors"] == [
            {"field": "confirm_name", "message": "Type Elena Moreau to confirm."}
        ]
    done = await maya.post("/api/v1/actions", {**body, "confirm_name": "elena moreau"})
    assert done.status == 202


async def test_a_secret_is_shown_once_and_is_in_no_other_answer(browser: Open, desk: Desk) -> None:
    noah, maya = await browser("noah"), await browser("maya")
    body = {"key": "test.hand", "person_id": desk.people["elena"]}
    run = (await noah.post("/api/v1/actions", body)).json
    await desk.work()
    path = f"/api/v1/actions/{run['id']}"
    before = await noah.get(path)
    assert before.json["secret"]["state"] == "waiting"
    assert before.json["secret"]["may_reveal"]["allowed"]
    told = await noah.post(f"{path}/secret")
    assert told.json == {"label": "temporary password", "value": "hush-hush-1"}
    assert told.headers["Cache-Control"] == "no-store"
    again = await noah.post(f"{path}/secret")
    assert (again.status, again.json["code"]) == (410, "secret_gone")
    after = await maya.get(path)
    assert after.json["secret"]["state"] == "shown"
    assert after.json["secret"]["shown_by"] == "Noah Berg"
    timeline = await maya.get(f"/api/v1/requests/{run['request_ref']}/timeline")
    for answer in (before, after, again, timeline):
        assert b"hush" not in answer.body


async def as_role(browser: Open, desk: Desk, key: str, role: Role) -> Browser:
    """Signed in anew: a change of role ends all sessions."""
    async with desk.database.transaction() as session:
        await desk.accounts.set_role(session, desk.staff[key].email, role)
    return await browser(key)


async def test_a_secret_asks_the_rights_of_now(browser: Open, desk: Desk) -> None:
    """An administrator orders what only administrators may, and is made an agent."""
    maya = await browser("maya")
    only = {"enabled": True, "roles": ["administrator"]}
    assert (await maya.send("PUT", f"{PATH}/test.hand", only)).status == 200
    noah = await as_role(browser, desk, "noah", Role.ADMINISTRATOR)
    body = {"key": "test.hand", "person_id": desk.people["elena"]}
    run = (await noah.post("/api/v1/actions", body)).json
    await desk.work()
    noah = await as_role(browser, desk, "noah", Role.AGENT)
    path = f"/api/v1/actions/{run['id']}"
    shown = (await noah.get(path)).json["secret"]
    refused = await noah.post(f"{path}/secret")
    assert (refused.status, refused.json["code"]) == (403, "forbidden")
    assert refused.json["detail"] == shown["may_reveal"]["reason"]
    assert "Reset password is not for your role (agent)." in refused.json["detail"]
    assert (shown["state"], shown["may_reveal"]["allowed"]) == ("waiting", False)
    assert b"hush" not in refused.body
    assert (await maya.post(f"{path}/secret")).json["value"] == "hush-hush-1"
