"""Administrator roles: given to people, groups and service applications, and taken again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox.client import Okta
from tests.contract.sandbox.log import Watch

LAST = "The last super administrator cannot be removed"

SERVICE: dict[str, Any] = {
    "name": "oidc_client",
    "label": "Robot",
    "signOnMode": "OPENID_CONNECT",
    "credentials": {},
    "settings": {
        "oauthClient": {
            "application_type": "service",
            "grant_types": ["client_credentials"],
        }
    },
}


async def holder(okta: Okta, kind: str) -> str:
    """The path of somebody without a role of his own."""
    if kind == "USER":
        return f"/api/v1/users/{okta.user().id}/roles"
    if kind == "GROUP":
        return f"/api/v1/groups/{okta.group('VPN Users').id}/roles"
    app = (await okta.post("/api/v1/apps", SERVICE)).body
    return f"/oauth2/v1/clients/{app['id']}/roles"


@pytest.mark.parametrize(("kind", "status"), [("USER", 201), ("GROUP", 200), ("CLIENT", 200)])
async def test_a_role_is_given_read_and_taken(okta: Okta, kind: str, status: int) -> None:
    path = await holder(okta, kind)
    assert (await okta.get(path)).body == []
    made = await okta.post(path, {"type": "HELP_DESK_ADMIN"})
    assert made.status == status
    role = made.body
    assert (role["type"], role["assignmentType"], role["status"]) == (
        "HELP_DESK_ADMIN",
        kind,
        "ACTIVE",
    )
    assert role["label"] == "Help Desk Administrator"
    assert role["_links"]["assignee"]["href"] == okta.sandbox.url + path.removesuffix("/roles")
    assert (await okta.get(path)).body == [role]
    one = f"{path}/{role['id']}"
    assert (await okta.get(one)).body == role
    again = await okta.post(path, {"type": "HELP_DESK_ADMIN"})
    assert (again.status, again.code) == (409, "E0000090")
    assert (await okta.post(path, {"type": "REPORT_ADMIN"})).status == status
    assert (await okta.delete(one)).status == 204
    assert (await okta.delete(one)).code == "E0000007"
    assert [each["type"] for each in (await okta.get(path)).body] == ["REPORT_ADMIN"]
    noun = "group" if kind == "GROUP" else "user.account"
    told = [
        (event.event_type.removeprefix(f"{noun}.privilege."), event.outcome)
        for event in okta.tenant.events
        if event.event_type.startswith(f"{noun}.privilege.")
    ]
    assert told == [
        ("grant", "SUCCESS"),
        ("grant", "FAILURE"),
        ("grant", "SUCCESS"),
        ("revoke", "SUCCESS"),
    ]


@pytest.mark.parametrize("kind", ["USER", "GROUP", "CLIENT"])
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "E0000001"),
        ({"type": "KING"}, "E0000001"),
        ({"type": "CUSTOM", "role": "cr0x", "resource-set": "iamx"}, "E0000007"),
    ],
)
async def test_roles_that_are_not_given(
    okta: Okta, kind: str, body: dict[str, str], code: str
) -> None:
    path = await holder(okta, kind)
    assert (await okta.post(path, body)).code == code
    assert (await okta.get(path)).body == []
    assert (await okta.get(f"{path}/ra1none")).code == "E0000007"


@pytest.mark.parametrize("kind", ["USER", "GROUP", "CLIENT"])
async def test_only_a_super_administrator_gives_roles(okta: Okta, kind: str) -> None:
    path = await holder(okta, kind)
    made = (await okta.post(path, {"type": "REPORT_ADMIN"})).body
    await okta.control("PUT", "admins/okta.service", {"roles": ["ORG_ADMIN"]})
    got = await okta.post(path, {"type": "SUPER_ADMIN"})
    assert (got.status, got.code) == (403, "E0000006")
    assert (await okta.delete(f"{path}/{made['id']}")).code == "E0000006"
    assert (await okta.get(path)).body == [made]


async def test_a_groups_role_makes_its_members_administrators(okta: Okta) -> None:
    group, user = okta.group("VPN Users"), okta.user()
    await okta.put(f"/api/v1/groups/{group.id}/users/{user.id}")
    admins = okta.tenant.administrators.id
    assert okta.tenant.memberships.get(admins, user.id) is None
    path = f"/api/v1/groups/{group.id}/roles"
    role = (await okta.post(path, {"type": "READ_ONLY_ADMIN"})).body
    assert okta.tenant.memberships.get(admins, user.id)
    [mine] = (await okta.get(f"/api/v1/users/{user.id}/roles")).body
    assert (mine["id"], mine["assignmentType"]) == (role["id"], "GROUP")
    assert mine["_links"]["assignee"]["href"].endswith(f"/groups/{group.id}")
    # What a group gave is not the person's own to lose.
    assert (await okta.delete(f"/api/v1/users/{user.id}/roles/{role['id']}")).code == "E0000007"
    stats = (await okta.get(f"/api/v1/groups/{group.id}", expand="stats")).body["_embedded"]
    assert stats["stats"]["hasAdminPrivilege"] is True
    assert (await okta.delete(f"{path}/{role['id']}")).status == 204
    assert okta.tenant.memberships.get(admins, user.id) is None
    assert (await okta.get(f"/api/v1/users/{user.id}/roles")).body == []


async def test_who_cannot_hold_a_role(okta: Okta) -> None:
    wish = {"type": "REPORT_ADMIN"}
    everyone = await okta.post(f"/api/v1/groups/{okta.tenant.everyone.id}/roles", wish)
    assert (everyone.status, everyone.code) == (403, "E0000006")
    gone = okta.with_status("DEPROVISIONED")
    assert (await okta.post(f"/api/v1/users/{gone.id}/roles", wish)).code == "E0000038"
    intranet = okta.app("Acme Intranet").body["credentials"]["oauthClient"]["client_id"]
    assert (await okta.post(f"/oauth2/v1/clients/{intranet}/roles", wish)).code == "E0000001"
    assert (await okta.get("/oauth2/v1/clients/0oanone/roles")).code == "E0000007"


async def test_a_new_administrator_is_protected_from_lesser_ones(okta: Okta) -> None:
    user = okta.user()
    path = f"/api/v1/users/{user.id}"
    await okta.post(f"{path}/roles", {"type": "APP_ADMIN"}, disableNotifications="true")
    await okta.control("PUT", "admins/okta.service", {"roles": ["ORG_ADMIN"]})
    assert (await okta.post(f"{path}/lifecycle/suspend")).code == "E0000006"
    assert okta.user().status == "ACTIVE"


async def test_no_rule_makes_administrators(okta: Okta) -> None:
    rule = next(rule for rule in okta.tenant.rules if rule.group_ids)
    got = await okta.post(f"/api/v1/groups/{rule.group_ids[0]}/roles", {"type": "REPORT_ADMIN"})
    assert (got.code, got.cause) == (
        "E0000001",
        "A group that a rule fills cannot have administrator roles.",
    )
    wish = {
        "name": "Everybody helps",
        "conditions": {"expression": {"value": "true"}},
        "actions": {"assignUserToGroups": {"groupIds": [okta.group("Okta Help Desk Admins").id]}},
    }
    refused = await okta.post("/api/v1/groups/rules", wish)
    assert (refused.code, refused.cause) == (
        "E0000001",
        "groupIds: Nobody becomes an administrator by a rule",
    )


async def alone(okta: Okta) -> str:
    """The path of the only super administrator, who makes the tests' calls."""
    own = (await okta.get("/api/v1/users/me")).body["id"]
    for user in list(okta.tenant.users):
        for role in [role for role in user.roles if role.type == "SUPER_ADMIN"]:
            if user.id != own:
                path = f"/api/v1/users/{user.id}/roles/{role.id}"
                assert (await okta.delete(path)).status == 204
    return f"/api/v1/users/{own}"


