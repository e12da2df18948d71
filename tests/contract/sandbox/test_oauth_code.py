"""The authorization code flow, as a browser and a web application go through it."""

from __future__ import annotations

import asyncio
from html import unescape
from urllib.parse import urlsplit

import pytest

from tests.contract.sandbox.client import ELENA
from tests.contract.sandbox.oauth_client import ADMIN, CALLBACK, SECRET, OAuth, pkce


async def test_from_the_sign_in_page_to_the_api(oauth: OAuth) -> None:
    await oauth.web()
    verifier, challenge = pkce()
    asked = {"code_challenge": challenge, "code_challenge_method": "S256"}
    scope = "okta.users.read okta.groups.read offline_access"
    got = await oauth.authorize(scope=scope, **asked)
    # Nobody is signed in, so the browser is sent to do that and comes back.
    assert (got.status, urlsplit(got.location).path) == (303, "/login")
    form = {"username": ADMIN, "password": oauth.okta.tenant.settings.password}
    got = await oauth.look("POST", "/login", data=form | {"fromURI": got.fields["fromURI"]})
    assert got.location.startswith("/oauth2/v1/authorize?")
    page = await oauth.look("GET", got.location)
    assert page.status == 200
    for text in ("OAuth client 0oaWeb", ADMIN, *scope.split()):
        assert text in unescape(page.body)
    got = await oauth.decide(page)
    assert got.location.startswith(f"{CALLBACK}?")
    assert got.fields["state"] == "s-1"

    code = {"grant_type": "authorization_code", "code": got.fields["code"]}
    got = await oauth.by_web(**code, redirect_uri=CALLBACK, code_verifier=verifier)
    assert got.status == 200, got.body
    assert (got.body["token_type"], got.body["expires_in"]) == ("Bearer", 3600)
    assert got.body["scope"] == scope
    assert len(got.body["refresh_token"]) > 40
    headers = {"Authorization": f"Bearer {got.body['access_token']}"}
    me = await oauth.okta.call("GET", "/api/v1/users/me", headers=headers)
    assert me.body["profile"]["login"] == ADMIN
    # A code works once.
    got = await oauth.by_web(**code, redirect_uri=CALLBACK, code_verifier=verifier)
    assert (got.status, got.error) == (400, "invalid_grant")
    assert got.told == "The authorization code is invalid or has expired."


async def test_what_the_system_log_tells_of_it(oauth: OAuth) -> None:
    await oauth.web("okta.users.read", "okta.logs.read")
    tokens = await oauth.signed_in_tokens(scope="okta.logs.read offline_access")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    found = await oauth.okta.call(
        "GET", '/api/v1/logs?filter=eventType sw "app.oauth2"&sortOrder=DESCENDING', headers=headers
    )
    told = [
        (event["eventType"].removeprefix("app.oauth2."), event["actor"]["type"])
        for event in found.body[:4]
    ]
    assert told == [
        ("token.grant.access_token", "PublicClientApp"),
        ("token.grant.refresh_token", "PublicClientApp"),
        ("authorize.code", "User"),
        ("admin.consent.grant", "User"),
    ]
    newest = found.body[0]
    assert newest["actor"]["id"] == "0oaWeb"
    assert [target["type"] for target in newest["target"]] == [
        "access_token",
        "User",
        "AppInstance",
    ]
    text = str(found.body)
    assert tokens["access_token"] not in text
    assert tokens["refresh_token"] not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "0oaNobody"},
        {"client_id": None},
        {"redirect_uri": "http://127.0.0.1:9/another"},
        {"redirect_uri": f"{CALLBACK}/"},
        {"redirect_uri": None},
    ],
)
async def test_a_page_and_never_a_redirect_to_a_stranger(
    oauth: OAuth, wrong: dict[str, str | None]
) -> None:
    await oauth.web()
    got = await oauth.authorize(**wrong)
    assert got.status == 400
    assert "Location" not in got.headers
    assert got.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in got.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"state": None}, "invalid_request"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_mode": "okta_post_message"}, "unsupported_response_mode"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "okta.users.read okta.dragons.read"}, "invalid_scope"),
        ({"scope": "okta.logs.read"}, "consent_required"),
        ({"prompt": "maybe"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"max_age": "long"}, "invalid_request"),
        ({"max_age": "9" * 20}, "invalid_request"),
        ({"max_age": "\u0663"}, "invalid_request"),
        ({"code_challenge": "x" * 43}, "invalid_request"),
        ({"code_challenge": "x" * 43, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
    ],
)
async def test_errors_that_the_client_is_told(
    oauth: OAuth, wrong: dict[str, str | None], error: str
) -> None:
    await oauth.web()
    got = await oauth.authorize(**wrong)
    assert (got.status, got.location.partition("?")[0]) == (302, CALLBACK)
    assert got.fields["error"] == error
    assert got.fields["error_description"]
    assert got.fields.get("state") == (None if "state" in wrong else "s-1")


async def test_who_may_use_the_client(oauth: OAuth) -> None:
    await oauth.web(assigned=[ELENA])
    await oauth.sign_in()
    got = await oauth.authorize()
    assert got.fields["error_description"] == "User is not assigned to the client application."
    oauth.browser.cookie_jar.clear()
    await oauth.sign_in(ELENA)
    got = await oauth.authorize()
    assert got.fields["error"] == "access_denied"
    assert (
        "sufficient permission to provide Administrator Consent"
        in (got.fields["error_description"])
    )
    # Who she is, she may tell.
    assert (await oauth.authorize(scope="openid profile")).status == 200


