"""The control API: the witness, time, and the ways back."""

from __future__ import annotations

import aiohttp

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
    for query, numbers in (
        ("after=2", [3]),
        ("user=elena.moreau", [2, 3]),
        ("method=get", [1]),
        ("status=4xx", [3]),
        ("status=200", [1, 2]),
        ("status=none", []),
        ("effect=true", [2]),
        ("effect=false&user=elena.moreau", [3]),
        ("path=/lifecycle/", [2, 3]),
        ("code=E0000001", [3]),
        ("principal=okta.service", [1, 2, 3]),
        ("principal=maya", []),
    ):
        found = await okta.control("GET", f"calls?{query}")
        assert [call["n"] for call in found] == numbers, query
    for query in ("after=x", f"after={'9' * 5000}", "status=9", "effect=perhaps", "user=nobody"):
        got = await okta.call("GET", f"/_sandbox/calls?{query}", headers={})
        assert got.status in {404, 422}, query


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
    assert await okta.control("GET", "snapshots") == [{"name": "before"}]
    got = await okta.call("POST", "/_sandbox/restore", {"name": "never"}, headers={})
    assert (got.status, "before" in got.body["error"]) == (404, True)
    assert await okta.control("DELETE", "snapshots/before") == []
    for method, path in (("POST", "restore"), ("DELETE", "snapshots/before")):
        got = await okta.call(method, f"/_sandbox/{path}", {"name": "before"}, headers={})
        assert (got.status, "there is none" in got.body["error"]) == (404, True)
    got = await okta.call("POST", "/_sandbox/snapshot", {"name": " "}, headers={})
    assert got.status == 422


async def test_reset_starts_over(okta: Okta) -> None:
    before = await okta.control("GET", "users/elena.moreau")
    await okta.fault("server_error")
    await okta.control("POST", "clock", {"advance_seconds": 3600})
    await okta.control("DELETE", "tokens/00sandbox-test-token")
    okta.tenant.remove_user(okta.user())
    state = await okta.control("POST", "reset")
    assert (state["faults"], state["calls"], state["mails"]) == (0, 0, 0)
    after = await okta.control("GET", "users/elena.moreau")
    # Sessions and tokens run out so long after the reset.
    moving = {"sessions": None, "oauth_tokens": None}
    assert {**after, **moving} == {**before, **moving}
    assert len(after["oauth_tokens"]) == len(before["oauth_tokens"])
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


async def test_time_is_set_and_only_goes_forward(okta: Okta) -> None:
    told = await okta.control("POST", "clock", {"set": "2031-02-03T04:05:06Z"})
    assert told["now"].startswith("2031-02-03T04:05:0")
    assert okta.tenant.clock.stamp() >= told["now"]
    got = await okta.get("/api/v1/users/me")
    assert got.headers["Date"].startswith("Mon, 03 Feb 2031")
    later = await okta.control("POST", "clock", {"set": "2031-02-03T06:00:00+01:00"})
    assert later["now"].startswith("2031-02-03T05:00:0")
    for wish, reason in (
        ({"set": "2030-01-01"}, "only goes forward"),
        ({"advance_seconds": -1}, "only goes forward"),
        ({"set": "tomorrow"}, "a date looks like"),
        ({"set": "2150-01-01"}, "the year 2100"),
        ({"advance_seconds": 1e300}, "no such time"),
        ({}, "say either"),
        ({"set": "2040-01-01", "advance_seconds": 1}, "say either"),
    ):
        got = await okta.call("POST", "/_sandbox/clock", wish, headers={})
        assert (got.status, reason in got.body["error"]) == (422, True), wish


async def test_mails_to_one_person(okta: Okta) -> None:
    for login in ("elena.moreau", "jonas.weber"):
        await okta.post(f"/api/v1/users/{login}/lifecycle/reset_password", sendEmail="true")
    assert len(await okta.control("GET", "mailbox")) == 2
    for to in ("elena.moreau@acme.example", "ELENA.MOREAU@acme.example", "elena.moreau"):
        [mail] = await okta.control("GET", f"mailbox?to={to}")
        assert mail["user_id"] == okta.user().id
        assert mail["link"].startswith(okta.sandbox.url)
    assert await okta.control("GET", "mailbox?to=nobody") == []


async def test_who_can_sign_in(okta: Okta) -> None:
    can = await okta.control("GET", "can-sign-in/elena.moreau@acme.example")
    assert can == {"can": True, "why": None, "status": "ACTIVE"}
    cannot = await okta.control("GET", "can-sign-in/nobody@acme.example")
    assert (cannot["can"], cannot["status"]) == (False, None)
    assert "nobody@acme.example" in cannot["why"]


async def test_rate_limits_are_switched_shared_and_shown(okta: Okta) -> None:
    assert (await okta.control("GET", "limits")) == {"edition": None, "windows": []}
    told = await okta.control("PUT", "settings", {"rate_limits": "workforce"})
    assert told["rate_limits"] == "workforce"
    whole = int((await okta.get("/api/v1/users")).headers["x-rate-limit-limit"])
    [token] = await okta.control("GET", "tokens")
    assert token["rate_limit_percent"] == 50
    share = {"rate_limit_percent": 25}
    assert (await okta.control("PUT", f"tokens/{token['id']}", share))["rate_limit_percent"] == 25
    assert int((await okta.get("/api/v1/users")).headers["x-rate-limit-limit"]) == whole // 2
    shown = (await okta.control("GET", "limits"))["windows"]
    assert {"Deskhand", "the org"} == {window["owner"] for window in shown}
    for path, body in (
        ("tokens/nobody", share),
        (f"tokens/{token['id']}", {"rate_limit_percent": 0}),
        ("settings", {"rate_limits": "unlimited"}),
    ):
        got = await okta.call("PUT", f"/_sandbox/{path}", body, headers={})
        assert got.status in {404, 422}
    await okta.control("PUT", "settings", {"rate_limits": "off"})
    assert (await okta.control("GET", "limits"))["edition"] is None