async def test_the_last_super_administrator_stays(okta: Okta) -> None:
    own, watch = await alone(okta), Watch(okta)
    [mine] = (await okta.get(f"{own}/roles")).body
    for method, path, expected in (
        ("DELETE", f"{own}/roles/{mine['id']}", "user.account.privilege.revoke"),
        ("POST", f"{own}/lifecycle/deactivate", "user.lifecycle.deactivate"),
        ("DELETE", own, "user.lifecycle.delete.initiated"),
    ):
        got = await okta.call(method, path)
        assert (got.status, got.code, got.cause) == (400, "E0000001", LAST)
        assert [(kind, result) for kind, _, result in watch.told()] == [(expected, "FAILURE")]
    assert (await okta.get(f"{own}/roles")).body == [mine]
    other = f"/api/v1/users/{okta.user().id}"
    await okta.post(f"{other}/roles", {"type": "SUPER_ADMIN"})
    # Who is on the way out is no successor.
    await okta.control("PUT", "settings", {"transition_seconds": 60})
    assert (await okta.post(f"{other}/lifecycle/deactivate")).status == 200
    assert (await okta.delete(f"{own}/roles/{mine['id']}")).code == "E0000001"


async def test_a_group_is_left_with_the_last_super_administrator(okta: Okta) -> None:
    own = await alone(okta)
    group = (await okta.post("/api/v1/groups", {"profile": {"name": "Owners"}})).body
    path, key = f"/api/v1/groups/{group['id']}", own.rpartition("/")[2]
    await okta.put(f"{path}/users/{key}")
    role = (await okta.post(f"{path}/roles", {"type": "SUPER_ADMIN"})).body
    [mine, _] = (await okta.get(f"{own}/roles")).body
    assert (await okta.delete(f"{own}/roles/{mine['id']}")).status == 204
    for way in (path, f"{path}/users/{key}", f"{path}/roles/{role['id']}"):
        got = await okta.delete(way)
        assert (got.status, got.code, got.cause) == (400, "E0000001", LAST)
    other = f"{path}/users/{okta.user().id}"
    assert [(await okta.put(other)).status, (await okta.delete(other)).status] == [204, 204]
    await okta.post(f"{own}/roles", {"type": "SUPER_ADMIN"})
    assert (await okta.delete(path)).status == 204