async def test_ways_to_be_answered(oauth: OAuth) -> None:
    await oauth.web(redirect_uris=[f"{CALLBACK}?tab=1"], consent=False)
    await oauth.sign_in()
    target = {"redirect_uri": f"{CALLBACK}?tab=1"}
    got = await oauth.authorize(**target)
    assert got.location.startswith(f"{CALLBACK}?tab=1&code=")
    got = await oauth.authorize(**target, response_mode="fragment")
    assert got.location.startswith(f"{CALLBACK}?tab=1#code=")
    got = await oauth.authorize(**target, response_mode="form_post")
    assert got.status == 200
    assert f'action="{CALLBACK}?tab=1"' in got.body
    assert "script-src 'nonce-" in got.headers["Content-Security-Policy"]
    # A request may also come as a form.
    form = {
        "client_id": "0oaWeb",
        "response_type": "code",
        "scope": "okta.users.read",
        "state": "x",
        **target,
    }
    got = await oauth.look("POST", "/oauth2/v1/authorize", data=form)
    assert got.location.startswith(f"{CALLBACK}?tab=1&code=")


async def test_signing_in_once_more(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    await oauth.sign_in()
    for asked in ({"prompt": "login"}, {"max_age": "60"}):
        await oauth.okta.control("POST", "clock", {"advance_seconds": 61})
        got = await oauth.authorize(**asked)
        assert (got.status, urlsplit(got.location).path) == (303, "/login")
        form = {"username": ADMIN, "password": oauth.okta.tenant.settings.password}
        got = await oauth.look("POST", "/login", data=form | {"fromURI": got.fields["fromURI"]})
        assert "code=" in (await oauth.look("GET", got.location)).location


async def test_a_public_client_proves_itself_by_pkce(oauth: OAuth) -> None:
    await oauth.web(kind="native", secret=None, consent=False)
    await oauth.sign_in()
    got = await oauth.authorize()
    assert "PKCE" in got.fields["error_description"]
    verifier, challenge = pkce()
    asked = {"code_challenge": challenge, "code_challenge_method": "S256"}
    form = {
        "client_id": "0oaWeb",
        "grant_type": "authorization_code",
        "redirect_uri": CALLBACK,
    }
    code = await oauth.code(**asked)
    got = await oauth.token(**form, code=code)
    assert (got.status, got.error) == (400, "invalid_request")
    got = await oauth.token(**form, code=code, code_verifier="y" * 43)
    assert (got.error, got.told) == ("invalid_grant", "PKCE verification failed.")
    got = await oauth.token(**form, code=code, code_verifier=verifier, client_secret="x")
    assert (got.status, got.error) == (401, "invalid_client")
    got = await oauth.token(**form, code=code, code_verifier=verifier)
    assert got.status == 200, got.body


async def test_codes_that_are_worth_nothing(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    await oauth.make(id="0oaOther", secret=SECRET, redirect_uris=[CALLBACK])
    await oauth.sign_in()
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}
    code = await oauth.code()
    other = {"client_id": "0oaOther", "client_secret": SECRET}
    got = await oauth.token(**form, **other, code=code)
    assert (got.status, got.told) == (400, "The grant was issued to another client.")
    got = await oauth.by_web(**(form | {"redirect_uri": "http://127.0.0.1:9/x"}), code=code)
    assert (got.status, got.error) == (400, "invalid_grant")
    got = await oauth.by_web(**form, code=code, code_verifier="z" * 43)
    assert got.told == "PKCE verification failed."
    assert (await oauth.by_web(**form)).error == "invalid_request"
    assert (await oauth.by_web(**form, code="made-up")).error == "invalid_grant"
    await oauth.okta.control("POST", "clock", {"advance_seconds": 301})
    got = await oauth.by_web(**form, code=code)
    assert got.told == "The authorization code is invalid or has expired."


async def test_a_code_does_not_outlive_its_client(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    await oauth.sign_in()
    code = await oauth.code()
    await oauth.okta.control("DELETE", "clients/0oaWeb")
    await oauth.web(consent=False)
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, "code": code}
    assert (await oauth.by_web(**form)).error == "invalid_grant"


async def test_only_safe_parameters_are_in_the_call_log(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    await oauth.sign_in()
    await oauth.authorize(login_hint="somebody@acme.example")
    await oauth.by_web(grant_type="authorization_code", code="made-up", redirect_uri=CALLBACK)
    first, second = await oauth.okta.calls()
    assert first["query"] == "client_id=0oaWeb&response_type=code&scope=okta.users.read"
    assert (first["path"], first["principal"]) == ("/oauth2/v1/authorize", ADMIN)
    assert (second["query"], second["error_code"]) == ("", "invalid_grant")
    # Clients also send their secrets to addresses that there are not.
    for path in ("/oauth2/default/v1/token", "/oauth2/v1/token/", "/oauth2/v1/token"):
        await oauth.okta.get(path, client_secret=SECRET)
    assert [call["query"] for call in (await oauth.okta.calls())[2:]] == [""] * 3


async def test_two_exchanges_of_one_code_at_once(oauth: OAuth) -> None:
    await oauth.web(consent=False)
    await oauth.sign_in()
    form = {
        "grant_type": "authorization_code",
        "code": await oauth.code(),
        "redirect_uri": CALLBACK,
    }
    got = await asyncio.gather(*(oauth.by_web(**form) for _ in range(4)))
    assert sorted(answer.status for answer in got) == [200, 400, 400, 400]
