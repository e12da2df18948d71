"""A frozen tenant: nothing moves, and pages are answered as they were first made."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from tests.contract.sandbox.client import TOKEN, Got, Okta


@pytest.fixture
async def frozen() -> AsyncGenerator[Okta]:
    async with (
        serve(Plan(users=60, api_tokens=(TOKEN,)), frozen=True) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        yield Okta(sandbox, session)


def told(got: Got) -> dict[str, Any]:
    """What does not differ from call to call."""
    differing = {"x-okta-request-id", "date", "x-rate-limit-reset", "x-rate-limit-remaining"}
    links = got.headers.getall("link")
    kept = {k.lower(): v for k, v in got.headers.items() if k.lower() not in {*differing, "link"}}
    return {"body": got.body, "links": links, **kept}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_writes_are_refused_and_change_nothing(frozen: Okta, method: str) -> None:
    group, user = frozen.group("VPN Users").id, frozen.user().id
    before = dict(frozen.tenant.memberships.of_left(group))
    path = f"/api/v1/groups/{group}/users/{user}"
    if method == "POST":
        path = f"/api/v1/users/{user}/lifecycle/suspend"
    got = await frozen.call(method, path)
    assert (got.status, got.code) == (503, "E0000010")
    assert frozen.tenant.memberships.of_left(group) == before
    assert frozen.user().status == "ACTIVE"


async def test_a_page_is_the_same_the_second_time_and_each_call_is_counted(frozen: Okta) -> None:
    await frozen.control("PUT", "settings", {"rate_limits": "workforce"})
    group = frozen.group("VPN Users").id
    for path in ("/api/v1/users", "/api/v1/groups", f"/api/v1/groups/{group}/users"):
        first = await frozen.get(path, limit=3)
        again = await frozen.get(path, limit=3)
        assert told(first) == told(again)
        assert first.headers["x-okta-request-id"] != again.headers["x-okta-request-id"]
        left = [int(got.headers["x-rate-limit-remaining"]) for got in (first, again)]
        assert left[0] == left[1] + 1
        assert len(again.headers.getall("x-rate-limit-limit")) == 1
    calls = await frozen.calls()
    assert [call["status"] for call in calls] == [200] * 6


async def test_it_pages_like_any_other(frozen: Okta) -> None:
    for _ in range(2):
        found = await frozen.walk("/api/v1/users", search="status pr", limit=7)
        assert {row["id"] for row in found} == {user.id for user in frozen.tenant.users}


async def test_a_kept_page_opens_to_nobody_else(frozen: Okta) -> None:
    await frozen.get("/api/v1/users")
    got = await frozen.call("GET", "/api/v1/users", headers={"Authorization": "SSWS other"})
    assert (got.status, got.code) == (401, "E0000011")
    elsewhere = {**frozen.headers, "X-Forwarded-Host": "acme.okta.example"}
    got = await frozen.call("GET", "/api/v1/users", headers=elsewhere)
    assert "acme.okta.example" in got.body[0]["_links"]["self"]["href"]


async def test_faults_and_commands_still_work(frozen: Okta) -> None:
    await frozen.get("/api/v1/users", limit=200)
    await frozen.fault("server_error", times=1)
    assert (await frozen.get("/api/v1/users", limit=200)).status == 500
    await frozen.control("POST", "lock-out/elena.moreau@acme.example")
    page = await frozen.get("/api/v1/users", limit=200)
    statuses = {row["profile"]["login"]: row["status"] for row in page.body}
    assert statuses["elena.moreau@acme.example"] == "LOCKED_OUT"


async def test_it_makes_no_state_file(tmp_path: Path) -> None:
    plan, state = Plan(users=60, api_tokens=(TOKEN,)), tmp_path / "tenant.db"
    async with serve(plan, state=state, frozen=True) as sandbox:
        assert len(sandbox.tenant.users) == 60
    async with serve(Plan(users=70), state=state) as sandbox:
        assert len(sandbox.tenant.users) == 70


async def test_its_state_file_stays_as_it_was(tmp_path: Path) -> None:
    plan, state = Plan(users=60, api_tokens=(TOKEN,)), tmp_path / "tenant.db"
    async with serve(plan, state=state):
        pass
    async with (
        serve(plan, state=state, frozen=True) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        okta = Okta(sandbox, session)
        await okta.get("/api/v1/users")
        await okta.control("POST", "lock-out/elena.moreau@acme.example")
        await okta.control("POST", "snapshot", {"name": "frozen"})
    async with serve(plan, state=state) as sandbox:
        assert len(sandbox.tenant.calls) == 0
        assert sandbox.tenant.snapshot_names == []
        elena = sandbox.tenant.find_user("elena.moreau")
        assert elena is not None
        assert elena.status == "ACTIVE"
