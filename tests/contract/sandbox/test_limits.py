"""Rate limits as an edition enforces them."""

from __future__ import annotations

import email.utils
from collections.abc import AsyncGenerator

import aiohttp
import pytest

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from tests.contract.sandbox.client import TOKEN, Okta


@pytest.fixture
async def limited() -> AsyncGenerator[Okta]:
    async with (
        serve(Plan(users=60, api_tokens=(TOKEN,)), rate_limits="free") as sandbox,
        aiohttp.ClientSession() as session,
    ):
        yield Okta(sandbox, session)


async def test_a_token_has_half_of_each_bucket(limited: Okta) -> None:
    app = limited.app("Figma").id
    for path, limit in (
        ("/api/v1/users", 50),
        ("/api/v1/groups", 50),
        ("/api/v1/apps", 10),
        (f"/api/v1/apps/{app}", 50),
        ("/api/v1/org", 50),
    ):
        headers = (await limited.get(path)).headers
        assert headers["x-rate-limit-limit"] == str(limit)
        assert headers["x-rate-limit-remaining"] == str(limit - 1)


async def test_a_spent_bucket_refuses_until_its_window_ends(limited: Okta) -> None:
    app = limited.app("Figma").id
    statuses = [(await limited.get(f"/api/v1/apps/{app}/users")).status for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    refused = await limited.get("/api/v1/apps")
    assert (refused.status, refused.code) == (429, "E0000047")
    assert "Retry-After" not in refused.headers
    assert (await limited.get(f"/api/v1/apps/{app}")).status == 200
    told = email.utils.parsedate_to_datetime(refused.headers["Date"]).timestamp()
    wait = int(refused.headers["x-rate-limit-reset"]) - told
    assert 0 < wait <= 60
    limited.tenant.clock.advance(wait)
    assert (await limited.get("/api/v1/apps")).status == 200


async def test_a_refused_write_has_no_effect(limited: Okta) -> None:
    group, user = limited.group("Payroll Viewers").id, limited.user().id
    limited.tenant.memberships.remove(group, user)
    while (await limited.get("/api/v1/groups", limit=1)).status == 200:
        pass
    assert (await limited.put(f"/api/v1/groups/{group}/users/{user}")).status == 429
    assert limited.tenant.memberships.get(group, user) is None


async def test_tokens_do_not_share_their_halves(limited: Okta) -> None:
    await limited.control("POST", "tokens", {"token": "other"})
    while (await limited.get("/api/v1/apps")).status == 200:
        pass
    got = await limited.call("GET", "/api/v1/apps", headers={"Authorization": "SSWS other"})
    assert got.status == 200
