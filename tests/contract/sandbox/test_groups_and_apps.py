"""Groups, rules and applications: what gives what, and what Okta refuses."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.sandbox.okta.membership import MOST_EXCLUDED
from tests.contract.sandbox.client import Okta


@pytest.mark.parametrize(
    ("group", "method", "status", "code"),
    [
        ("Everyone", "PUT", 501, "E0000060"),
        ("Everyone", "DELETE", 403, "E0000006"),
        ("Finance File Share", "PUT", 403, "E0000006"),
        ("Finance File Share", "DELETE", 403, "E0000006"),
    ],
)
async def test_only_okta_groups_take_members(
    okta: Okta, group: str, method: str, status: int, code: str
) -> None:
    path = f"/api/v1/groups/{okta.group(group).id}/users/{okta.user().id}"
    got = await okta.call(method, path)
    assert (got.status, got.code) == (status, code)
    assert not (await okta.calls())[-1]["effect"]


async def test_membership_calls_may_be_repeated(okta: Okta) -> None:
    group, user = okta.group("Payroll Viewers"), okta.user()
    path = f"/api/v1/groups/{group.id}/users/{user.id}"
    await okta.delete(path)
    seen = len(await okta.calls())
    for method in ("PUT", "PUT", "DELETE", "DELETE"):
        got = await okta.call(method, path)
        assert (got.status, got.body) == (204, None)
    effects = [call["effect"] for call in (await okta.calls())[seen:]]
    assert effects == [True, False, True, False]
    assert (await okta.put(f"/api/v1/groups/{group.id}/users/00unobody")).code == "E0000007"
    assert (await okta.put(f"/api/v1/groups/00gnone/users/{user.id}")).code == "E0000007"


async def test_apps_come_and_go_with_the_group(okta: Okta) -> None:
    group, app, user = okta.group("Payroll Viewers"), okta.app("Payroll Reports"), okta.user()
    member = f"/api/v1/groups/{group.id}/users/{user.id}"
    given = f"/api/v1/apps/{app.id}/users/{user.id}"
    await okta.delete(member)
    assert (await okta.get(given)).status == 404
    await okta.put(member)
    got = (await okta.get(given)).body
    assert got["scope"] == "GROUP"
    assert got["_links"]["group"]["name"] == group.name
    refused = await okta.delete(given)
    assert (refused.status, refused.code) == (403, "E0000046")
    assert "group memberships grant them access" in refused.cause
    await okta.delete(member)
    assert (await okta.get(given)).code == "E0000007"


async def test_a_direct_assignment_outlives_the_group(okta: Okta) -> None:
    group, app, user = okta.group("Payroll Viewers"), okta.app("Payroll Reports"), okta.user()
    given = f"/api/v1/apps/{app.id}/users/{user.id}"
    await okta.put(f"/api/v1/groups/{group.id}/users/{user.id}")
    first = await okta.post(f"/api/v1/apps/{app.id}/users", {"id": user.id, "scope": "USER"})
    assert (first.status, first.body["scope"]) == (200, "USER")
    again = await okta.post(f"/api/v1/apps/{app.id}/users", {"id": user.id})
    assert (again.status, again.code) == (409, "E0000062")
    assert (await okta.delete(given)).code == "E0000046"
    await okta.delete(f"/api/v1/groups/{group.id}/users/{user.id}")
    assert (await okta.get(given)).body["scope"] == "USER"
    assert (await okta.delete(given)).status == 204
    assert (await okta.delete(given)).status == 404


async def test_groups_get_and_lose_apps(okta: Okta) -> None:
    group, app = okta.group("Expense Approvers"), okta.app("Travel Portal")
    members = set(okta.tenant.memberships.of_left(group.id))
    path = f"/api/v1/apps/{app.id}/groups/{group.id}"
    before = dict(okta.tenant.app_users.of_left(app.id))
    got = await okta.put(path)
    assert (got.status, got.body["id"], got.body["priority"]) == (200, group.id, 0)
    live = {key for key in members if okta.tenant.users[key].status != "DEPROVISIONED"}
    assert live <= set(okta.tenant.app_users.of_left(app.id))
    assert [g["id"] for g in await okta.walk(f"/api/v1/apps/{app.id}/groups")] == [group.id]
    apps = await okta.walk(f"/api/v1/groups/{group.id}/apps")
    assert [each["id"] for each in apps] == [app.id]
    assert (await okta.delete(path)).status == 204
    assert set(okta.tenant.app_users.of_left(app.id)) == set(before)
    assert (await okta.delete(path)).status == 404


@pytest.mark.parametrize("status", ["SUSPENDED", "DEPROVISIONED"])
async def test_inactive_people_get_no_apps(okta: Okta, status: str) -> None:
    app = okta.app("Canteen Menu")
    got = await okta.post(f"/api/v1/apps/{app.id}/users", {"id": okta.with_status(status).id})
    assert (got.status, got.code) == (403, "E0000117")


async def test_assignments_obey_the_scheme_of_the_app(okta: Okta) -> None:
    user, shared, intranet = okta.user(), okta.app("Press Archive"), okta.app("Acme Intranet")
    okta.tenant.app_users.remove(intranet.id, user.id)
    body = {"id": user.id, "credentials": {"userName": "elena"}}
    assert (await okta.post(f"/api/v1/apps/{shared.id}/users", body)).code == "E0000041"
    got = await okta.post(f"/api/v1/apps/{intranet.id}/users", body)
    assert got.body["credentials"] == {"userName": "elena"}
    assert (got.body["status"], got.body["syncState"]) == ("ACTIVE", "DISABLED")
    path = f"/api/v1/apps/{intranet.id}/users/{user.id}"
    got = await okta.post(path, {"credentials": {"userName": "leni"}})
    assert got.body["credentials"] == {"userName": "leni"}
    workspace = okta.app("Google Workspace")
    okta.tenant.app_users.remove(workspace.id, user.id)
    got = await okta.post(f"/api/v1/apps/{workspace.id}/users", {"id": user.id})
    assert (got.body["status"], got.body["syncState"]) == ("PROVISIONED", "SYNCHRONIZED")
    embedded = await okta.get(path, expand="user")
    assert embedded.body["_embedded"]["user"]["id"] == user.id
    assert (await okta.post(f"/api/v1/apps/{intranet.id}/users", {})).code == "E0000001"
    assert (await okta.post(f"/api/v1/apps/{intranet.id}/users", {"id": "x"})).code == "E0000007"


async def test_what_a_mapping_fills_is_not_given_by_hand(okta: Okta) -> None:
    user, app = okta.user(), okta.app("Google Workspace")
    okta.tenant.app_users.remove(app.id, user.id)
    path = f"/api/v1/apps/{app.id}/users"
    got = await okta.post(path, {"id": user.id, "profile": {"title": "Boss"}})
    assert (got.status, got.code) == (403, "E0000075")
    assert okta.tenant.app_users.get(app.id, user.id) is None
    got = await okta.post(path, {"id": user.id, "profile": {"licence": "Business"}})
    assert got.body["profile"]["licence"] == "Business"
    assert got.body["profile"]["title"] == user.profile["title"]
    got = await okta.post(f"{path}/{user.id}", {"profile": {"email": "x@acme.example"}})
    assert got.code == "E0000075"


async def test_an_app_goes_only_after_it_was_deactivated(okta: Okta) -> None:
    app = okta.app("Acme Intranet")
    path = f"/api/v1/apps/{app.id}"
    assert okta.tenant.app_users.of_left(app.id)
    got = await okta.delete(path)
    assert (got.status, got.code) == (403, "E0000056")
    assert okta.tenant.app_users.of_left(app.id)
    await okta.post(f"{path}/lifecycle/deactivate")
    assert (await okta.delete(path)).status == 204
    assert (await okta.get(path)).code == "E0000007"
    assert (await okta.delete(path)).code == "E0000007"
    assert not okta.tenant.app_users.of_left(app.id)
    assert not any(token.app_id == app.id for token in okta.tenant.oauth_tokens)
    assert app.id not in {each["id"] for each in await okta.walk("/api/v1/apps")}


async def test_an_inactive_app_keeps_its_people(okta: Okta) -> None:
    user, app = okta.user(), okta.app("Acme VPN")
    await okta.put(f"/api/v1/groups/{okta.group('VPN Users').id}/users/{user.id}")
    assert (await okta.post(f"/api/v1/apps/{app.id}/lifecycle/deactivate")).body == {}
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/deactivate")
    assert set(okta.tenant.app_users.of_right(user.id)) == {app.id}
    refused = await okta.post(f"/api/v1/apps/{app.id}/users", {"id": okta.user("noah.berg").id})
    assert refused.status == 403


async def test_a_removed_member_is_not_put_back_by_his_rule(okta: Okta) -> None:
    group, user = okta.group("Sales Department"), okta.user()
    path = f"/api/v1/groups/{group.id}/users/{user.id}"
    [rule] = await okta.walk(f"{path}/group-rules")
    assert rule["conditions"]["expression"]["value"] == 'user.department=="Sales"'
    assert (await okta.delete(path)).status == 204
    excluded = (await okta.get(f"/api/v1/groups/rules/{rule['id']}")).body["conditions"]
    assert excluded["people"]["users"]["exclude"] == [user.id]
    await okta.post(f"/api/v1/users/{user.id}", {"profile": {"title": "Account Manager"}})
    assert okta.tenant.memberships.get(group.id, user.id) is None
    await okta.put(path)
    again = (await okta.get(f"/api/v1/groups/rules/{rule['id']}")).body["conditions"]
    assert again["people"]["users"]["exclude"] == [user.id]


async def test_a_full_exclusion_list_keeps_the_member(okta: Okta) -> None:
    group, user = okta.group("Sales Department"), okta.user()
    rule = next(rule for rule in okta.tenant.rules if group.id in rule.group_ids)
    rule.excluded_users = [f"00u{number:017}" for number in range(MOST_EXCLUDED)]
    got = await okta.delete(f"/api/v1/groups/{group.id}/users/{user.id}")
    assert (got.status, got.code) == (400, "E0000001")
    assert okta.tenant.memberships.get(group.id, user.id)


async def test_rules_stop_and_start(okta: Okta) -> None:
    group = okta.group("Sales Department")
    rule = next(rule for rule in okta.tenant.rules if group.id in rule.group_ids)
    before = {
        key
        for key in okta.tenant.memberships.of_left(group.id)
        if okta.tenant.users[key].status != "DEPROVISIONED"
    }
    path = f"/api/v1/groups/rules/{rule.id}"
    assert (await okta.post(f"{path}/lifecycle/deactivate")).status == 204
    assert (await okta.get(path)).body["status"] == "INACTIVE"
    assert not before & set(okta.tenant.memberships.of_left(group.id))
    await okta.post(f"{path}/lifecycle/activate")
    assert before <= set(okta.tenant.memberships.of_left(group.id))
    names = (await okta.get("/api/v1/groups/rules", expand="groupIdToGroupNameMap")).body
    assert {"Sales Department"} <= {
        name for each in names for name in each["_embedded"]["groupIdToGroupNameMap"].values()
    }


async def test_rules_are_made_changed_and_removed(okta: Okta) -> None:
    group = okta.group("Figma Editors")
    parisians = {u.id for u in okta.tenant.users if u.profile["city"] == "Paris"}
    live = {key for key in parisians if okta.tenant.users[key].status != "DEPROVISIONED"}
    by_hand = set(okta.tenant.memberships.of_left(group.id))
    value = {"value": 'user.city=="Paris"', "type": "urn:okta:expression:1.0"}
    body = {
        "type": "group_rule",
        "name": "Paris draws",
        "conditions": {"expression": value},
        "actions": {"assignUserToGroups": {"groupIds": [group.id]}},
    }
    made = (await okta.post("/api/v1/groups/rules", body)).body
    assert made["status"] == "INACTIVE"
    assert set(okta.tenant.memberships.of_left(group.id)) == by_hand
    path = f"/api/v1/groups/rules/{made['id']}"
    assert (await okta.post(f"{path}/lifecycle/activate")).status == 204
    assert set(okta.tenant.memberships.of_left(group.id)) == by_hand | live
    assert live - by_hand
    assert (await okta.put(path, body)).code == "E0000001"
    wrong: tuple[dict[str, Any], ...] = (
        {"name": "Fill Sales Department"},
        {"conditions": {"expression": {"value": "user.city=="}}},
        {"actions": {"assignUserToGroups": {"groupIds": [okta.tenant.everyone.id]}}},
        {"actions": {}},
    )
    for change in wrong:
        assert (await okta.post("/api/v1/groups/rules", {**body, **change})).code == "E0000001"
    got = await okta.delete(path, removeUsers="true")
    assert (got.status, got.body) == (202, {})
    assert set(okta.tenant.memberships.of_left(group.id)) == by_hand
    assert (await okta.get(path)).code == "E0000007"


async def test_members_of_a_removed_rule_stay(okta: Okta) -> None:
    group = okta.group("Sales Department")
    rule = next(rule for rule in okta.tenant.rules if group.id in rule.group_ids)
    members = set(okta.tenant.memberships.of_left(group.id))
    await okta.delete(f"/api/v1/groups/rules/{rule.id}")
    found = okta.tenant.memberships.of_left(group.id)
    assert set(found) == members
    assert all(row.direct and not row.rules for row in found.values())


async def test_groups_are_made_renamed_and_removed(okta: Okta) -> None:
    body = {"profile": {"name": "Chess Club", "description": "Thursdays"}}
    made = (await okta.post("/api/v1/groups", body)).body
    assert (made["type"], made["objectClass"]) == ("OKTA_GROUP", ["okta:user_group"])
    assert (await okta.post("/api/v1/groups", body)).code == "E0000001"
    path = f"/api/v1/groups/{made['id']}"
    renamed = await okta.put(path, {"profile": {"name": "Go Club"}})
    assert renamed.body["profile"] == {"name": "Go Club", "description": None}
    assert (await okta.put(path, {"profile": {"name": " "}})).code == "E0000001"
    app, user = okta.app("Travel Portal"), okta.user()
    okta.tenant.app_users.remove(app.id, user.id)
    await okta.put(f"{path}/users/{user.id}")
    await okta.put(f"/api/v1/apps/{app.id}/groups/{made['id']}")
    assert okta.tenant.app_users.get(app.id, user.id)
    assert (await okta.delete(path)).status == 204
    assert okta.tenant.app_users.get(app.id, user.id) is None
    assert (await okta.get(path)).code == "E0000007"
    for name in ("Everyone", "Finance File Share"):
        assert (await okta.delete(f"/api/v1/groups/{okta.group(name).id}")).code == "E0000006"


async def test_every_kind_of_app_is_there(okta: Okta) -> None:
    apps = await okta.walk("/api/v1/apps")
    modes = {app["signOnMode"] for app in apps}
    assert modes == {"SAML_2_0", "OPENID_CONNECT", "BROWSER_PLUGIN", "BOOKMARK", None}
    assert {"saasure", "okta_enduser", "okta_browser_plugin"} <= {app["name"] for app in apps}
    assert [app["label"] for app in apps if app["status"] == "INACTIVE"] == ["Legacy CRM"]
    assert any("PUSH_NEW_USERS" in app["features"] for app in apps)
    active = await okta.walk("/api/v1/apps", filter='status eq "INACTIVE"')
    assert len(active) == 1
    assert [app["label"] for app in await okta.walk("/api/v1/apps", q="fig")] == ["Figma"]
