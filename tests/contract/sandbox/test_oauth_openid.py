"""OpenID Connect: what applications learn of a person, and the sign-out that they start."""

from __future__ import annotations

import jwt

from tests.contract.sandbox.oauth_client import ADMIN, OAuth


async def test_what_is_known_of_the_person(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    tokens = await oauth.signed_in_tokens(scope="openid profile email", nonce="n-1")
    assert "refresh_token" not in tokens
    keys = (await oauth.okta.call("GET", "/oauth2/v1/keys", headers={})).body["keys"]
    key = jwt.PyJWK(keys[-1])
    told = jwt.decode(
        tokens["id_token"], key, algorithms=["RS256"], audience="0oaWeb", issuer=oauth.base
    )
    user = oauth.okta.user(ADMIN)
    assert (told["sub"], told["preferred_username"], told["nonce"]) == (user.id, ADMIN, "n-1")
    assert told["amr"] == ["pwd"]

    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    found = await oauth.okta.call("GET", "/oauth2/v1/userinfo", headers=bearer)
    assert found.body["sub"] == user.id
    assert found.body["email"] == user.profile["email"]
    assert "phone_number" not in found.body
    # Tokens about people open no API of Okta's.
    got = await oauth.okta.call("GET", "/api/v1/users", headers=bearer)
    assert (got.status, got.body) == (403, None)
    got = await oauth.okta.call("GET", "/oauth2/v1/userinfo", headers={})
    assert (got.status, got.body) == (401, None)
    assert 'error="invalid_token"' in got.headers["WWW-Authenticate"]


async def test_sign_out_that_the_application_starts(oauth: OAuth) -> None:
    await oauth.web(consent=False, sign_out_uris=["http://127.0.0.1:9/bye"])
    tokens = await oauth.signed_in_tokens(scope="openid")
    hint = {"id_token_hint": tokens["id_token"]}
    path = "/oauth2/v1/logout"
    assert (await oauth.look("GET", path)).status == 400
    away = hint | {"post_logout_redirect_uri": "http://127.0.0.1:9/elsewhere"}
    assert (await oauth.look("GET", path, params=away)).status == 400
    assert "code" in (await oauth.authorize(prompt="none")).fields
    home = hint | {"post_logout_redirect_uri": "http://127.0.0.1:9/bye", "state": "s"}
    got = await oauth.look("GET", path, params=home)
    assert got.location == "http://127.0.0.1:9/bye?state=s"
    assert (await oauth.authorize(prompt="none")).fields["error"] == "login_required"
