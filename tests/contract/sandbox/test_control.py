"""The control API: the witness, time, and the ways back."""

from __future__ import annotations

import aiohttp
import pytest

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import serve
from tests.contract.sandbox.client import TOKEN, Okta


async def test_the_log_tells_what_every_call_did(okta: Okta) -> None:
    user = okta.user()
    await okta.get("/api/v1/users", limit=1)
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/suspend")
    got = await okta.post(f"/api/v1/users/{user.id}/lifecycle/suspend")
    listed, first, second = await okta.calls()
    assert [call["n"] for call in (listed, first, second)] == [1, 2, 3]
    assert (listed["query"], listed["effect"]) == ("limit=1", False)
    assert (first["effect"], first["status"], first["error_code"]) == (True, 200, None)
    assert (second["effect"], second["error_code"]) == (False, "E0000001")
    assert second["request_id"] == got.headers["x-okta-request-id"]
    assert second["principal"] == "okta.service@acme.example"
    assert len(await okta.control("GET", "calls?after=2")) == 1
    assert len(await okta.control("GET", "calls?user=elena.moreau")) == 2


async def test_state_and_people(okta: Okta) -> None:
    state = await okta.control("GET", "state")
    assert state["users"]["total"] == 80
    assert sum(state["users"]["by_status"].values()) == 80
    assert min(state["users"]["by_status"].values()) > 0
    assert state["groups"]["by_type"]["BUILT_IN"] == 2
    elena = await okta.control("GET", "users/elena.moreau@acme.example")
    assert {factor["type"] for factor in elena["factors"]} == {"push", "sms", "webauthn"}
    by = {group["name"]: group["by"] for group in elena["groups"]}
    assert (by["Sales Department"], by["Everyone"]) == ("rule", "built in")
    assert elena["sessions"]
    got = await okta.call("GET", "/_sandbox/users/nobody", headers={})
    assert got.status == 404


async def test_snapshots_bring_everything_back_but_the_log(okta: Okta) -> None:
    before = await okta.control("GET", "users/elena.moreau")
    await okta.control("POST", "snapshot", {"name": "before"})
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/deactivate")
    await okta.control("POST", "restore", {"name": "before"})
    assert await okta.control("GET", "users/elena.moreau") == before
    assert len(await okta.calls()) == 1
    assert (await okta.get("/api/v1/users/me")).status == 200
    got = await okta.call("POST", "/_sandbox/restore", {"name": "never"}, headers={})
    assert got.status == 404


async def test_reset_starts_over(okta: Okta) -> None:
    before = await okta.control("GET", "users/elena.moreau")
    await okta.fault("server_error")
    await okta.control("POST", "clock", {"advance_seconds": 3600})
    await okta.control("DELETE", "tokens/00sandbox-test-token")
    okta.tenant.remove_user(okta.user())
    state = await okta.control("POST", "reset")
    assert (state["faults"], state["calls"], state["mails"]) == (0, 0, 0)
    after = await okta.control("GET", "users/elena.moreau")
    assert {**after, "sessions": None} == {**before, "sessions": None}
    assert (await okta.get("/api/v1/users/me")).status == 200
    assert (await okta.control("GET", "clock"))["offset_seconds"] == 0


async def test_tokens_and_roles_are_taken_and_given_back(okta: Okta) -> None:
    [token] = await okta.control("GET", "tokens")
    assert (token["state"], token["roles"]) == ("valid", ["SUPER_ADMIN"])
    revoked = await okta.control("DELETE", f"tokens/{token['id']}")
    assert revoked["state"] == "revoked"
    assert (await okta.get("/api/v1/users")).code == "E0000011"
    assert (await okta.control("POST", "tokens", {"token": token["id"]}))["state"] == "valid"
    await okta.control("PUT", "admins/okta.service", {"roles": ["READ_ONLY_ADMIN"]})
    assert (await okta.get("/api/v1/users")).status == 200
    got = await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/suspend")
    assert got.code == "E0000006"
    got = await okta.call("PUT", "/_sandbox/admins/okta.service", {"roles": ["KING"]}, headers={})
    assert got.status == 422
    admins = await okta.control("GET", "admins")
    assert "maya.lindqvist@acme.example" in {admin["login"] for admin in admins}


