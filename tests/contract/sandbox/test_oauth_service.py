"""Service applications: tokens for an assertion that the client's key signed."""

from __future__ import annotations

import time

import jwt
import pytest

from tests.contract.sandbox.client import ELENA
from tests.contract.sandbox.oauth_client import ASSERTION, OAuth, assertion, rsa_key


async def test_an_assertion_is_worth_a_token_that_opens_the_api(oauth: OAuth) -> None:
    await oauth.service("okta.users.read", "okta.groups.read")
    got = await oauth.credentials("okta.users.read okta.groups.read")
    assert got.status == 200, got.body
    assert got.body | {"access_token": ""} == {
        "token_type": "Bearer",
        "expires_in": 3600,
        "access_token": "",
        "scope": "okta.users.read okta.groups.read",
    }

    headers = {"Authorization": f"Bearer {got.body['access_token']}"}
    found = await oauth.okta.call("GET", f"/api/v1/users/{ELENA}", headers=headers)
    assert found.body["profile"]["login"] == ELENA
    calls = await oauth.okta.calls()
    assert [call["principal"] for call in calls] == ["OAuth client 0oaService", "0oaService"]
    # The official client glues scheme and token together.
    glued = {"Authorization": f"Bearer{got.body['access_token']}"}
    assert (await oauth.okta.call("GET", "/api/v1/groups", headers=glued)).status == 200


async def test_what_the_token_says_of_itself(oauth: OAuth) -> None:
    await oauth.service()
    text = (await oauth.credentials()).body["access_token"]
    header, claims = (
        jwt.get_unverified_header(text),
        jwt.decode(text, options={"verify_signature": False}),
    )
    keys = (await oauth.okta.call("GET", "/oauth2/v1/keys", headers={})).body["keys"]
    assert header == {
        "typ": "application/okta-internal-at+jwt",
        "alg": "RS256",
        "kid": keys[-1]["kid"],
    }
    assert claims["jti"].startswith("AT.")
    assert claims | {"jti": "", "iat": 0, "exp": 0} == {
        "ver": 1,
        "jti": "",
        "iss": oauth.base,
        "aud": oauth.base,
        "sub": "0oaService",
        "iat": 0,
        "exp": 0,
        "cid": "0oaService",
        "scp": ["okta.users.read"],
    }
    assert claims["exp"] - claims["iat"] == 3600
    signed = jwt.decode(text, jwt.PyJWK(keys[-1]), algorithms=["RS256"], audience=oauth.base)
    assert signed == claims


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"iss": "0oaAnother"}, "issuer and the subject"),
        ({"sub": "0oaUnknown"}, "Invalid value for 'client_id' parameter."),
        ({"aud": "BASE"}, "must be the endpoint invoked"),
        ({"aud": None}, "must be the endpoint invoked"),
        ({"exp": None}, "must contain the 'exp' claim"),
        ({"exp": "soon"}, "must contain the 'exp' claim"),
        ({"exp": -10}, "is expired"),
        ({"exp": 3700}, "too far into the future"),
        ({"iat": 600}, "issued in the future"),
    ],
)
async def test_an_assertion_that_states_the_wrong_thing(
    oauth: OAuth, change: dict[str, object], told: str
) -> None:
    await oauth.service()
    now = int(time.time())
    claims: dict[str, object] = {
        name: now + value if isinstance(value, int) else value for name, value in change.items()
    }
    if claims.get("aud") == "BASE":
        claims["aud"] = oauth.base
    got = await oauth.credentials(**claims)
    assert (got.status, got.error) == (401, "invalid_client")
    assert told in got.told


async def test_an_assertion_without_the_clients_signature(oauth: OAuth) -> None:
    await oauth.service()
    for more, told in (
        ({"key": rsa_key(2)}, "signature is invalid"),
        ({"kid": "two"}, "a 'kid' that the client's keys do not have"),
        ({"key": "x" * 40, "alg": "HS256"}, "signature is invalid"),
        ({"key": "", "alg": "none"}, "signature is invalid"),
        ({"text": "no.token"}, "malformed"),
        ({"text": "a.b.c"}, "malformed"),
    ):
        got = await oauth.credentials(**more)
        assert (got.status, got.error) == (401, "invalid_client"), more
        assert told in got.told
    assert oauth.noted("app.oauth2.invalid_client_credentials") == 4


async def test_an_assertion_counts_once(oauth: OAuth) -> None:
    await oauth.service()
    text = assertion(oauth.token_url)
    assert (await oauth.credentials(text=text)).status == 200
    again = await oauth.credentials(text=text)
    assert (again.status, again.told) == (
        401,
        "The client_assertion token has already been used.",
    )
    # The client's own clock stood still while the tenant's was moved.
    await oauth.okta.control("POST", "clock", {"advance_seconds": 7200})
    assert (await oauth.credentials(text=text)).status == 401
    # Without an identifier nobody can tell.
    text = assertion(oauth.token_url, jti=None)
    assert [(await oauth.credentials(text=text)).status for _ in range(2)] == [200, 200]


async def test_scopes_that_are_not_to_be_had(oauth: OAuth) -> None:
    await oauth.service("okta.users.read")
    for scope, error, told in (
        ("", "invalid_scope", "No scopes were requested."),
        ("okta.users.read okta.dragons.read", "invalid_scope", "are not configured"),
        ("openid okta.users.read", "invalid_scope", "no tokens with OpenID scopes"),
        ("okta.groups.read", "consent_required", "not allowed any of the requested scopes"),
    ):
        got = await oauth.credentials(scope)
        assert (got.status, got.error) == (400, error), scope
        assert told in got.told
    # What nobody granted is left out as long as something is left.
    got = await oauth.credentials("okta.users.read okta.groups.read")
    assert got.body["scope"] == "okta.users.read"


