"""Who may do what: tokens, their owners, and administrator roles."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox.client import TOKEN, Okta

OTHER = "00other-token"


@pytest.mark.parametrize("header", ["SSWS {}", "SSWS{}", "  SSWS   {}"])
async def test_the_blank_after_the_scheme_may_be_missing(okta: Okta, header: str) -> None:
    headers = {"Authorization": header.format(TOKEN)}
    assert (await okta.call("GET", "/api/v1/users/me", headers=headers)).status == 200


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        ("SSWS wrong", 401, "E0000011"),
        (f"Basic {TOKEN}", 401, "E0000011"),
        (None, 403, "E0000005"),
    ],
)
async def test_calls_without_a_good_token(
    okta: Okta, header: str | None, status: int, code: str
) -> None:
    headers = {"Authorization": header} if header else {}
    got = await okta.call("GET", "/api/v1/users", headers=headers)
    assert (got.status, got.code) == (status, code)
    assert got.body["errorLink"] == code
    assert got.body["errorId"].startswith("oae")


@pytest.mark.parametrize("scheme", ["Bearer ", "DPoP ", "Bearer"])
async def test_an_unknown_access_token_is_refused_in_the_header(okta: Okta, scheme: str) -> None:
    headers = {"Authorization": f"{scheme}eyJhbGciOi.x.y"}
    got = await okta.call("GET", "/api/v1/users", headers=headers)
    assert (got.status, got.body) == (401, None)
    assert 'error="invalid_token"' in got.headers["WWW-Authenticate"]


async def test_paths_and_methods_that_do_not_exist(okta: Okta) -> None:
    for method, path, status, code in (
        ("GET", "/api/v1/nonsense", 404, "E0000008"),
        ("GET", f"/api/v1/users/{okta.user().id}/lifecycle", 404, "E0000008"),
        ("PUT", "/api/v1/users", 405, "E0000022"),
        ("PUT", f"/api/v1/apps/{okta.app('Figma').id}/users/{okta.user().id}", 405, "E0000022"),
        ("PUT", f"/api/v1/users/{okta.user().id}/factors", 405, "E0000022"),
    ):
        got = await okta.call(method, path)
        assert (got.status, got.code) == (status, code), path


async def test_every_answer_carries_oktas_headers(okta: Okta) -> None:
    for path in ("/api/v1/users", "/api/v1/nonsense", "/api/v1/groups/00gnone"):
        headers = (await okta.get(path)).headers
        for name in ("x-okta-request-id", "date", "x-rate-limit-limit", "x-rate-limit-remaining"):
            assert headers[name]
        assert int(headers["x-rate-limit-reset"]) > okta.tenant.clock.now().timestamp()
        assert headers["cache-control"] == "no-cache, no-store"


async def test_a_write_without_a_body_has_to_say_so(okta: Okta) -> None:
    path = f"/api/v1/users/{okta.user().id}/lifecycle/suspend"
    raw = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: SSWS {TOKEN}\r\nConnection: close\r\n\r\n"
    status = await _raw(okta, raw)
    assert " 411 " in status
    assert okta.user().status == "ACTIVE"


async def test_the_organisation_tells_its_name(okta: Okta) -> None:
    public = await okta.call("GET", "/.well-known/okta-organization", headers={})
    assert public.body["pipeline"] == "idx"
    assert public.body["_links"]["organization"]["href"] == okta.sandbox.url
    org = (await okta.get("/api/v1/org")).body
    assert (org["id"], org["companyName"]) == (public.body["id"], "Acme")


async def test_a_token_revokes_itself(okta: Okta) -> None:
    [token] = await okta.walk("/api/v1/api-tokens")
    assert TOKEN not in str(token)
    assert token["tokenWindow"] == "P30D"
    assert (await okta.get(f"/api/v1/api-tokens/{token['id']}")).body == token
    assert (await okta.delete("/api/v1/api-tokens/current")).status == 204
    assert (await okta.get("/api/v1/users")).code == "E0000011"
    await okta.control("POST", "tokens", {"token": token["id"]})
    assert (await okta.get("/api/v1/users")).status == 200


async def test_a_token_dies_of_idleness_and_lives_by_use(okta: Okta) -> None:
    for days in (29, 29, 29):
        await okta.control("POST", "clock", {"advance_seconds": days * 86_400})
        assert (await okta.get("/api/v1/users/me")).status == 200
    await okta.control("POST", "clock", {"advance_seconds": 31 * 86_400})
    assert (await okta.get("/api/v1/users/me")).code == "E0000011"


async def test_a_token_dies_with_its_owner(okta: Okta) -> None:
    await okta.control("POST", "tokens", {"token": OTHER, "admin": "noah.berg@acme.example"})
    noah = {"Authorization": f"SSWS {OTHER}"}
    assert (await okta.call("GET", "/api/v1/users/me", headers=noah)).status == 200
    await okta.post(f"/api/v1/users/{okta.user('noah.berg').id}/lifecycle/deactivate")
    assert (await okta.call("GET", "/api/v1/users/me", headers=noah)).code == "E0000011"


ALLOWED: list[tuple[str, set[str]]] = [
    (
        "SUPER_ADMIN",
        {"users", "groups", "apps", "suspend", "factors", "member", "assign", "tokens"},
    ),
    ("ORG_ADMIN", {"users", "groups", "apps", "suspend", "factors", "member", "assign", "tokens"}),
    ("USER_ADMIN", {"users", "groups", "suspend", "factors", "member"}),
    ("HELP_DESK_ADMIN", {"users", "groups", "factors"}),
    ("GROUP_MEMBERSHIP_ADMIN", {"users", "groups", "member"}),
    ("APP_ADMIN", {"users", "groups", "apps", "assign"}),
    ("READ_ONLY_ADMIN", {"users", "groups", "apps", "tokens"}),
    ("REPORT_ADMIN", {"users", "groups", "apps"}),
]


@pytest.mark.parametrize(("role", "allowed"), [*ALLOWED, (None, set())])
async def test_what_each_role_may_do(okta: Okta, role: str | None, allowed: set[str]) -> None:
    await okta.control("PUT", "admins/elena.moreau", {"roles": [role] if role else []})
    await okta.control("POST", "tokens", {"token": OTHER, "admin": "elena.moreau"})
    target = okta.with_status("ACTIVE").id
    group, app = okta.group("Payroll Viewers").id, okta.app("Canteen Menu").id
    okta.tenant.memberships.remove(group, target)
    okta.tenant.app_users.remove(app, target)
    calls: dict[str, tuple[str, str, Any]] = {
        "users": ("GET", "/api/v1/users", None),
        "groups": ("GET", "/api/v1/groups", None),
        "apps": ("GET", "/api/v1/apps", None),
        "tokens": ("GET", "/api/v1/api-tokens", None),
        "member": ("PUT", f"/api/v1/groups/{group}/users/{target}", None),
        "assign": ("POST", f"/api/v1/apps/{app}/users", {"id": target}),
        "factors": ("POST", f"/api/v1/users/{target}/lifecycle/reset_factors", None),
        "suspend": ("POST", f"/api/v1/users/{target}/lifecycle/suspend", None),
    }
    for name, (method, path, body) in calls.items():
        got = await okta.call(method, path, body, headers={"Authorization": f"SSWS {OTHER}"})
        if name in allowed:
            assert got.status < 300, (name, got.body)
        else:
            assert (got.status, got.code) == (403, "E0000006"), name
            assert not (await okta.calls())[-1]["effect"]
    me = await okta.call("GET", "/api/v1/users/me", headers={"Authorization": f"SSWS {OTHER}"})
    assert me.body["id"] == okta.user().id


async def test_only_a_super_administrator_touches_administrators(okta: Okta) -> None:
    await okta.control("PUT", "admins/elena.moreau", {"roles": ["USER_ADMIN"]})
    await okta.control("POST", "tokens", {"token": OTHER, "admin": "elena.moreau"})
    headers = {"Authorization": f"SSWS {OTHER}"}
    maya, person = okta.user("maya.lindqvist").id, okta.with_status("ACTIVE").id
    group = okta.group("Okta Help Desk Admins").id
    for method, path in (
        ("POST", f"/api/v1/users/{maya}/lifecycle/suspend"),
        ("DELETE", f"/api/v1/users/{maya}/sessions"),
        ("PUT", f"/api/v1/groups/{group}/users/{person}"),
    ):
        got = await okta.call(method, path, headers=headers)
        assert (got.status, got.code) == (403, "E0000006")
        assert (await okta.call(method, path)).status < 300


async def _raw(okta: Okta, text: str) -> str:
    """The status line that answers this very request."""
    import asyncio

    port = int(okta.sandbox.url.rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(text.encode())
    line = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return line.decode()
