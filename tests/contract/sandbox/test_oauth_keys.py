"""Keys: those that clients sign with, from where the tenant has them, and the tenant's own."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec

from tests.contract.sandbox.oauth_client import OAuth, jwk, rsa_key


@pytest.mark.parametrize(
    ("alg", "curve"), [("ES256", ec.SECP256R1), ("ES384", ec.SECP384R1), ("ES512", ec.SECP521R1)]
)
async def test_keys_on_elliptic_curves(
    oauth: OAuth, alg: str, curve: type[ec.EllipticCurve]
) -> None:
    key = ec.generate_private_key(curve())
    await oauth.service(jwks={"keys": [jwk(key, kid="one")]})
    assert (await oauth.credentials(key=key, alg=alg)).status == 200
    wrong = await oauth.credentials(key=rsa_key(), alg="RS256")
    assert wrong.told == "The client_assertion signature is invalid."


@pytest.mark.parametrize("alg", ["RS384", "RS512"])
async def test_longer_hashes_of_rsa(oauth: OAuth, alg: str) -> None:
    await oauth.service()
    assert (await oauth.credentials(alg=alg)).status == 200


async def test_which_key_is_meant(oauth: OAuth) -> None:
    first, second = jwk(rsa_key(1), kid="one"), jwk(rsa_key(2), kid="two")
    await oauth.service(jwks={"keys": [first, second | {"status": "INACTIVE"}]})
    # The only active key is meant where none is named.
    assert (await oauth.credentials(kid=None)).status == 200
    off = await oauth.credentials(key=rsa_key(2), kid="two")
    assert "a 'kid' that the client's keys do not have" in off.told


async def test_a_key_that_is_too_short(oauth: OAuth) -> None:
    short = rsa_key(3, 1024)
    await oauth.service(jwks={"keys": [jwk(short, kid="one")]})
    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        got = await oauth.credentials(key=short)
    assert (got.status, got.told) == (401, "The client's key cannot be used.")


@pytest.fixture
async def published() -> AsyncGenerator[dict[str, object]]:
    """Where a client publishes its keys: `url`, and the `answer` that is given there."""
    where: dict[str, object] = {"answer": {"keys": []}}

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        given = where["answer"]
        if isinstance(given, int):
            return web.Response(status=given)
        return web.json_response(given)

    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    where["url"] = f"http://{host}:{port}/keys"
    yield where
    await runner.cleanup()


async def test_keys_that_the_client_publishes(oauth: OAuth, published: dict[str, object]) -> None:
    await oauth.service(jwks=None, jwks_uri=published["url"])
    published["answer"] = {"keys": [jwk(rsa_key(), kid="one")]}
    assert (await oauth.credentials()).status == 200
    # Keys change without the tenant being told.
    published["answer"] = {"keys": [jwk(rsa_key(2), kid="two")]}
    assert (await oauth.credentials(key=rsa_key(2), kid="two")).status == 200
    assert "a 'kid'" in (await oauth.credentials()).told
    answers: tuple[object, ...] = (404, [], {"keys": "none"})
    for broken in answers:
        published["answer"] = broken
        got = await oauth.credentials(key=rsa_key(2), kid="two")
        assert "could not be fetched" in got.told
    published["answer"] = {"keys": []}
    assert "no JSON Web Key Set configured" in (await oauth.credentials()).told


async def test_keys_change_and_older_tokens_stay_good(oauth: OAuth) -> None:
    await oauth.service()
    token = (await oauth.credentials()).body["access_token"]
    kid = (await oauth.okta.control("POST", "signing-keys"))["kid"]
    keys = (await oauth.okta.call("GET", "/oauth2/v1/keys", headers={})).body["keys"]
    assert kid in [key["kid"] for key in keys]
    assert all("d" not in key for key in keys)
    headers = {"Authorization": f"Bearer {token}"}
    assert (await oauth.okta.call("GET", "/api/v1/users", headers=headers)).status == 200
    await oauth.okta.control("POST", "clock", {"advance_seconds": 1})
    kid = (await oauth.okta.control("POST", "signing-keys"))["kid"]
    newer = (await oauth.credentials()).body["access_token"]
    assert jwt.get_unverified_header(newer)["kid"] == kid
