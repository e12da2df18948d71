"""Making, reading and changing people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox.client import Okta

PROFILE = {
    "firstName": "Zoë",
    "lastName": "Müller",
    "email": "zoe.mueller@acme.example",
    "login": "zoe.mueller@acme.example",
}


@pytest.mark.parametrize(
    ("query", "password", "status"),
    [
        ({}, "Correct1Horse", "ACTIVE"),
        ({}, None, "PROVISIONED"),
        ({"activate": "false"}, None, "STAGED"),
        ({"activate": "false"}, "Correct1Horse", "STAGED"),
        ({"nextLogin": "changePassword"}, "Correct1Horse", "PASSWORD_EXPIRED"),
    ],
)
async def test_statuses_of_new_people(
    okta: Okta, query: dict[str, str], password: str | None, status: str
) -> None:
    body: dict[str, Any] = {"profile": PROFILE}
    if password:
        body["credentials"] = {"password": {"value": password}}
    got = await okta.post("/api/v1/users", body, **query)
    assert (got.status, got.body["status"]) == (200, status)
    assert ("password" in got.body["credentials"]) == (password is not None)
    assert (got.body["activated"] is None) == (status == "STAGED")
    groups = await okta.walk(f"/api/v1/users/{got.body['id']}/groups")
    assert [group["profile"]["name"] for group in groups] == ["Everyone"]


@pytest.mark.parametrize(
    ("profile", "cause"),
    [
        ({"login": "elena.moreau@acme.example"}, "already exists"),
        ({"login": "ELENA.moreau@acme.example"}, "already exists"),
        ({"firstName": None}, "cannot be left blank"),
        ({"email": "nowhere"}, "form of an email address"),
        ({"shoeSize": "44"}, "not defined in the user schema"),
        ({"remoteWorker": "yes"}, "Must be of type boolean"),
        ({"legalEntity": "Nobody Inc"}, "Must be one of"),
        ({"countryCode": "GER"}, "at most 2"),
        ({"nickName": "🦊"}, "not supported"),
    ],
)
async def test_profiles_follow_the_schema(okta: Okta, profile: dict[str, Any], cause: str) -> None:
    count = len(okta.tenant.users)
    got = await okta.post("/api/v1/users", {"profile": {**PROFILE, **profile}})
    assert (got.status, got.code) == (400, "E0000001")
    assert cause in got.cause
    assert len(okta.tenant.users) == count


async def test_what_a_new_person_may_not_be(okta: Okta) -> None:
    body = {"profile": PROFILE}
    got = await okta.post("/api/v1/users", body, nextLogin="changePassword")
    assert got.code == "E0000124"
    weak = {**body, "credentials": {"password": {"value": "short"}}}
    assert (await okta.post("/api/v1/users", weak)).code == "E0000001"
    everyone = {**body, "groupIds": [okta.tenant.everyone.id]}
    assert (await okta.post("/api/v1/users", everyone)).code == "E0000006"
    assert (await okta.post("/api/v1/users", {**body, "type": {"id": "oty0"}})).code == "E0000007"
    got = await okta.call(
        "POST", "/api/v1/users", body, headers={**okta.headers, "Content-Type": "text/plain"}
    )
    assert got.code == "E0000021"


async def test_rules_receive_a_new_person(okta: Okta) -> None:
    group = okta.group("VPN Users")
    profile = {**PROFILE, "department": "Sales", "city": "Berlin"}
    body = {
        "profile": profile,
        "credentials": {"password": {"value": "Correct1Horse"}},
        "groupIds": [group.id],
    }
    user = (await okta.post("/api/v1/users", body)).body
    groups = {g["profile"]["name"] for g in await okta.walk(f"/api/v1/users/{user['id']}/groups")}
    assert groups == {"Everyone", "VPN Users", "Sales Department", "Berlin Office"}
    given = okta.tenant.app_users.of_right(user["id"])
    labels = {okta.tenant.apps[key].label for key in given}
    assert labels == {"Acme VPN", "Salesforce", "Company Handbook"}


async def test_by_every_name_he_goes_by(okta: Okta) -> None:
    user = okta.user()
    for name in (
        user.id,
        user.login,
        user.login.upper(),
        "elena.moreau",
        "elena.moreau%40acme.example",
    ):
        assert (await okta.get(f"/api/v1/users/{name}")).body["id"] == user.id
    me = await okta.get("/api/v1/users/me")
    assert me.body["profile"]["login"] == "okta.service@acme.example"
    got = await okta.get("/api/v1/users/nobody")
    assert (got.status, got.code) == (404, "E0000007")
    assert got.body["errorSummary"] == "Not found: Resource not found: nobody (User)"


async def test_a_post_keeps_what_it_does_not_name_and_a_put_does_not(okta: Okta) -> None:
    user = okta.user()
    path = f"/api/v1/users/{user.id}"
    okta.tenant.clock.advance(10)
    before = user.last_updated
    got = await okta.post(path, {"profile": {"title": "Sales Lead", "nickName": None}})
    assert got.body["profile"]["title"] == "Sales Lead"
    assert got.body["profile"]["department"] == "Sales"
    assert got.body["lastUpdated"] > before
    kept = {name: user.profile[name] for name in ("login", "email", "firstName", "lastName")}
    got = await okta.put(path, {"profile": {**kept, "department": "IT"}})
    assert "title" not in got.body["profile"]
    names = {g["profile"]["name"] for g in await okta.walk(f"{path}/groups")}
    assert "IT Department" in names
    assert "Sales Department" not in names


async def test_a_new_login_replaces_the_old_one(okta: Okta) -> None:
    user = okta.user()
    login = "elena.martin@acme.example"
    await okta.post(f"/api/v1/users/{user.id}", {"profile": {"login": login}})
    assert (await okta.get(f"/api/v1/users/{login}")).body["id"] == user.id
    assert (await okta.get("/api/v1/users/elena.moreau")).status == 404


async def test_a_change_may_be_made_to_depend_on_what_was_read(okta: Okta) -> None:
    path = f"/api/v1/users/{okta.user().id}"
    tag = (await okta.get(path)).headers["ETag"]
    headers = {**okta.headers, "If-Match": tag}
    body = {"profile": {"nickName": "Leni"}}
    assert (await okta.call("POST", path, body, headers=headers)).status == 200
    body = {"profile": {"nickName": "Lena"}}
    stale = await okta.call("POST", path, body, headers=headers)
    assert (stale.status, stale.code) == (412, "E0000231")
    wrong = await okta.call("POST", path, body, headers={**okta.headers, "If-Match": "x"})
    assert (wrong.status, wrong.code) == (400, "E0000242")


async def test_a_deprovisioned_person_keeps_his_login_and_his_profile(okta: Okta) -> None:
    user = okta.with_status("DEPROVISIONED")
    got = await okta.post(f"/api/v1/users/{user.id}", {"profile": {"title": "Ghost"}})
    assert (got.status, got.code) == (403, "E0000038")
    again = await okta.post("/api/v1/users", {"profile": {**PROFILE, "login": user.login}})
    assert again.code == "E0000001"
    assert (await okta.delete(f"/api/v1/users/{user.id}")).status == 204
    again = await okta.post("/api/v1/users", {"profile": {**PROFILE, "login": user.login}})
    assert again.status == 200


async def test_what_a_person_is_shown_on_the_dashboard(okta: Okta) -> None:
    user, workspace = okta.user(), okta.app("Google Workspace")
    await okta.post(f"/api/v1/apps/{workspace.id}/users", {"id": user.id})
    tiles = await okta.walk(f"/api/v1/users/{user.id}/appLinks")
    mine = [tile for tile in tiles if tile["appInstanceId"] == workspace.id]
    assert len(mine) == 3
    assert {tile["id"] for tile in tiles} == {user.id}
    assert [tile["sortOrder"] for tile in tiles] == list(range(len(tiles)))


async def test_roles_of_administrators(okta: Okta) -> None:
    roles = await okta.walk("/api/v1/users/maya.lindqvist/roles")
    assert [(role["type"], role["assignmentType"]) for role in roles] == [
        ("READ_ONLY_ADMIN", "USER")
    ]
    noah = await okta.walk("/api/v1/users/noah.berg/roles")
    assert [(role["type"], role["assignmentType"]) for role in noah] == [
        ("HELP_DESK_ADMIN", "GROUP")
    ]
    assert await okta.walk(f"/api/v1/users/{okta.user().id}/roles") == []


async def test_the_schema_tells_custom_attributes_from_base_ones(okta: Okta) -> None:
    schema = (await okta.get("/api/v1/meta/schemas/user/default")).body
    custom = schema["definitions"]["custom"]["properties"]
    base = schema["definitions"]["base"]["properties"]
    assert len(base) == 31
    assert {custom[name]["type"] for name in custom} == {"string", "boolean", "integer", "array"}
    profile = (await okta.get(f"/api/v1/users/{okta.user().id}")).body["profile"]
    assert set(profile) <= set(base) | set(custom)
    types = (await okta.get("/api/v1/meta/types/user")).body
    for kind in types:
        identity = kind["_links"]["schema"]["href"].rpartition("/")[2]
        assert (await okta.get(f"/api/v1/meta/schemas/user/{identity}")).body["name"] == kind[
            "name"
        ]
