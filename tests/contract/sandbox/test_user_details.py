"""Projections of lists, new people of other providers, and what else single parameters do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox.client import Okta

PROFILE = {
    "firstName": "Ada",
    "lastName": "Byron",
    "email": "ada.byron@acme.example",
    "login": "ada.byron@acme.example",
}
USERS = "/api/v1/users"


@pytest.mark.parametrize(
    "query", [{}, {"search": 'status eq "ACTIVE"'}, {"filter": 'status eq "ACTIVE"'}, {"q": "e"}]
)
async def test_lists_hold_what_was_asked_for(okta: Okta, query: dict[str, str]) -> None:
    wish = "status,profile:(firstName, city)"
    full = await okta.walk(USERS, limit=50, **query)
    found = await okta.walk(USERS, limit=50, fields=wish, **query)
    assert [each["id"] for each in found] == [each["id"] for each in full]
    for some, whole in zip(found, full, strict=True):
        assert set(some) == {"id", "status", "profile"}
        assert some["profile"].items() <= whole["profile"].items()
        assert set(some["profile"]) == {"firstName", "city"} & set(whole["profile"])


async def test_whole_profiles_and_wrong_wishes(okta: Okta) -> None:
    [user] = (await okta.get(USERS, q="elena.moreau", fields="profile, created")).body
    assert set(user) == {"id", "profile", "created"}
    assert user["profile"] == okta.user().profile
    for wrong in ("profile:(city", "status:(x)", "(", "id;status"):
        assert (await okta.get(USERS, fields=wrong)).code == "E0000001", wrong


@pytest.mark.parametrize(
    ("kind", "status", "mails"), [("FEDERATION", "ACTIVE", 0), ("LDAP", "PROVISIONED", 1)]
)
async def test_people_whose_password_others_check(
    okta: Okta, kind: str, status: str, mails: int
) -> None:
    body: dict[str, Any] = {
        "profile": PROFILE,
        "credentials": {"provider": {"type": kind, "name": kind}},
    }
    before = len(okta.tenant.mails)
    got = await okta.post(USERS, body, provider="true")
    assert (got.status, got.body["status"]) == (200, status)
    assert got.body["credentials"]["provider"]["type"] == kind
    assert len(okta.tenant.mails) == before + mails
    path = f"{USERS}/{got.body['id']}"
    refused = await okta.post(path, {"credentials": {"password": {"value": "Correct1Horse"}}})
    assert (refused.status, refused.code) == (403, "E0000014")


async def test_providers_that_are_not_taken(okta: Okta) -> None:
    secret = {"password": {"value": "Correct1Horse"}}
    for credentials in (
        {"provider": {"type": "ORACLE"}},
        {"provider": {"type": "FEDERATION"}, **secret},
        {"password": {"hash": {"algorithm": "MD5", "value": "x"}}},
    ):
        body = {"profile": PROFILE, "credentials": credentials}
        assert (await okta.post(USERS, body, provider="true")).code == "E0000001", credentials
    assert okta.tenant.find_user(PROFILE["login"]) is None
    body = {"profile": PROFILE, "credentials": {"provider": {"type": "LDAP"}, **secret}}
    plain = await okta.post(USERS, body)
    assert plain.body["credentials"]["provider"]["type"] == "OKTA"


async def test_standard_attributes_are_changed_where_they_are_mastered(okta: Okta) -> None:
    user = next(
        each
        for each in okta.tenant.users
        if each.provider == "ACTIVE_DIRECTORY" and each.status == "ACTIVE"
    )
    path = f"{USERS}/{user.id}"
    before = dict(user.profile)
    for method in ("POST", "PUT"):
        got = await okta.call(method, path, {"profile": {**before, "title": "Boss"}})
        assert (got.status, got.code) == (403, "E0000023")
    assert user.profile == before
    wish = {"title": before["title"], "floor": before["floor"] + 1}
    got = await okta.post(path, {"profile": wish})
    assert (got.status, got.body["profile"]["floor"]) == (200, before["floor"] + 1)


async def test_a_strict_update_asks_for_another_password(okta: Okta) -> None:
    body = {"profile": PROFILE, "credentials": {"password": {"value": "Correct1Horse"}}}
    path = f"{USERS}/{(await okta.post(USERS, body)).body['id']}"
    same = {"credentials": body["credentials"]}
    got = await okta.post(path, same, strict="true")
    assert (got.status, got.code) == (400, "E0000001")
    assert "used too recently" in got.cause
    assert (await okta.post(path, same)).status == 200
    assert (await okta.post(path, same, strict="yes")).code == "E0000001"
    other = {"credentials": {"password": {"value": "Another1Horse"}}}
    assert (await okta.post(path, other, strict="true")).status == 200


async def test_a_put_holds_to_what_was_read(okta: Okta) -> None:
    user = okta.user()
    path = f"{USERS}/{user.id}"
    kept = {name: user.profile[name] for name in ("login", "email", "firstName", "lastName")}
    read = await okta.get(path)
    headers = {**okta.headers, "If-Match": read.headers["ETag"]}
    await okta.post(path, {"profile": {"title": "Meanwhile"}})
    stale = await okta.call("PUT", path, {"profile": kept}, headers=headers)
    assert (stale.status, stale.code) == (412, "E0000231")
    assert okta.user().profile["title"] == "Meanwhile"
    fresh = {**okta.headers, "If-Match": (await okta.get(path)).headers["ETag"]}
    got = await okta.call("PUT", path, {"profile": kept}, headers=fresh)
    assert got.status == 200
    assert set(got.body["profile"]) == {*kept, "mobilePhone", "secondEmail"}
    lacking = await okta.put(path, {"profile": {**kept, "lastName": None}})
    assert lacking.code == "E0000001"


async def test_an_administrator_is_told_of_a_deletion_when_he_asks(okta: Okta) -> None:
    user = okta.with_status("ACTIVE")
    before = len(okta.tenant.mails)
    await okta.delete(f"{USERS}/{user.id}", sendEmail="true")
    mail = list(okta.tenant.mails)[-1]
    assert (len(okta.tenant.mails), mail.kind) == (before + 1, "deactivation")
    await okta.delete(f"{USERS}/{user.id}", sendEmail="true")
    assert len(okta.tenant.mails) == before + 1
    assert (await okta.get(f"{USERS}/{user.id}")).status == 404


async def test_what_blocks_a_person(okta: Okta) -> None:
    locked = okta.with_status("LOCKED_OUT")
    blocks = [{"type": "DEVICE_BASED", "appliesTo": "ANY_DEVICES"}]
    assert (await okta.get(f"{USERS}/{locked.id}/blocks")).body == blocks
    alone = (await okta.get(f"{USERS}/{locked.id}", expand="blocks")).body
    assert alone["_embedded"] == {"blocks": blocks}
    await okta.post(f"{USERS}/{locked.id}/lifecycle/unlock")
    assert (await okta.get(f"{USERS}/{locked.id}/blocks")).body == []


async def test_a_token_gets_another_name_and_zones(okta: Okta) -> None:
    [token] = await okta.walk("/api/v1/api-tokens")
    path = f"/api/v1/api-tokens/{token['id']}"
    zones = {"connection": "ZONE", "include": ["nzo1"]}
    got = await okta.put(path, {"name": "Desk", "network": zones})
    assert (got.status, got.body["name"], got.body["network"]) == (200, "Desk", zones)
    assert (await okta.get(path)).body == got.body
    assert [e.event_type for e in okta.tenant.events][-1] == "system.api_token.update"
    for wrong in (
        {"name": ""},
        {"userId": okta.user().id},
        {"network": {"connection": "MOON"}},
        {"network": {"connection": "ZONE"}},
        {"network": {"connection": "ANYWHERE", "include": ["nzo1"]}},
    ):
        assert (await okta.put(path, wrong)).code == "E0000001", wrong
    assert (await okta.get(path)).body == got.body
    assert (await okta.put(f"{path}x", {"name": "x"})).code == "E0000007"
    await okta.control("PUT", "admins/okta.service", {"roles": ["ORG_ADMIN"]})
    assert (await okta.put(path, {"name": "x"})).code == "E0000006"
