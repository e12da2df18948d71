"""Faults on demand: each kind does what its name says, and nothing else."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from tests.contract.sandbox.client import Okta

SUSPEND = "/api/v1/users/*/lifecycle/suspend"


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("rate_limit", 429, "E0000047"),
        ("concurrency", 429, "E0000047"),
        ("role_missing", 403, "E0000006"),
        ("token_invalid", 401, "E0000011"),
        ("not_found", 404, "E0000007"),
        ("server_error", 500, "E0000009"),
        ("read_only", 503, "E0000010"),
    ],
)
async def test_refusals_change_nothing(okta: Okta, kind: str, status: int, code: str) -> None:
    await okta.fault(kind, "POST", SUSPEND, times=1)
    path = f"/api/v1/users/{okta.user().id}/lifecycle/suspend"
    got = await okta.post(path)
    assert (got.status, got.code) == (status, code)
    assert okta.user().status == "ACTIVE"
    [call] = await okta.calls()
    assert (call["fault"], call["effect"], call["error_code"]) == (kind, False, code)
    assert (await okta.post(path)).status == 200


async def test_rate_limits_tell_when_to_come_back(okta: Okta) -> None:
    await okta.fault("rate_limit", times=1, seconds=7)
    limited = (await okta.get("/api/v1/users")).headers
    now = int(okta.tenant.clock.now().timestamp())
    assert limited["x-rate-limit-remaining"] == "0"
    assert int(limited["x-rate-limit-limit"]) > 0
    assert 6 <= int(limited["x-rate-limit-reset"]) - now <= 7
    await okta.fault("concurrency", times=1)
    crowded = (await okta.get("/api/v1/users")).headers
    assert (crowded["x-rate-limit-limit"], crowded["x-rate-limit-remaining"]) == ("0", "0")


async def test_a_missing_scope_is_told_by_the_header_alone(okta: Okta) -> None:
    await okta.fault("scope_missing", "write", "/api/v1/users/**")
    got = await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/suspend")
    assert (got.status, got.body) == (403, None)
    told = got.headers["WWW-Authenticate"]
    assert 'scope="okta.users.manage"' in told
    assert 'error="insufficient_scope"' in told
    assert (await okta.get("/api/v1/users")).status == 200


@pytest.mark.parametrize("kind", ["timeout_before_write", "reset_before_write"])
async def test_a_lost_request_has_no_effect(okta: Okta, kind: str) -> None:
    await _loses_the_answer(okta, kind)
    assert okta.user().status == "ACTIVE"
    [call] = await okta.calls()
    assert (call["status"], call["effect"]) == (None, False)


@pytest.mark.parametrize("kind", ["timeout_after_write", "reset_after_write"])
async def test_a_lost_answer_leaves_its_effect(okta: Okta, kind: str) -> None:
    await _loses_the_answer(okta, kind)
    assert okta.user().status == "SUSPENDED"
    [call] = await okta.calls()
    assert (call["status"], call["effect"]) == (None, True)


async def _loses_the_answer(okta: Okta, kind: str) -> None:
    await okta.fault(kind, "POST", SUSPEND, times=1)
    path = f"/api/v1/users/{okta.user().id}/lifecycle/suspend"
    waiting = asyncio.create_task(okta.post(path))
    if kind.startswith("timeout"):
        # It is on record before the connection is held; then the client gives up.
        while not await okta.calls():
            assert not waiting.done()
        assert not waiting.done()
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    else:
        with pytest.raises(aiohttp.ClientError):
            await waiting


async def test_answers_that_only_their_reader_can_doubt(okta: Okta) -> None:
    await okta.fault("truncated_json", "GET", "/api/v1/groups", times=1)
    async with okta.session.get(f"{okta.sandbox.url}/api/v1/groups", headers=okta.headers) as got:
        text = await got.text()
        assert got.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    await okta.fault("html_502", times=1)
    bad = await okta.get("/api/v1/users")
    assert bad.status == 502
    assert bad.headers["Content-Type"].startswith("text/html")
    await okta.fault("empty_list", "GET", "/api/v1/users", times=1)
    empty = await okta.get("/api/v1/users", limit=5)
    assert (empty.status, empty.body, empty.next) == (200, [], None)
    await okta.fault("self_next", "GET", "/api/v1/groups", times=1)
    loop = await okta.get("/api/v1/groups", limit=100)
    assert loop.next == f"{okta.sandbox.url}/api/v1/groups?limit=100"
    assert loop.body


async def test_a_slow_answer_comes(okta: Okta) -> None:
    await okta.fault("slow", "POST", SUSPEND, times=1, seconds=0.05)
    got = await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/suspend")
    assert got.status == 200


async def test_faults_count_down_and_are_listed_and_deleted(okta: Okta) -> None:
    await okta.fault("server_error", "GET", "/api/v1/groups/*", times=2)
    await okta.fault("server_error", "GET", "/api/v1/apps")
    group = f"/api/v1/groups/{okta.group('VPN Users').id}"
    assert (await okta.get(f"{group}/users")).status == 200
    assert [(await okta.get(group)).status for _ in range(3)] == [500, 500, 200]
    [left] = await okta.control("GET", "faults")
    assert [(await okta.get("/api/v1/apps")).status for _ in range(2)] == [500, 500]
    assert await okta.control("DELETE", f"faults/{left['id']}") == []
    assert (await okta.get("/api/v1/apps")).status == 200
    for body in ({"kind": "earthquake"}, {"kind": "slow", "times": 0}, {}):
        got = await okta.call("POST", "/_sandbox/faults", body, headers={})
        assert got.status == 422
        assert got.body["error"]
