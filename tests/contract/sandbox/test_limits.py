"""Rate limits as an edition enforces them."""

from __future__ import annotations

import asyncio
import email.utils
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from tests.contract.sandbox.client import TOKEN, Got, Okta


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


def told(got: Got) -> tuple[str, str]:
    return got.headers["x-rate-limit-limit"], got.headers["x-rate-limit-remaining"]


def events(okta: Okta, kind: str) -> int:
    return sum(event.body["eventType"] == kind for event in okta.tenant.events)


async def test_all_tokens_together_have_the_whole(limited: Okta) -> None:
    """Three halves do not fit into it, and the header then shows what the org has left."""
    headers = {}
    for name in ("first", "second", "third"):
        await limited.control("POST", "tokens", {"token": name})
        headers[name] = {"Authorization": f"SSWS {name}"}
    for name in ("first", "second"):
        for _ in range(9):
            await limited.call("GET", "/api/v1/apps", headers=headers[name])
    got = await limited.call("GET", "/api/v1/apps", headers=headers["third"])
    assert told(got) == ("20", "1")
    assert (await limited.call("GET", "/api/v1/apps", headers=headers["third"])).status == 200
    for name in ("first", "third"):
        got = await limited.call("GET", "/api/v1/apps", headers=headers[name])
        assert (got.status, *told(got)) == (429, "20", "0")


async def test_a_share_can_be_the_whole(limited: Okta) -> None:
    token = limited.tenant.find_token(TOKEN)
    assert token is not None
    limited.sandbox.limits.give_share(token.id, 100)
    assert told(await limited.get("/api/v1/apps")) == ("20", "19")
    limited.sandbox.limits.give_share(token.id, 5)
    assert told(await limited.get("/api/v1/users")) == ("5", "4")


async def test_every_answer_tells_the_limits_errors_too(limited: Okta) -> None:
    for path, status in (
        ("/api/v1/users/00u12345678901234567", 404),
        ("/api/v1/nothing", 404),
        ("/api/v1/users?search=status%20ne", 400),
        ("/api/v1/users", 200),
    ):
        got = await limited.get(path)
        assert (got.status, got.headers["x-rate-limit-limit"]) == (status, "50")
    unknown = await limited.call("GET", "/api/v1/users", headers={"Authorization": "SSWS no"})
    assert (unknown.status, *told(unknown)) == (401, "100", "98")
    assert "Date" in unknown.headers


async def test_too_many_at_a_time_are_refused_with_zeros(limited: Okta) -> None:
    await limited.control("PUT", "settings", {"rate_limits": "workforce"})
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        many = Okta(limited.sandbox, session)
        await many.fault("slow", times=75, seconds=0.5)
        found = await asyncio.gather(*(many.get("/api/v1/org") for _ in range(80)))
    refused = [got for got in found if got.status == 429]
    assert len(refused) == 5
    assert all((got.code, *told(got)) == ("E0000047", "0", "0") for got in refused)
    assert events(limited, "core.concurrency.org.limit.violation") == 1
    assert (await limited.get("/api/v1/org")).status == 200


async def test_the_system_log_hears_once_a_window(limited: Okta) -> None:
    for _ in range(14):
        await limited.get("/api/v1/apps")
    assert events(limited, "system.org.rate_limit.warning") == 1
    assert events(limited, "system.org.rate_limit.violation") == 1
    limited.tenant.clock.advance(61)
    for _ in range(14):
        await limited.get("/api/v1/apps")
    assert events(limited, "system.org.rate_limit.violation") == 2


async def test_an_edition_can_be_changed_and_stays(tmp_path: Path) -> None:
    plan, state = Plan(users=60, api_tokens=(TOKEN,)), tmp_path / "tenant.db"
    async with serve(plan, state=state) as sandbox, aiohttp.ClientSession() as session:
        okta = Okta(sandbox, session)
        assert (await okta.get("/api/v1/apps")).headers["x-rate-limit-limit"] == "100000"
        await okta.control("PUT", "settings", {"rate_limits": "enterprise"})
        assert told(await okta.get("/api/v1/groups")) == ("300", "299")
        sandbox.limits.give_share("another", 25)
        sandbox.tenant.commit()
    async with serve(plan, state=state) as sandbox:
        assert sandbox.limits.edition == "enterprise"
        assert sandbox.limits.share_of("another") == 25
    async with serve(plan, state=state, rate_limits="free") as sandbox:
        assert sandbox.limits.edition == "free"


async def test_a_caller_may_have_a_window_of_his_own(limited: Okta) -> None:
    spend = limited.sandbox.limits.spend
    path = "/oauth2/v1/authorize"
    assert [spend("app 10.0.0.1", "GET", path).allowed for _ in range(61)] == [True] * 60 + [False]
    assert spend("app 10.0.0.2", "GET", path).allowed


async def test_keys_and_discovery_are_not_counted(limited: Okta) -> None:
    for path in ("/oauth2/v1/keys", "/.well-known/openid-configuration"):
        for _ in range(3):
            limited.sandbox.limits.spend(None, "GET", path)
    assert not list(limited.sandbox.limits.windows())
    await limited.get("/api/v1/apps")
    running = {(w.owner == "", w.bucket, w.spent) for w in limited.sandbox.limits.windows()}
    assert running == {(True, "/api/v1/apps", 1), (False, "/api/v1/apps", 1)}
    limited.tenant.clock.advance(60)
    assert not list(limited.sandbox.limits.windows())