async def test_pages_of_other_sites_do_not_command_the_tenant(okta: Okta) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    got = await okta.call("POST", "/_sandbox/reset", {}, headers=headers)
    assert got.status == 403


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/_sandbox/", "Find people"),
        ("/_sandbox/?q=moreau", "Elena Moreau"),
        ("/_sandbox/people/elena.moreau", "webauthn"),
        ("/_sandbox/log", "Call log"),
        ("/_sandbox/log?show=effects", "Show every call"),
    ],
)
async def test_the_console_shows_the_tenant(okta: Okta, path: str, told: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(okta.sandbox.url + path) as got:
        text = await got.text()
        assert got.status == 200
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]
    assert told in text
    assert "http://" not in text.replace(okta.sandbox.url, "")


async def test_the_console_escapes_what_people_are_called(okta: Okta) -> None:
    user = okta.user()
    name = "<script>alert(1)</script>"
    await okta.post(f"/api/v1/users/{user.id}", {"profile": {"displayName": name}})
    async with okta.session.get(f"{okta.sandbox.url}/_sandbox/people/{user.id}") as got:
        assert name not in await got.text()


async def test_factors_are_seen_to_be_gone(okta: Okta) -> None:
    path = f"{okta.sandbox.url}/_sandbox/people/{okta.user().id}"
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/reset_factors")
    async with okta.session.get(path) as got:
        text = await got.text()
    assert "No factor is enrolled." in text
    assert "lifecycle/reset_factors" in text


async def test_time_and_behaviour_are_switched(okta: Okta) -> None:
    settings = {"transition_seconds": 5.0, "search_lag_seconds": 1.0}
    assert settings.items() <= (await okta.control("PUT", "settings", settings)).items()
    one = await okta.control("PUT", "settings", {"search_lag_seconds": 0})
    assert (one["transition_seconds"], one["search_lag_seconds"]) == (5.0, 0.0)
    got = await okta.call("PUT", "/_sandbox/settings", {"search_lag_seconds": -1}, headers={})
    assert got.status == 422
    before = okta.tenant.clock.now()
    await okta.control("POST", "clock", {"advance_seconds": 86_400})
    moved = (okta.tenant.clock.now() - before).total_seconds()
    assert 86_400 <= moved < 86_460
    await okta.control("POST", "reset")
    assert (await okta.control("GET", "settings"))["transition_seconds"] == 0


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "No time at all"), (30, "Half a minute"), (45, "45 seconds")]
)
async def test_the_console_tells_how_long_a_change_takes(
    okta: Okta, seconds: int, told: str
) -> None:
    await okta.control("PUT", "settings", {"transition_seconds": seconds})
    async with okta.session.get(f"{okta.sandbox.url}/_sandbox/") as got:
        text = await got.text()
    assert text.count(">chosen<") == 1
    assert text.index(told) < text.index(">chosen<") < text.index("API tokens")


async def test_a_tenant_may_take_its_time_from_the_beginning() -> None:
    async with (
        serve(Plan(users=60, api_tokens=(TOKEN,), transition_seconds=2)) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        okta = Okta(sandbox, session)
        await okta.control("PUT", "settings", {"transition_seconds": 0})
        await okta.control("POST", "reset")
        assert (await okta.control("GET", "settings"))["transition_seconds"] == 2


async def test_unknown_commands(okta: Okta) -> None:
    for method, path, status in (
        ("POST", "nonsense", 404),
        ("PUT", "reset", 404),
        ("POST", "snapshot", 422),
        ("GET", "people/nobody", 404),
        ("POST", "clock", 422),
    ):
        async with okta.session.request(method, f"{okta.sandbox.url}/_sandbox/{path}") as got:
            assert got.status == status, path