async def test_a_secret_is_taken_from_an_integration_only(oauth: OAuth) -> None:
    await oauth.make(id="0oaVendor", secret="a secret", grants=["okta.users.read"])
    form = {"grant_type": "client_credentials", "scope": "okta.users.read"}
    headers = {"Authorization": "Basic MG9hVmVuZG9yOmErc2VjcmV0"}
    got = await oauth.token(headers, **form)
    assert got.status == 200, got.body
    bearer = {"Authorization": f"Bearer {got.body['access_token']}"}
    users = await oauth.okta.call("GET", "/api/v1/users", headers=bearer)
    assert (users.status, len(users.body) > 50) == (200, True)

    await oauth.service()
    got = await oauth.token(client_id="0oaService", client_secret="x", **form)
    assert (got.status, got.error) == (401, "invalid_client")
    assert "must use the private_key_jwt token_endpoint_auth_method" in got.told
    await oauth.web()
    got = await oauth.by_web(**form)
    assert (got.status, got.error) == (401, "invalid_client")
    assert "for service applications only" in got.told


async def test_who_asks_must_be_told_once_and_rightly(oauth: OAuth) -> None:
    await oauth.web()
    form = {"grant_type": "refresh_token", "refresh_token": "x"}
    basic = {"Authorization": "Basic MG9hV2ViOng="}
    for headers, more, status, told in (
        (None, {}, 401, "No client credentials found."),
        (None, {"client_id": "0oaWeb"}, 401, "No client credentials found."),
        (None, {"client_id": "0oaNobody"}, 401, "Invalid value for 'client_id' parameter."),
        (None, {"client_id": "0oaWeb", "client_secret": "x"}, 401, "client secret supplied"),
        (basic, {}, 401, "client secret supplied"),
        (basic, {"client_secret": "x"}, 400, "multiple client credentials"),
        ({"Authorization": "Basic %%"}, {}, 401, "Authorization header is malformed"),
    ):
        got = await oauth.token(headers, **form, **more)
        assert (got.status, told in got.told) == (status, True), (more, got.body)
        assert got.error == ("invalid_client" if status == 401 else "invalid_request")
    wrong = {"client_assertion_type": "jwt", "client_assertion": assertion("x", "0oaWeb")}
    got = await oauth.token(**form, **wrong)
    assert (got.status, got.told) == (400, "The 'client_assertion_type' is invalid.")
    wrong["client_assertion_type"] = ASSERTION
    got = await oauth.token(**form, **wrong)
    assert (got.status, got.error) == (401, "invalid_client")


async def test_grants_that_there_are_not(oauth: OAuth) -> None:
    await oauth.service()
    proof = {
        "client_assertion_type": ASSERTION,
        "client_assertion": assertion(oauth.token_url, jti=None),
    }
    assert (await oauth.token(**proof)).error == "invalid_request"
    assert (await oauth.token(grant_type="password", **proof)).error == "unsupported_grant_type"
    got = await oauth.token(grant_type="refresh_token", refresh_token="x", **proof)
    assert (got.status, got.error) == (400, "unauthorized_client")


async def test_requests_that_are_no_form(oauth: OAuth) -> None:
    async with oauth.okta.session.post(oauth.token_url, json={"grant_type": "x"}) as answer:
        assert (answer.status, (await answer.json())["error"]) == (400, "invalid_request")
    async with oauth.okta.session.post(
        oauth.token_url, data=[("grant_type", "a"), ("grant_type", "b")]
    ) as answer:
        assert "more than once" in (await answer.json())["error_description"]
    async with oauth.okta.session.get(oauth.token_url) as answer:
        assert answer.status == 405


async def test_a_service_without_a_role_sees_nobody(oauth: OAuth) -> None:
    scopes = ("okta.users.read", "okta.groups.read", "okta.users.manage")
    await oauth.service(*scopes, roles=[])
    token = (await oauth.credentials(" ".join(scopes))).body["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    got = await oauth.okta.call("GET", "/api/v1/users", headers=headers)
    assert (got.status, got.body) == (200, [])
    for method, path in (
        ("GET", "/api/v1/groups"),
        ("GET", f"/api/v1/users/{ELENA}"),
        ("POST", f"/api/v1/users/{ELENA}/lifecycle/suspend"),
    ):
        got = await oauth.okta.call(method, path, headers=headers)
        assert (got.status, got.code) == (403, "E0000006")


async def test_a_services_role_holds_it_back(oauth: OAuth) -> None:
    scopes = ("okta.users.manage", "okta.apps.read")
    await oauth.service(*scopes, roles=["HELP_DESK_ADMIN"])
    token = (await oauth.credentials(" ".join(scopes))).body["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/api/v1/users/{ELENA}/lifecycle"
    assert (await oauth.okta.call("POST", f"{path}/expire_password", headers=headers)).status == 200
    got = await oauth.okta.call("POST", f"{path}/suspend", headers=headers)
    assert (got.status, got.code) == (403, "E0000006")
    # There is no person behind it.
    assert (await oauth.okta.call("GET", "/api/v1/users/me", headers=headers)).status == 404


async def test_secrets_are_in_no_log(oauth: OAuth) -> None:
    await oauth.service()
    text = assertion(oauth.token_url)
    token = (await oauth.credentials(text=text)).body["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    await oauth.okta.call("GET", "/api/v1/users?limit=1", headers=headers)
    kept = repr(await oauth.okta.calls()) + repr(list(oauth.okta.tenant.events))
    kept += "".join(repr(list(table)) for table in oauth.okta.tenant.tables)
    assert token not in kept
    assert text not in kept
    assert "PRIVATE KEY" not in kept
