"""Owners that come and go, what lists of groups show to whom, and what no text may hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox.client import Okta


async def test_an_owner_is_added_and_removed(okta: Okta) -> None:
    group, user, other = okta.group("Jira Users"), okta.user(), okta.group("VPN Users")
    path = f"/api/v1/groups/{group.id}/owners"
    okta.tenant.clock.advance(60)
    made = await okta.post(path, {"id": user.id, "type": "USER"})
    assert made.status == 201
    assert (made.body["displayName"], made.body["type"]) == (user.name, "USER")
    assert made.body["lastUpdated"] > group.last_updated
    assert (await okta.post(path, {"id": other.id, "type": "GROUP"})).status == 201
    assert {each["id"] for each in await okta.walk(path, limit=1)} == {user.id, other.id}
    for kind, key in (("USER", user.id), ("GROUP", other.id)):
        [found] = (await okta.get(path, search=f'type eq "{kind}"')).body
        assert found["id"] == key
    assert (await okta.get(path, search='name eq "x"')).code == "E0000031"
    assert (await okta.delete(f"{path}/{user.id}")).status == 204
    assert (await okta.delete(f"{path}/{user.id}")).code == "E0000007"
    assert [each["id"] for each in await okta.walk(path)] == [other.id]


async def test_who_cannot_own_a_group(okta: Okta) -> None:
    group, user = okta.group("Jira Users"), okta.user()
    path = f"/api/v1/groups/{group.id}/owners"
    await okta.post(path, {"id": user.id, "type": "USER"})
    for body, code in (
        ({"id": user.id, "type": "USER"}, "E0000001"),
        ({"id": user.id, "type": "GROUP"}, "E0000007"),
        ({"id": user.id}, "E0000001"),
        ({"type": "USER"}, "E0000001"),
        ({"id": group.id, "type": "GROUP"}, "E0000001"),
        ({"id": "00unobody", "type": "USER"}, "E0000007"),
    ):
        assert (await okta.post(path, body)).code == code, body
    assert list(okta.tenant.groups[group.id].owners) == [user.id]
    await okta.control("PUT", "admins/okta.service", {"roles": ["HELP_DESK_ADMIN"]})
    assert (await okta.delete(f"{path}/{user.id}")).code == "E0000006"


async def test_the_application_that_a_group_came_from(okta: Okta) -> None:
    imported, plain = okta.group("Finance File Share"), okta.group("Jira Users")
    directory = okta.app("acme.local")
    got = (await okta.get(f"/api/v1/groups/{imported.id}", expand="stats, app")).body["_embedded"]
    assert got["app"] == {
        "id": directory.id,
        "name": "active_directory",
        "label": "acme.local",
        "signOnMode": None,
    }
    assert got["stats"]["usersCount"] == len(okta.tenant.memberships.of_left(imported.id))
    assert "_embedded" not in (await okta.get(f"/api/v1/groups/{plain.id}", expand="app")).body
    found = await okta.walk("/api/v1/groups", search=f'source.id eq "{directory.id}"', expand="app")
    assert [each["id"] for each in found] == [imported.id]
    assert found[0]["_embedded"]["app"]["id"] == directory.id


@pytest.mark.parametrize(
    ("search", "good"),
    [
        ('profile.name co "users"', True),
        ('profile.description co "a"', True),
        ('profile.samAccountName co "fin"', False),
        ('type co "OKTA"', False),
        ('profile.name ew "Users"', False),
        ('type ne "BUILT_IN"', False),
        ('not (type eq "BUILT_IN")', False),
    ],
)
async def test_what_a_search_for_groups_may_ask(okta: Okta, search: str, good: bool) -> None:
    got = await okta.get("/api/v1/groups", search=search)
    assert (got.status == 200) == good
    assert good or got.code == "E0000031"


async def test_a_query_for_names_does_not_page(okta: Okta) -> None:
    everything = await okta.walk("/api/v1/groups")
    start = "okta"
    wanted = [g["id"] for g in everything if g["profile"]["name"].casefold().startswith(start)]
    assert len(wanted) > 1
    got = await okta.get("/api/v1/groups", q=start, limit=1)
    assert ([each["id"] for each in got.body], got.next) == (wanted[:1], None)
    both = await okta.get("/api/v1/groups", q=start, filter='type eq "BUILT_IN"')
    assert [each["profile"]["name"] for each in both.body] == ["Okta Administrators"]


async def test_group_administrators_do_not_see_everyone_in_lists(okta: Okta) -> None:
    everyone = okta.tenant.everyone.id
    for roles, seen in (
        (["USER_ADMIN"], False),
        (["USER_ADMIN", "READ_ONLY_ADMIN"], True),
        (["HELP_DESK_ADMIN"], True),
    ):
        await okta.control("PUT", "admins/okta.service", {"roles": roles})
        for query in ({}, {"search": 'type eq "BUILT_IN"'}, {"q": "Every"}):
            found = {each["id"] for each in await okta.walk("/api/v1/groups", **query)}
            assert (everyone in found) == seen, (roles, query)
        assert (await okta.get(f"/api/v1/groups/{everyone}")).status == 200


async def test_a_deleted_group_makes_nobody_an_administrator(okta: Okta) -> None:
    group, user = okta.group("VPN Users"), okta.user()
    await okta.put(f"/api/v1/groups/{group.id}/users/{user.id}")
    await okta.post(f"/api/v1/groups/{group.id}/roles", {"type": "REPORT_ADMIN"})
    admins = okta.tenant.administrators.id
    assert okta.tenant.memberships.get(admins, user.id)
    assert (await okta.delete(f"/api/v1/groups/{group.id}")).status == 204
    assert okta.tenant.memberships.get(admins, user.id) is None
    assert (await okta.get(f"/api/v1/users/{user.id}/roles")).body == []


async def test_texts_that_need_four_bytes_are_refused_everywhere(okta: Okta) -> None:
    fox, user, group = "Fox 🦊", okta.user(), okta.group("Jira Users")
    intranet, handbook = okta.app("Acme Intranet"), okta.app("Company Handbook")
    okta.tenant.app_users.remove(intranet.id, user.id)
    rule = {
        "type": "group_rule",
        "name": fox,
        "conditions": {"expression": {"value": 'user.city=="Berlin"'}},
        "actions": {"assignUserToGroups": {"groupIds": [group.id]}},
    }
    token = next(iter(okta.tenant.tokens))
    wishes: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/api/v1/groups", {"profile": {"name": fox}}),
        ("PUT", f"/api/v1/groups/{group.id}", {"profile": {"name": "x", "description": fox}}),
        ("POST", "/api/v1/groups/rules", rule),
        ("POST", f"/api/v1/users/{user.id}", {"profile": {"certifications": [fox]}}),
        ("POST", f"/api/v1/apps/{intranet.id}/users", {"id": user.id, "profile": {"x": fox}}),
        ("PUT", f"/api/v1/apps/{handbook.id}/groups/{group.id}", {"profile": {fox: "x"}}),
        ("PUT", f"/api/v1/api-tokens/{token.id}", {"name": fox}),
    ]
    for method, path, body in wishes:
        got = await okta.call(method, path, body)
        assert (got.status, got.code) == (400, "E0000001"), path
        assert "not supported" in got.cause
    assert not (await okta.calls())[-1]["effect"]
