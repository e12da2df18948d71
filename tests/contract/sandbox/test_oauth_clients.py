"""Clients are applications, and a control command makes them in one step."""

from __future__ import annotations

from tests.contract.sandbox.oauth_client import CALLBACK, OAuth, jwk, rsa_key


async def test_a_client_is_an_application(oauth: OAuth) -> None:
    await oauth.service("okta.users.read")
    app = (await oauth.okta.get("/api/v1/apps/0oaService")).body
    assert app["credentials"]["oauthClient"]["client_id"] == "0oaService"
    assert app["settings"]["oauthClient"]["application_type"] == "service"
    grants = (await oauth.okta.get("/api/v1/apps/0oaService/grants")).body
    assert [grant["scopeId"] for grant in grants] == ["okta.users.read"]
    roles = (await oauth.okta.get("/oauth2/v1/clients/0oaService/roles")).body
    assert [role["type"] for role in roles] == ["SUPER_ADMIN"]
    # What an administrator grants there counts at once.
    body = {"scopeId": "okta.logs.read", "issuer": oauth.base}
    assert (await oauth.okta.post("/api/v1/apps/0oaService/grants", body)).status == 201
    assert (await oauth.credentials("okta.logs.read")).status == 200


async def test_commands_that_make_no_sense(oauth: OAuth) -> None:
    for wish, told in (
        ({}, "a client needs jwks, jwks_uri or secret"),
        ({"kind": "web", "secret": "x"}, "needs redirect_uris"),
        ({"kind": "service", "secret": "x"}, "needs jwks or jwks_uri"),
        ({"secret": "x", "grants": ["okta.dragons.read"]}, "unknown scope"),
        ({"secret": "x", "roles": ["KING"]}, "unknown role"),
        ({"redirect_uris": ["http://a.example"], "assigned": ["nobody"]}, "no such user"),
        ({"redirect_uris": ["no address"]}, "redirect_uris"),
        ({"jwks": {"keys": "none"}}, "jwks"),
    ):
        got = await oauth.okta.call("POST", "/_sandbox/clients", wish, headers={})
        assert got.status in {404, 422}, wish
        assert told in got.body["error"]
    made = await oauth.service()
    assert (made["id"], made["app_id"], made["kind"]) == ("0oaService", "0oaService", "service")
    got = await oauth.okta.call(
        "POST", "/_sandbox/clients", {"id": made["id"], "secret": "x"}, headers={}
    )
    assert got.status == 409
    assert await oauth.okta.control("GET", "clients/0oaService") == made
    assert made in await oauth.okta.control("GET", "clients")
    await oauth.okta.control("DELETE", "clients/0oaService")
    assert (await oauth.service()) == made


async def test_keys_that_a_client_cannot_have(oauth: OAuth) -> None:
    one, two = jwk(rsa_key(1), kid="one"), jwk(rsa_key(2), kid="two")
    for keys, told in (
        ([one, two | {"kid": {}}], "needs a kid of its own"),
        ([one, two | {"kid": "one"}], "needs a kid of its own"),
        ([one | {"kty": []}], "of the kind RSA or EC"),
        ([5], "of the kind RSA or EC"),
    ):
        wish = {"id": "0oaService", "jwks": {"keys": keys}}
        got = await oauth.okta.call("POST", "/_sandbox/clients", wish, headers={})
        assert (got.status, told in got.body["error"]) == (422, True)


async def test_clients_without_a_name_and_a_secret(oauth: OAuth) -> None:
    wish = {"redirect_uris": [CALLBACK], "grants": ["okta.users.read"], "consent": False}
    first, second = await oauth.make(**wish), await oauth.make(**wish)
    assert first["id"] != second["id"]
    # Nobody chose the secret, so it is told, once.
    assert "secret" not in await oauth.okta.control("GET", f"clients/{first['id']}")
    client = {"client_id": first["id"], "client_secret": first["secret"]}
    assert (await oauth.post("introspect", {"token": "x"} | client)).body == {"active": False}
    assert first["secret"] not in repr(await oauth.okta.calls())
