"""What "sign out everywhere" ends beyond sessions: OAuth tokens and remembered devices."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox.client import Okta


async def held(okta: Okta) -> dict[str, int]:
    """How much of Elena's is left, as the control API tells it."""
    whole: dict[str, Any] = await okta.control("GET", f"users/{okta.user().id}")
    return {name: len(whole[name]) for name in ("sessions", "oauth_tokens", "remembered_devices")}


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ({}, (0, 2, 0)),
        ({"oauthTokens": "true"}, (0, 0, 0)),
        ({"forgetDevices": "false"}, (0, 2, 2)),
        ({"oauthTokens": "true", "forgetDevices": "false"}, (0, 0, 2)),
    ],
)
async def test_what_ends(okta: Okta, query: dict[str, str], left: tuple[int, int, int]) -> None:
    before = await okta.control("GET", "state")
    assert tuple((await held(okta)).values()) == (2, 2, 2)
    path = f"/api/v1/users/{okta.user().id}/sessions"
    got = await okta.delete(path, **query)
    assert (got.status, got.body) == (204, None)
    assert tuple((await held(okta)).values()) == left
    after = await okta.control("GET", "state")
    sessions, tokens, devices = (2 - count for count in left)
    assert before["sessions"] - after["sessions"] == sessions
    assert before["oauth_tokens"] - after["oauth_tokens"] == tokens
    assert before["remembered_devices"] - after["remembered_devices"] == devices
    assert (await okta.delete(path, **query)).status == 204
    assert [call["effect"] for call in await okta.calls()] == [True, False]


async def test_clients_and_their_tokens_are_listed_and_revoked(okta: Okta) -> None:
    root = f"/api/v1/users/{okta.user().id}/clients"
    [client] = (await okta.get(root)).body
    [app_id] = {token.app_id for token in okta.tenant.oauth_tokens_of(okta.user().id)}
    assert client["client_name"] == okta.tenant.apps[app_id].label
    tokens = client["_links"]["tokens"]["href"]
    assert tokens == f"{okta.sandbox.url}{root}/{client['client_id']}/tokens"
    first, second = await okta.walk(tokens, limit=1)
    assert first["clientId"] == client["client_id"]
    assert (first["status"], first["userId"]) == ("ACTIVE", okta.user().id)
    assert (await okta.get(f"{tokens}/{first['id']}")).body == first
    assert (await okta.delete(f"{tokens}/{first['id']}")).status == 204
    gone = await okta.get(f"{tokens}/{first['id']}")
    assert (gone.status, gone.code) == (404, "E0000007")
    assert await okta.walk(tokens) == [second]
    assert (await okta.delete(tokens)).status == 204
    assert (await okta.get(root)).body == []
    assert (await okta.get(f"{root}/0oanobody/tokens")).code == "E0000007"


async def test_tokens_end_with_the_account_and_with_time(okta: Okta) -> None:
    await okta.control("POST", "snapshot", {"name": "before"})
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/suspend")
    assert tuple((await held(okta)).values()) == (0, 2, 2)
    await okta.control("POST", "restore", {"name": "before"})
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/deactivate")
    assert (await held(okta))["oauth_tokens"] == 0
    await okta.control("POST", "restore", {"name": "before"})
    assert (await held(okta))["oauth_tokens"] == 2
    await okta.control("POST", "clock", {"advance_seconds": 91 * 86_400})
    assert (await held(okta))["oauth_tokens"] == 0


async def test_the_console_shows_them(okta: Okta) -> None:
    url = f"{okta.sandbox.url}/_sandbox/people/{okta.user().id}"
    async with okta.session.get(url) as got:
        text = await got.text()
    assert "OAuth tokens" in text
    assert okta.user().remembered_devices[0] in text
    path = f"/api/v1/users/{okta.user().id}/sessions"
    await okta.delete(path, oauthTokens="true", forgetDevices="true")
    async with okta.session.get(url) as got:
        text = await got.text()
    assert "No application holds a token." in text
    assert "No device is remembered." in text
