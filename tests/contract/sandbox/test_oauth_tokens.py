"""What becomes of tokens: expiry, revocation, introspection, and the published documents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from tests.contract.sandbox.client import ELENA, TOKEN, Got, Okta
from tests.contract.sandbox.oauth_client import ADMIN, SECRET, OAuth, rsa_key


async def using(oauth: OAuth, token: str, method: str = "GET", path: str = "/api/v1/users") -> Got:
    return await oauth.okta.call(method, path, headers={"Authorization": f"Bearer {token}"})


def refusal(got: Got) -> str:
    """What the header says of an access token; the body says nothing."""
    assert got.body is None
    header: str = got.headers["WWW-Authenticate"]
    return header.partition('error_description="')[2].partition('"')[0]


async def test_a_token_lives_an_hour(oauth: OAuth) -> None:
    await oauth.service()
    token = (await oauth.credentials()).body["access_token"]
    await oauth.okta.control("POST", "clock", {"advance_seconds": 3590})
    assert (await using(oauth, token)).status == 200
    await oauth.okta.control("POST", "clock", {"advance_seconds": 11})
    got = await using(oauth, token)
    assert (got.status, refusal(got)) == (401, "The token has expired.")
    # The client's own clock stands where it stood, and it gets another token all the same.
    assert (await using(oauth, (await oauth.credentials()).body["access_token"])).status == 200


async def test_the_header_that_refuses(oauth: OAuth) -> None:
    await oauth.service()
    got = await using(oauth, "rubbish")
    assert (got.status, got.body) == (401, None)
    assert got.headers["WWW-Authenticate"] == (
        f'Bearer authorization_uri="{oauth.base}/oauth2/v1/authorize", realm="{oauth.base}", '
        'scope="okta.users.read", error="invalid_token", '
        'error_description="The access token is invalid.", resource="/api/v1/users"'
    )
    token = (await oauth.credentials()).body["access_token"]
    got = await using(oauth, token, "POST", f"/api/v1/users/{ELENA}/lifecycle/suspend")
    assert (got.status, got.body) == (403, None)
    told = "The access token provided does not contain the required scopes."
    assert refusal(got) == told
    assert 'scope="okta.users.manage"' in got.headers["WWW-Authenticate"]
    assert oauth.okta.user().status == "ACTIVE"


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/api/v1/meta/types/user", "okta.userTypes.read"),
        ("GET", "/api/v1/meta/schemas/user/default", "okta.schemas.read"),
        ("POST", "/api/v1/meta/schemas/user/linkedObjects", "okta.linkedObjects.manage"),
        ("GET", "/api/v1/users/me/linkedObjects/manager", "okta.users.read"),
        ("GET", "/api/v1/users/me/roles", "okta.roles.read"),
        ("POST", "/api/v1/groups/00g/roles", "okta.roles.manage"),
        ("GET", "/oauth2/v1/clients/0oa/roles", "okta.roles.read"),
        ("DELETE", "/api/v1/apps/0oa/grants/oag", "okta.appGrants.manage"),
        ("GET", "/api/v1/logs", "okta.logs.read"),
        ("GET", "/api/v1/api-tokens", "okta.apiTokens.read"),
        ("GET", "/api/v1/org", "okta.orgs.read"),
        ("POST", "/oauth2/v1/global-token-revocation", "okta.universalLogout.manage"),
        # No scope opens these.
        ("DELETE", "/api/v1/api-tokens/current", None),
        ("GET", "/api/v1/dragons", None),
        ("GET", "/oauth2/v1/userinfo", None),
    ],
)
async def test_the_scope_that_a_refusal_names(
    oauth: OAuth, method: str, path: str, scope: str | None
) -> None:
    got = await using(oauth, "rubbish", method, path)
    assert (got.status, got.body) == (401, None)
    named = re.findall(r' scope="(.*?)"', got.headers["WWW-Authenticate"])
    assert named == ([scope] if scope else [])
    [call] = await oauth.okta.calls()
    assert call["error_code"] == "invalid_token"


async def test_credentials_that_are_no_text(oauth: OAuth) -> None:
    await oauth.web()
    for given in ("Bearer é", "Basic é", "Basic /w==", "DPoP é.é.é"):
        headers = {"Authorization": given, "DPoP": "é"}
        assert (await oauth.okta.call("GET", "/api/v1/users", headers=headers)).status == 401
        got = await oauth.token(headers, grant_type="refresh_token")
        assert (got.status, got.error) == (401, "invalid_client")
        # Where nobody has to prove who he is, nobody looks at that.
        assert (await oauth.okta.call("GET", "/oauth2/v1/keys", headers=headers)).status == 200


async def test_an_address_that_is_none(oauth: OAuth) -> None:
    path = "/.well-known/openid-configuration"
    for host, issuer in (
        ('evil"', oauth.base),
        ("", oauth.base),
        ("acme.okta.example, inner", "http://acme.okta.example"),
    ):
        headers = {"X-Forwarded-Host": host, "X-Forwarded-Proto": "javascript"}
        got = await oauth.okta.call("GET", path, headers=headers)
        assert got.body["issuer"] == issuer


async def test_a_token_that_somebody_else_signed(oauth: OAuth) -> None:
    await oauth.service()
    token = (await oauth.credentials()).body["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(token)["kid"]
    forged = jwt.encode(claims, rsa_key(2), algorithm="RS256", headers={"kid": kid})
    assert refusal(await using(oauth, forged)) == "The access token is invalid."
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"kid": kid})
    assert refusal(await using(oauth, unsigned)) == "The access token is invalid."


async def test_a_token_of_another_address(oauth: OAuth) -> None:
    await oauth.service()
    token = (await oauth.credentials()).body["access_token"]
    headers = {"Authorization": f"Bearer {token}", "X-Forwarded-Host": "id.acme.example"}
    got = await oauth.okta.call("GET", "/api/v1/users", headers=headers)
    assert refusal(got) == "The access token provided has an invalid issuer."


async def test_an_id_token_opens_nothing(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    tokens = await oauth.signed_in_tokens(scope="openid okta.users.read")
    got = await using(oauth, tokens["id_token"])
    assert refusal(got) == "The access token provided is not intended for Okta."


@pytest.mark.parametrize("way", ["client", "deactivated", "app"])
async def test_tokens_end_with_their_client(oauth: OAuth, way: str) -> None:
    await oauth.service()
    token = (await oauth.credentials()).body["access_token"]
    assert (await using(oauth, token)).status == 200
    path = "/api/v1/apps/0oaService"
    if way == "client":
        await oauth.okta.control("DELETE", "clients/0oaService")
    else:
        assert (await oauth.okta.post(f"{path}/lifecycle/deactivate")).status == 200
    if way == "app":
        assert (await oauth.okta.delete(path)).status == 204
    got = await using(oauth, token)
    assert (got.status, refusal(got)) == (401, "The access token has been revoked.")
    assert (await oauth.credentials()).status == 401


async def test_revoking(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    tokens = await oauth.signed_in_tokens()
    client = {"client_id": "0oaWeb", "client_secret": SECRET}
    got = await oauth.post("revoke", {"token": tokens["access_token"], **client})
    assert (got.status, got.body) == (200, b"")
    got_call = await using(oauth, tokens["access_token"])
    assert refusal(got_call) == "The access token has been revoked."
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    fresh = (await oauth.by_web(**form)).body["access_token"]
    # With the refresh token everything ends that came of it.
    hint = {"token": tokens["refresh_token"], "token_type_hint": "refresh_token"}
    assert (await oauth.post("revoke", hint | client)).status == 200
    assert refusal(await using(oauth, fresh)) == "The access token has been revoked."
    assert (await oauth.by_web(**form)).error == "invalid_grant"
    assert oauth.noted("app.oauth2.token.revoke") == 2
    # Nobody learns from it what there is.
    assert (await oauth.post("revoke", {"token": "made-up"} | client)).status == 200
    assert (await oauth.post("revoke", {"token": "x"})).status == 401
    assert (await oauth.post("revoke", client)).error == "invalid_request"
    odd = client | {"token": "x", "token_type_hint": "cookie"}
    assert (await oauth.post("revoke", odd)).error == "invalid_request"


async def test_a_client_ends_its_own_tokens_only(oauth: OAuth) -> None:
    await oauth.service()
    await oauth.web()
    token = (await oauth.credentials()).body["access_token"]
    client = {"client_id": "0oaWeb", "client_secret": SECRET}
    assert (await oauth.post("revoke", {"token": token} | client)).status == 200
    assert (await using(oauth, token)).status == 200
    assert (await oauth.post("introspect", {"token": token} | client)).body == {"active": False}


async def test_introspection(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    tokens = await oauth.signed_in_tokens()
    client = {"client_id": "0oaWeb", "client_secret": SECRET}
    got = (await oauth.post("introspect", {"token": tokens["access_token"]} | client)).body
    user = oauth.okta.user(ADMIN)
    assert (got["active"], got["username"], got["uid"]) == (True, ADMIN, user.id)
    assert got["exp"] - got["iat"] == 3600
    assert (got["aud"], got["iss"], got["client_id"]) == (oauth.base, oauth.base, "0oaWeb")
    assert got["jti"].startswith("AT.")
    assert got["scope"] == "okta.users.read offline_access"
    got = (await oauth.post("introspect", {"token": tokens["refresh_token"]} | client)).body
    assert (got["active"], got["sub"]) == (True, ADMIN)
    for text in ("made-up", tokens["access_token"][:-4], tokens["refresh_token"] + "x"):
        got = (await oauth.post("introspect", {"token": text} | client)).body
        assert got == {"active": False}
    await oauth.okta.control("POST", "clock", {"advance_seconds": 3601})
    got = (await oauth.post("introspect", {"token": tokens["access_token"]} | client)).body
    assert got == {"active": False}


@pytest.mark.parametrize("way", ["sessions", "everything"])
async def test_the_end_of_all_that_a_person_is_signed_in_to(oauth: OAuth, way: str) -> None:
    await oauth.web(consent=False)
    tokens = await oauth.signed_in_tokens()
    user = oauth.okta.user(ADMIN)
    if way == "sessions":
        got = await oauth.okta.delete(f"/api/v1/users/{user.id}/sessions", oauthTokens="true")
    else:
        path = "/oauth2/v1/global-token-revocation"
        for wrong in ({}, {"sub_id": {"format": "opaque", "id": "00unobody"}}, {"sub_id": 1}):
            assert (await oauth.okta.post(path, wrong)).status == 400
        subject: dict[str, Any] = {"format": "iss_sub", "iss": oauth.base, "sub": ADMIN}
        got = await oauth.okta.post(path, {"sub_id": subject})
    assert got.status == 204
    assert refusal(await using(oauth, tokens["access_token"])) == (
        "The access token has been revoked."
    )
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert (await oauth.by_web(**form)).error == "invalid_grant"
    assert (await oauth.authorize(prompt="none")).fields["error"] == "login_required"


async def test_the_end_of_everything_needs_a_scope_of_its_own(oauth: OAuth) -> None:
    await oauth.service("okta.users.manage", "okta.universalLogout.manage")
    path = "/oauth2/v1/global-token-revocation"
    body = {"sub_id": {"format": "opaque", "id": oauth.okta.user().id}}
    for scope, status in (("okta.users.manage", 403), ("okta.universalLogout.manage", 204)):
        token = (await oauth.credentials(scope)).body["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        assert (await oauth.okta.call("POST", path, body, headers=headers)).status == status
    assert oauth.noted("user.authentication.universal_logout") == 1


async def test_what_the_server_publishes(oauth: OAuth) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "acme.okta.example"}
    for name in ("openid-configuration", "oauth-authorization-server"):
        got = await oauth.okta.call("GET", f"/.well-known/{name}", headers=headers)
        assert got.body["issuer"] == "https://acme.okta.example"
        assert got.body["token_endpoint"] == "https://acme.okta.example/oauth2/v1/token"
        assert got.body["code_challenge_methods_supported"] == ["S256"]
        assert "okta.users.read" in got.body["scopes_supported"]
        assert ("userinfo_endpoint" in got.body) == (name == "openid-configuration")


async def test_faults_look_like_oauths_own_errors(oauth: OAuth) -> None:
    await oauth.service()
    for kind, status, error in (
        ("server_error", 500, "server_error"),
        ("read_only", 503, "temporarily_unavailable"),
        ("token_invalid", 401, "invalid_client"),
        ("scope_missing", 400, "invalid_scope"),
    ):
        await oauth.okta.fault(kind, "POST", "/oauth2/v1/token", times=1)
        got = await oauth.credentials()
        assert (got.status, got.error) == (status, error)
    await oauth.okta.fault("rate_limit", "POST", "/oauth2/v1/token", times=1)
    got = await oauth.credentials()
    assert (got.status, got.body["errorCode"]) == (429, "E0000047")
    assert got.headers["x-rate-limit-remaining"] == "0"
    assert (await oauth.credentials()).status == 200


async def test_token_requests_are_limited(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    tokens = await oauth.signed_in_tokens()
    await oauth.okta.control("PUT", "settings", {"rate_limits": "workforce"})
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    got = [await oauth.by_web(**form) for _ in range(12)]
    # Four a second of one person; the bucket is another matter.
    assert {answer.status for answer in got} == {200, 429}
    assert {answer.error for answer in got} == {None, "invalid_grant"}
    left = [int(answer.headers["x-rate-limit-remaining"]) for answer in got]
    assert left == sorted(left, reverse=True)
    assert left[0] - left[-1] == 11


async def test_tokens_survive_a_crash(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    plan = Plan(users=30, api_tokens=(TOKEN,))
    async with serve(plan, state=state) as sandbox, aiohttp.ClientSession() as session:
        oauth = OAuth(Okta(sandbox, session), session)
        await oauth.service()
        token = (await oauth.credentials()).body["access_token"]
        port = int(sandbox.url.rpartition(":")[2])
    async with (
        serve(plan, state=state, port=port) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        oauth = OAuth(Okta(sandbox, session), session)
        assert (await using(oauth, token)).status == 200
        assert (await oauth.credentials()).status == 200
