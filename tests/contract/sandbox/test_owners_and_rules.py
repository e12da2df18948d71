"""Who owns a group, which rules fill it, and what only a super administrator may change in it."""

from __future__ import annotations

from tests.contract.sandbox.client import Okta


async def test_owners_are_people_or_groups(okta: Okta) -> None:
    [owner] = await okta.walk(f"/api/v1/groups/{okta.group('VPN Users').id}/owners")
    assert owner["id"] == okta.user("maya.lindqvist").id
    assert (owner["type"], owner["displayName"]) == ("USER", "Maya Lindqvist")
    assert (owner["originType"], owner["resolved"]) == ("OKTA_DIRECTORY", True)
    payroll = f"/api/v1/groups/{okta.group('Payroll Viewers').id}/owners"
    found = await okta.walk(payroll, limit=1)
    assert {each["type"] for each in found} == {"USER", "GROUP"}
    assert "Finance Department" in {each["displayName"] for each in found}
    assert (await okta.get(f"/api/v1/groups/{okta.group('Jira Users').id}/owners")).body == []


async def test_a_deleted_owner_owns_nothing(okta: Okta) -> None:
    finance = okta.group("Finance Department")
    assert (await okta.delete(f"/api/v1/groups/{finance.id}")).status == 204
    found = await okta.walk(f"/api/v1/groups/{okta.group('Payroll Viewers').id}/owners")
    assert [each["type"] for each in found] == ["USER"]


async def test_excluded_people_match_the_rule_and_are_not_in_its_group(okta: Okta) -> None:
    group = okta.group("Engineering Department")
    rules = await okta.walk("/api/v1/groups/rules", search="Engineering")
    [rule] = [each for each in rules if each["name"] == "Fill Engineering Department"]
    excluded = rule["conditions"]["people"]["users"]["exclude"]
    assert len(excluded) == 2
    members = {each["id"] for each in await okta.walk(f"/api/v1/groups/{group.id}/users")}
    assert members
    assert not members & set(excluded)
    user = okta.tenant.users[excluded[0]]
    assert user.profile["department"] == "Engineering"
    slack = okta.app("Slack")
    given = await okta.get(f"/api/v1/apps/{slack.id}/users/{user.id}")
    assert given.status == 404 or given.body["scope"] == "USER"
    path = f"/api/v1/groups/{group.id}/users/{user.id}"
    await okta.put(path)
    assert await okta.walk(f"{path}/group-rules") == []
    again = (await okta.get(f"/api/v1/groups/rules/{rule['id']}")).body
    assert again["conditions"]["people"]["users"]["exclude"] == excluded


async def test_a_rule_at_rest_fills_nothing_until_it_is_started(okta: Okta) -> None:
    rules = await okta.walk("/api/v1/groups/rules", limit=2)
    [rule] = [each for each in rules if each["status"] == "INACTIVE"]
    [group_id] = rule["actions"]["assignUserToGroups"]["groupIds"]
    members = okta.tenant.memberships.of_left(group_id)
    before = set(members)
    assert not any(row.rules for row in members.values())
    path = f"/api/v1/groups/rules/{rule['id']}/lifecycle/activate"
    assert (await okta.post(path)).status == 204
    added = set(okta.tenant.memberships.of_left(group_id)) - before
    titles = {okta.tenant.users[key].profile["title"] for key in added}
    assert titles == {"Site Reliability Engineer"}


async def test_a_rule_that_lost_its_groups_is_not_started(okta: Okta) -> None:
    rule = next(rule for rule in okta.tenant.rules if len(rule.group_ids) == 1)
    path = f"/api/v1/groups/rules/{rule.id}"
    assert (await okta.delete(f"/api/v1/groups/{rule.group_ids[0]}")).status == 204
    assert (await okta.get(path)).body["status"] == "INVALID"
    assert (await okta.post(f"{path}/lifecycle/activate")).code == "E0000001"
    assert (await okta.get(path)).body["status"] == "INVALID"


async def test_only_active_rules_are_told_of_a_member(okta: Okta) -> None:
    row = next(
        row
        for row in okta.tenant.memberships
        if row.rules and okta.tenant.users[row.user_id].status == "DEPROVISIONED"
    )
    path = f"/api/v1/groups/{row.group_id}/users/{row.user_id}/group-rules"
    assert [rule["id"] for rule in (await okta.get(path)).body] == row.rules
    for rule in list(row.rules):
        await okta.post(f"/api/v1/groups/rules/{rule}/lifecycle/deactivate")
    # A deactivated person stays in his groups whatever becomes of the rule.
    assert row.rules
    assert (await okta.get(path)).body == []


async def test_a_group_of_administrators_is_for_super_administrators(okta: Okta) -> None:
    group = okta.group("Okta Help Desk Admins")
    found = (await okta.get(f"/api/v1/groups/{group.id}", expand="stats")).body
    assert found["_embedded"]["stats"]["hasAdminPrivilege"] is True
    path = f"/api/v1/groups/{group.id}/users/{okta.user().id}"
    await okta.control("PUT", "admins/okta.service", {"roles": ["ORG_ADMIN"]})
    root, owner = f"/api/v1/groups/{group.id}", okta.user().id
    for method, refused, body in (
        ("PUT", path, None),
        ("DELETE", path, None),
        ("PUT", root, {"profile": {"name": "Owners"}}),
        ("DELETE", root, None),
        ("POST", f"{root}/owners", {"id": owner, "type": "USER"}),
    ):
        got = await okta.call(method, refused, body)
        assert (got.status, got.code) == (403, "E0000006")
    await okta.control("PUT", "admins/okta.service", {"roles": ["SUPER_ADMIN"]})
    assert (await okta.post(f"{root}/owners", {"id": owner, "type": "USER"})).status == 201
    await okta.control("PUT", "admins/okta.service", {"roles": ["ORG_ADMIN"]})
    assert (await okta.delete(f"{root}/owners/{owner}")).code == "E0000006"
    await okta.control("PUT", "admins/okta.service", {"roles": ["SUPER_ADMIN"]})
    assert (await okta.put(path)).status == 204
    assert [role.type for role in okta.tenant.roles_of(okta.user())] == ["HELP_DESK_ADMIN"]


async def test_applications_that_a_group_gives(okta: Okta) -> None:
    for group in okta.tenant.groups:
        stats = (await okta.get(f"/api/v1/groups/{group.id}", expand="stats")).body["_embedded"]
        apps = await okta.walk(f"/api/v1/groups/{group.id}/apps", limit=1)
        assert len(apps) == stats["stats"]["appsCount"]
        assert {each["id"] for each in apps} == set(okta.tenant.app_groups.of_right(group.id))