async def test_a_fault_is_deleted_by_its_id(okta: Okta) -> None:
    for kind in ("slow", "server_error"):
        await okta.fault(kind)
    first, second = await okta.control("GET", "faults")
    assert await okta.control("DELETE", f"faults/{first['id']}") == [second]
    got = await okta.call("DELETE", f"/_sandbox/faults/{first['id']}", headers={})
    assert got.status == 404
    got = await okta.call("POST", "/_sandbox/faults", {"kind": "flood"}, headers={})
    assert (got.status, "self_next" in got.body["error"]) == (422, True)


async def test_nobody_commands_from_behind_a_proxy(okta: Okta) -> None:
    for told, status in (("127.0.0.1, ::1", 200), ("198.51.100.4, 127.0.0.1", 403), ("me", 403)):
        for path in ("state", "people"):
            headers = {"X-Forwarded-For": told}
            got = await okta.call("GET", f"/_sandbox/{path}", headers=headers)
            assert got.status == status


async def test_time_and_behaviour_are_switched(okta: Okta) -> None:
    settings = {"transition_seconds": 5.0, "search_lag_seconds": 1.0}
    assert settings.items() <= (await okta.control("PUT", "settings", settings)).items()
    one = await okta.control("PUT", "settings", {"search_lag_seconds": 0})
    assert (one["transition_seconds"], one["search_lag_seconds"]) == (5.0, 0.0)
    for wrong in ({"search_lag_seconds": -1}, {"transition_seconds": 1e13}):
        got = await okta.call("PUT", "/_sandbox/settings", wrong, headers={})
        assert got.status == 422
    before = okta.tenant.clock.now()
    await okta.control("POST", "clock", {"advance_seconds": 86_400})
    moved = (okta.tenant.clock.now() - before).total_seconds()
    assert 86_400 <= moved < 86_460
    await okta.control("POST", "reset")
    assert (await okta.control("GET", "settings"))["transition_seconds"] == 0


async def test_a_tenant_may_take_its_time_from_the_beginning() -> None:
    async with (
        serve(Plan(users=60, api_tokens=(TOKEN,), transition_seconds=2)) as sandbox,
        aiohttp.ClientSession() as session,
    ):
        okta = Okta(sandbox, session)
        await okta.control("PUT", "settings", {"transition_seconds": 0})
        await okta.control("POST", "reset")
        assert (await okta.control("GET", "settings"))["transition_seconds"] == 2


async def test_slips_of_the_pen_are_refused_with_what_is_known(okta: Okta) -> None:
    fault = {"kind": "slow"}
    for method, path, body, told in (
        ("POST", "faults", {**fault, "timse": 1}, "unknown member: timse; known are kind, method"),
        ("POST", "faults", {**fault, "hits": 3}, "unknown member: hits"),
        ("POST", "faults", {**fault, "method": "FETCH"}, "unknown method: FETCH; known are *"),
        ("POST", "faults", {**fault, "path": "api/v1/users"}, "paths begin with / or *"),
        ("POST", "faults", {**fault, "path": ""}, "paths begin with / or *"),
        ("POST", "faults", {**fault, "seconds": -1}, "must not be negative"),
        ("POST", "faults", {**fault, "times": 10**30}, "times must be 1 to a million"),
        ("POST", "faults?times=1", fault, "unknown parameter: times; the command takes none"),
        ("POST", "clock", {"advance": 5}, "known are advance_seconds, set"),
        ("PUT", "settings", {"second_stop": True}, "unknown member: second_stop"),
        ("POST", "snapshot", {"nome": "x"}, "unknown member: nome; known are name"),
        ("POST", "reset", {"seed": 2}, "unknown member: seed; the command takes none"),
        ("POST", "sign-in/elena.moreau", {"mfa": True}, "unknown member: mfa"),
        ("POST", "lock-out/elena.moreau", {"for": 5}, "unknown member: for"),
        ("POST", "signing-keys", {"kid": "k"}, "unknown member: kid"),
        ("POST", "tokens", {"token": "00new", "role": "x"}, "unknown member: role"),
        ("POST", "tokens", {"token": "two words"}, "printable ASCII"),
        ("POST", "clients", {"secret": "s", "scopes": []}, "unknown member: scopes"),
        ("PUT", "admins/elena.moreau", {"role": []}, "unknown member: role; known are roles"),
        ("POST", "phone/elena.moreau", {"transaction": "x", "approved": True}, "approved"),
        ("GET", "calls?stauts=404", None, "unknown parameter: stauts; known are after, method"),
        ("GET", "calls?method=FETCH", None, "method must be one of GET"),
        ("GET", "mailbox?user=elena.moreau", None, "unknown parameter: user; known are to"),
        ("GET", "state?users=1", None, "unknown parameter: users; the command takes none"),
    ):
        got = await okta.call(method, f"/_sandbox/{path}", body, headers={})
        assert (got.status, told in got.body["error"]) == (422, True), (path, got.body)
    for path in ("mailbox/elena.moreau", "calls/1", "state/users"):
        assert (await okta.call("GET", f"/_sandbox/{path}", headers={})).status == 404
    for path in ("*", "**", "**/lifecycle/*", "/api/v1/users"):
        await okta.fault("slow", "write", path)
    assert len(await okta.control("GET", "tokens")) == 1


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
