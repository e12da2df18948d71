"""Tokens that are bound to a key (DPoP): the nonce, the proof, and the calls that carry them."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import quote

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.contract.sandbox.client import ELENA, Got
from tests.contract.sandbox.oauth_client import CALLBACK, OAuth, jwk, proof, rsa_key

DAY = 86_400
KEY = rsa_key(2)


async def nonce(oauth: OAuth) -> str:
    got = await oauth.credentials(headers={"DPoP": proof(KEY, "POST", oauth.token_url)})
    assert got.error == "use_dpop_nonce"
    return got.headers["dpop-nonce"]


async def bound(oauth: OAuth, scope: str = "okta.users.read", **claims: Any) -> str:
    """A token that is bound to KEY."""
    given = proof(KEY, "POST", oauth.token_url, nonce=await nonce(oauth), **claims)
    got = await oauth.credentials(scope, headers={"DPoP": given})
    assert (got.status, got.body["token_type"]) == (200, "DPoP"), got.body
    return str(got.body["access_token"])


async def call(
    oauth: OAuth, token: str, given: str | None, path: str = "/api/v1/users", scheme: str = "DPoP"
) -> Got:
    headers = {"Authorization": f"{scheme} {token}"}
    if given is not None:
        headers["DPoP"] = given
    return await oauth.okta.call("GET", path, headers=headers)


async def test_a_client_that_must_prove_its_key(oauth: OAuth) -> None:
    await oauth.service(dpop=True)
    got = await oauth.credentials()
    assert (got.status, got.error) == (400, "invalid_dpop_proof")
    assert got.told == "The DPoP proof JWT header is missing."
    got = await oauth.credentials(headers={"DPoP": proof(KEY, "POST", oauth.token_url)})
    assert (got.status, got.error) == (400, "use_dpop_nonce")
    given = proof(KEY, "POST", oauth.token_url, nonce=got.headers["dpop-nonce"])
    again = await oauth.credentials(headers={"DPoP": given})
    assert (again.status, again.body["token_type"]) == (200, "DPoP")
    assert again.headers["dpop-nonce"] == got.headers["dpop-nonce"]

    token = again.body["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert len(claims["cnf"]["jkt"]) == 43
    url = f"{oauth.base}/api/v1/users"
    assert (await call(oauth, token, proof(KEY, "GET", url, token=token))).status == 200


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"typ": "JWT"}, "'typ'"),
        ({"htm": "GET"}, "'htm'"),
        ({"htu": "http://127.0.0.1:9/oauth2/v1/token"}, "'htu'"),
        ({"htu": None}, "'htu'"),
        ({"htu": "http://["}, "'htu'"),
        ({"iat": None}, "'iat'"),
        ({"iat": 60}, "in the future"),
        ({"iat": -301}, "too long ago"),
        ({"jti": None}, "'jti'"),
        ({"public": jwk(rsa_key(1))}, "signature"),
        ({"public": {"kty": "oct", "k": "AAAA"}}, "malformed"),
    ],
)
async def test_a_proof_that_proves_nothing(oauth: OAuth, change: dict[str, Any], told: str) -> None:
    await oauth.service()
    if isinstance(change.get("iat"), int):
        change = {"iat": int(time.time()) + change["iat"]}
    claims = {"nonce": await nonce(oauth)} | change
    got = await oauth.credentials(headers={"DPoP": proof(KEY, "POST", oauth.token_url, **claims)})
    assert (got.status, got.error) == (400, "invalid_dpop_proof")
    assert told in got.told


async def test_a_proof_counts_once(oauth: OAuth) -> None:
    await oauth.service()
    given = proof(KEY, "POST", oauth.token_url, nonce=await nonce(oauth))
    assert (await oauth.credentials(headers={"DPoP": given})).status == 200
    got = await oauth.credentials(headers={"DPoP": given})
    assert got.told == "The DPoP proof JWT has already been used."
    given = proof(KEY, "POST", oauth.token_url, nonce=await nonce(oauth))
    headers = {"DPoP": given}
    tries = await asyncio.gather(*(oauth.credentials(headers=headers) for _ in range(4)))
    assert sorted(answer.status for answer in tries) == [200, 400, 400, 400]
    # Nor does a moved clock make it new again.
    await oauth.okta.control("POST", "clock", {"advance_seconds": 3600})
    got = await oauth.credentials(headers={"DPoP": given})
    assert got.told == "The DPoP proof JWT has already been used."


async def test_a_nonce_changes_daily_and_works_three_days_more(oauth: OAuth) -> None:
    await oauth.service()
    first = await nonce(oauth)

    async def works() -> bool:
        given = proof(KEY, "POST", oauth.token_url, nonce=first)
        return (await oauth.credentials(headers={"DPoP": given})).status == 200

    for _ in range(3):
        await oauth.okta.control("POST", "clock", {"advance_seconds": DAY})
        assert await nonce(oauth) != first
        assert await works()
    await oauth.okta.control("POST", "clock", {"advance_seconds": DAY})
    assert not await works()
    assert not await works()


async def test_calls_with_a_bound_token(oauth: OAuth) -> None:
    await oauth.service()
    token = await bound(oauth)
    url = f"{oauth.base}/api/v1/users"
    other = rsa_key(1)
    for given, scheme, error in (
        (None, "Bearer", "invalid_request"),
        (proof(KEY, "GET", url, token=token), "Bearer", "invalid_request"),
        (None, "DPoP", "invalid_request"),
        ("rubbish", "DPoP", "invalid_dpop_proof"),
        (proof(KEY, "GET", url), "DPoP", "invalid_dpop_proof"),
        (proof(KEY, "GET", url, token=token + "x"), "DPoP", "invalid_dpop_proof"),
        (proof(KEY, "POST", url, token=token), "DPoP", "invalid_dpop_proof"),
        (proof(KEY, "GET", f"{url}/me", token=token), "DPoP", "invalid_dpop_proof"),
        (proof(other, "GET", url, token=token), "DPoP", "invalid_dpop_proof"),
    ):
        got = await call(oauth, token, given, scheme=scheme)
        assert (got.status, got.body) == (400, None), error
        told = got.headers["WWW-Authenticate"]
        assert told.startswith('DPoP algs="RS256 RS384 RS512 ES256 ES384 ES512", authorization_')
        assert f'error="{error}"' in told
    given = proof(KEY, "GET", url, token=token)
    assert (await call(oauth, token, given)).status == 200
    assert (await call(oauth, token, given)).status == 400


async def test_addresses_are_compared_without_their_encoding(oauth: OAuth) -> None:
    await oauth.service()
    token = await bound(oauth)
    for written in (ELENA, quote(ELENA, safe="")):
        url = f"{oauth.base}/api/v1/users/{written}"
        given = proof(KEY, "GET", url, token=token)
        assert (await call(oauth, token, given, f"/api/v1/users/{ELENA}")).status == 200
    # Some clients name the query, too.
    given = proof(KEY, "GET", f"{oauth.base}/api/v1/users?limit=1", token=token)
    assert (await call(oauth, token, given, "/api/v1/users?limit=1")).status == 200


async def test_what_a_bound_token_does_not_open(oauth: OAuth) -> None:
    await oauth.service()
    token = await bound(oauth)
    given = proof(KEY, "GET", f"{oauth.base}/api/v1/groups", token=token)
    got = await call(oauth, token, given, "/api/v1/groups")
    assert (got.status, got.body) == (403, None)
    told = got.headers["WWW-Authenticate"]
    assert told.startswith("DPoP algs=")
    assert 'error="insufficient_scope"' in told
    assert 'scope="okta.groups.read"' in told
    await oauth.okta.fault("scope_missing", "GET", "/api/v1/users", times=1)
    given = proof(KEY, "GET", f"{oauth.base}/api/v1/users", token=token)
    got = await call(oauth, token, given)
    assert got.headers["WWW-Authenticate"].startswith("DPoP algs=")


async def test_a_token_without_a_key_needs_none(oauth: OAuth) -> None:
    await oauth.service()
    token = (await oauth.credentials()).body["access_token"]
    given = proof(KEY, "GET", f"{oauth.base}/api/v1/users", token=token)
    got = await call(oauth, token, given)
    assert (got.status, got.body) == (400, None)


async def test_keys_on_a_curve(oauth: OAuth) -> None:
    await oauth.service()
    key = ec.generate_private_key(ec.SECP256R1())
    given = proof(key, "POST", oauth.token_url, alg="ES256", nonce=await nonce(oauth))
    token = (await oauth.credentials(headers={"DPoP": given})).body["access_token"]
    given = proof(key, "GET", f"{oauth.base}/api/v1/users", alg="ES256", token=token)
    assert (await call(oauth, token, given)).status == 200


async def test_a_bound_refresh_token_stays_with_its_key(oauth: OAuth) -> None:
    await oauth.service()
    await oauth.web(consent=False)
    await oauth.sign_in()
    secret = {"client_id": "0oaWeb", "client_secret": "a-secret-for-tests"}
    code = await oauth.code(scope="okta.users.read offline_access")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    # Asking for the nonce does not use the code up.
    got = await oauth.token({"DPoP": proof(KEY, "POST", oauth.token_url)}, **form, **secret)
    fresh = got.headers["dpop-nonce"]

    def header(number: int) -> dict[str, str]:
        return {"DPoP": proof(rsa_key(number), "POST", oauth.token_url, nonce=fresh)}

    got = await oauth.token(header(2), **form, **secret)
    assert (got.status, got.body["token_type"]) == (200, "DPoP")
    form = {"grant_type": "refresh_token", "refresh_token": got.body["refresh_token"]}
    for headers in (None, header(1)):
        got = await oauth.token(headers, **form, **secret)
        assert (got.status, got.error) == (400, "invalid_dpop_proof")
    assert (await oauth.token(header(2), **form, **secret)).status == 200
