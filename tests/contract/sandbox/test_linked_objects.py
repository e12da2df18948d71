"""Linked objects: relations between people, and who stands in them."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.sandbox.okta.linked.definitions import MOST
from tests.contract.sandbox.client import Okta

DEFINITIONS = "/api/v1/meta/schemas/user/linkedObjects"
BUDDY: dict[str, Any] = {
    "primary": {"name": "buddy", "title": "Buddy", "description": "Shows around", "type": "USER"},
    "associated": {"name": "newcomer", "title": "Newcomer", "type": "USER"},
}


def linked(body: list[dict[str, Any]]) -> list[str]:
    return [each["_links"]["self"]["href"].rpartition("/")[2] for each in body]


async def test_the_seeds_managers_are_linked_to_their_reports(okta: Okta) -> None:
    [found] = await okta.walk(DEFINITIONS)
    assert (found["primary"]["name"], found["associated"]["name"]) == ("manager", "subordinate")
    assert found["_links"]["self"]["href"] == f"{okta.sandbox.url}{DEFINITIONS}/manager"
    user = okta.user()
    manager = okta.user(user.profile["managerId"])
    path = f"/api/v1/users/{user.id}/linkedObjects/manager"
    assert linked((await okta.get(path)).body) == [manager.id]
    reports = linked((await okta.get(f"/api/v1/users/{manager.id}/linkedObjects/subordinate")).body)
    said = {u.id for u in okta.tenant.users if u.profile.get("managerId") == manager.login}
    assert set(reports) == said - {manager.id}
    assert reports == sorted(reports)


async def test_a_relation_is_made_read_and_deleted(okta: Okta) -> None:
    made = await okta.post(DEFINITIONS, BUDDY)
    assert made.status == 201
    assert made.body["primary"] == BUDDY["primary"]
    assert made.body["associated"] == BUDDY["associated"]
    for name in ("buddy", "newcomer"):
        assert (await okta.get(f"{DEFINITIONS}/{name}")).body == made.body
    first, second = okta.user(), okta.user("noah.berg")
    path = f"/api/v1/users/{first.id}/linkedObjects/buddy"
    assert (await okta.put(f"{path}/{second.id}")).status == 204
    gone = await okta.delete(f"{DEFINITIONS}/newcomer")
    assert (gone.status, gone.body) == (204, None)
    assert (await okta.get(path)).code == "E0000007"
    assert (await okta.get(f"{DEFINITIONS}/buddy")).code == "E0000007"
    await okta.post(DEFINITIONS, BUDDY)
    assert (await okta.get(path)).body == []


async def test_names_of_relations_are_used_once(okta: Okta) -> None:
    both = {
        "primary": {**BUDDY["primary"], "name": "subordinate"},
        "associated": {**BUDDY["associated"], "name": "manager"},
    }
    got = await okta.post(DEFINITIONS, both)
    assert (got.status, got.code) == (409, "E0000127")
    assert len(got.body["errorCauses"]) == 2
    one = {**BUDDY, "associated": {**BUDDY["associated"], "name": "manager"}}
    got = await okta.post(DEFINITIONS, one)
    assert (got.status, len(got.body["errorCauses"])) == (409, 1)
    assert "associated" in got.cause
    assert len(okta.tenant.linked_objects) == 1


@pytest.mark.parametrize(
    ("side", "change"),
    [
        ("primary", {"name": "2nd"}),
        ("primary", {"name": "my-buddy"}),
        ("primary", {"name": None}),
        ("primary", {"title": ""}),
        ("associated", {"type": "GROUP"}),
        ("associated", {"title": "🦊"}),
        ("associated", {"name": "buddy"}),
    ],
)
async def test_what_a_relation_may_not_be(okta: Okta, side: str, change: dict[str, Any]) -> None:
    got = await okta.post(DEFINITIONS, {**BUDDY, side: {**BUDDY[side], **change}})
    assert (got.status, got.code) == (400, "E0000001")
    assert (await okta.post(DEFINITIONS, {"primary": BUDDY["primary"]})).status == 400
    assert len(okta.tenant.linked_objects) == 1


async def test_there_are_so_many_relations_and_no_more(okta: Okta) -> None:
    for number in range(MOST - 1):
        body = {
            "primary": {**BUDDY["primary"], "name": f"one{number}"},
            "associated": {**BUDDY["associated"], "name": f"other{number}"},
        }
        assert (await okta.post(DEFINITIONS, body)).status == 201
    got = await okta.post(DEFINITIONS, BUDDY)
    assert (got.status, got.code) == (400, "E0000093")
    assert len(await okta.walk(DEFINITIONS)) == MOST


async def test_a_person_has_one_primary_in_a_relation(okta: Okta) -> None:
    await okta.post(DEFINITIONS, BUDDY)
    user, first, second = okta.user(), okta.user("noah.berg"), okta.user("maya.lindqvist")
    path = f"/api/v1/users/{user.login}/linkedObjects"
    await okta.put(f"{path}/buddy/{first.id}")
    await okta.put(f"{path}/buddy/{second.login}")
    assert linked((await okta.get(f"{path}/buddy")).body) == [second.id]
    assert (await okta.get(f"/api/v1/users/{first.id}/linkedObjects/newcomer")).body == []
    # Another relation between the same two people ends by itself.
    await okta.put(f"{path}/manager/{second.id}")
    assert linked((await okta.get(f"{path}/manager")).body) == [second.id]
    for _ in range(2):
        assert (await okta.delete(f"{path}/buddy")).status == 204
    assert (await okta.get(f"{path}/buddy")).body == []
    assert linked((await okta.get(f"{path}/manager")).body) == [second.id]


async def test_links_that_nobody_can_set(okta: Okta) -> None:
    user, other = okta.user(), okta.user("noah.berg")
    path = f"/api/v1/users/{user.id}/linkedObjects"
    before = list(okta.tenant.linked_people)
    for method, tail in (
        ("PUT", f"subordinate/{other.id}"),
        ("PUT", f"nothing/{other.id}"),
        ("PUT", "manager/nobody"),
        ("DELETE", "subordinate"),
        ("GET", "nothing"),
    ):
        got = await okta.call(method, f"{path}/{tail}")
        assert (got.status, got.code) == (404, "E0000007"), tail
    await okta.control("PUT", "admins/okta.service", {"roles": ["HELP_DESK_ADMIN"]})
    assert (await okta.put(f"{path}/manager/{other.id}")).code == "E0000006"
    assert (await okta.post(DEFINITIONS, BUDDY)).code == "E0000006"
    assert (await okta.delete(f"{DEFINITIONS}/manager")).code == "E0000006"
    assert (await okta.get(f"{path}/manager")).status == 200
    assert list(okta.tenant.linked_people) == before


async def test_the_links_of_deleted_people_are_gone(okta: Okta) -> None:
    manager = next(
        user
        for user in okta.tenant.users
        if okta.tenant.linked_people.of_left(user.id) and not okta.tenant.roles_of(user)
    )
    report = next(iter(okta.tenant.linked_people.of_left(manager.id)))
    for _ in range(2):
        await okta.delete(f"/api/v1/users/{manager.id}")
    assert (await okta.get(f"/api/v1/users/{manager.id}")).status == 404
    assert (await okta.get(f"/api/v1/users/{report}/linkedObjects/manager")).body == []
    touched = {key for row in okta.tenant.linked_people for key in row.pair}
    assert manager.id not in touched
