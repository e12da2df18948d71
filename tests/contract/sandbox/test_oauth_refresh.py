"""Refresh tokens: what they are worth, how they change, and what ends them."""

from __future__ import annotations

import asyncio

from deskhand.sandbox.okta.oauth.tokens import find_refresh
from tests.contract.sandbox.oauth_client import ADMIN, CALLBACK, OAuth


async def test_a_refresh_token_gives_new_access_tokens(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    scope = "okta.users.read okta.groups.read offline_access"
    tokens = await oauth.signed_in_tokens(scope=scope)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    got = await oauth.by_web(**form)
    assert (got.status, got.body["scope"]) == (200, scope)
    # Without rotation it stays the same.
    assert got.body["refresh_token"] == tokens["refresh_token"]
    got = await oauth.by_web(**form, scope="okta.groups.read")
    assert got.body["scope"] == "okta.groups.read"
    headers = {"Authorization": f"Bearer {got.body['access_token']}"}
    assert (await oauth.okta.call("GET", "/api/v1/users", headers=headers)).status == 403
    got = await oauth.by_web(**form, scope="okta.groups.manage")
    assert (got.status, got.error) == (400, "invalid_scope")
    assert (await oauth.by_web(grant_type="refresh_token")).error == "invalid_request"
    form["refresh_token"] += "x"
    got = await oauth.by_web(**form)
    assert got.told == "The refresh token is invalid or expired."


async def test_scopes_that_were_taken_from_the_client_since(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    tokens = await oauth.signed_in_tokens(scope="okta.users.read okta.groups.read offline_access")
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    grants = (await oauth.okta.get("/api/v1/apps/0oaWeb/grants")).body
    ids = {grant["scopeId"]: grant["id"] for grant in grants}
    path = "/api/v1/apps/0oaWeb/grants"
    assert (await oauth.okta.delete(f"{path}/{ids['okta.groups.read']}")).status == 204
    assert (await oauth.by_web(**form)).body["scope"] == "okta.users.read offline_access"
    assert (await oauth.okta.delete(f"{path}/{ids['okta.users.read']}")).status == 204
    assert (await oauth.by_web(**form)).error == "consent_required"


async def test_administrators_see_and_end_what_a_person_gave(oauth: OAuth) -> None:
    await oauth.web(assigned=[ADMIN])
    await oauth.sign_in()
    asked = {"scope": "okta.users.read offline_access"}
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}
    tokens = (await oauth.by_web(**form, code=await oauth.code(**asked))).body
    root = f"/api/v1/users/{oauth.okta.user(ADMIN).id}/clients/0oaWeb"
    found = (await oauth.okta.get(f"{root}/tokens")).body
    assert [token["scopes"] for token in found] == [["okta.users.read", "offline_access"]]
    grants = (await oauth.okta.get(f"{root}/grants")).body
    assert {grant["scopeId"] for grant in grants} == {"okta.users.read", "offline_access"}
    assert (await oauth.okta.delete(f"{root}/tokens/{found[0]['id']}")).status == 204
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await oauth.okta.call("GET", "/api/v1/users", headers=headers)).status == 401
    # Without the grants the person is asked again.
    assert (await oauth.okta.delete(f"{root}/grants")).status == 204
    assert (await oauth.authorize(**asked)).status == 200


async def test_refresh_tokens_that_rotate(oauth: OAuth) -> None:
    await oauth.web(consent=False, rotate=True)
    first = await oauth.signed_in_tokens()

    async def refresh(value: str) -> dict[str, str]:
        got = await oauth.by_web(grant_type="refresh_token", refresh_token=value)
        found: dict[str, str] = got.body
        return found

    second = await refresh(first["refresh_token"])
    assert second["refresh_token"] != first["refresh_token"]
    # The old one has half a minute of grace, for a client that lost the answer.
    await oauth.okta.control("POST", "clock", {"advance_seconds": 25})
    assert "access_token" in await refresh(first["refresh_token"])
    assert "access_token" in await refresh(second["refresh_token"])
    await oauth.okta.control("POST", "clock", {"advance_seconds": 31})
    # Whoever uses it later has stolen goods: all that came of it ends.
    assert oauth.noted("app.oauth2.token.detect_reuse") == 0
    assert (await refresh(first["refresh_token"]))["error"] == "invalid_grant"
    assert oauth.noted("app.oauth2.token.detect_reuse") == 1
    assert (await refresh(second["refresh_token"]))["error"] == "invalid_grant"
    headers = {"Authorization": f"Bearer {second['access_token']}"}
    got = await oauth.okta.call("GET", "/api/v1/users", headers=headers)
    assert (got.status, got.body) == (401, None)
    assert "The access token has been revoked." in got.headers["WWW-Authenticate"]


async def test_a_refresh_token_ends_with_its_person(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    tokens = await oauth.signed_in_tokens()
    admin = oauth.okta.user(ADMIN)
    assert find_refresh(oauth.okta.tenant, tokens["refresh_token"]) is not None
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    await oauth.okta.control("PUT", f"admins/{ADMIN}", {"roles": []})
    got = await oauth.okta.call("GET", "/api/v1/users", headers=bearer)
    assert (got.status, got.code) == (403, "E0000006")
    # He is in no group of administrators any more, and so he lost the application.
    refused = await oauth.by_web(**form)
    assert refused.told == "The user is not assigned to the client application."
    await oauth.okta.control("PUT", f"admins/{ADMIN}", {"roles": ["SUPER_ADMIN"]})
    assert (await oauth.by_web(**form)).status == 200
    await oauth.okta.control("POST", "tokens", {"token": "00mine", "admin": "maya.lindqvist"})
    await oauth.okta.control("PUT", "admins/maya.lindqvist", {"roles": ["SUPER_ADMIN"]})
    headers = {"Authorization": "SSWS 00mine"}
    path = f"/api/v1/users/{admin.id}/lifecycle/deactivate"
    assert (await oauth.okta.call("POST", path, headers=headers)).status == 200
    assert (await oauth.by_web(**form)).error == "invalid_grant"
    got = await oauth.okta.call("GET", "/api/v1/users", headers=bearer)
    assert (got.status, got.body) == (401, None)


async def test_two_uses_of_one_refresh_token_at_once(oauth: OAuth) -> None:
    await oauth.web(consent=False, rotate=True, grace_seconds=0)
    first = (await oauth.signed_in_tokens())["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": first}
    got = await asyncio.gather(*(oauth.by_web(**form) for _ in range(4)))
    assert sorted(answer.status for answer in got) == [200, 400, 400, 400]
    assert oauth.noted("app.oauth2.token.detect_reuse") == 1
    [second] = [answer.body["refresh_token"] for answer in got if answer.status == 200]
    assert find_refresh(oauth.okta.tenant, second) is None
