"""Sessions over HTTP: cookies, tokens against foreign requests, and throttling."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.accounts import throttle
from deskhand.accounts.model import Account, SignInFailure
from deskhand.accounts.service import Accounts
from deskhand.kernel import clock
from deskhand.kernel.db import Database
from deskhand.kernel.permissions import Role
from deskhand.kernel.settings import Settings
from deskhand.web.app import create_app
from tests.web.client import Browser, serving
from tests.web.desk import Desk

# Nothing here depends on the kind of database, so one will do.
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Open = Callable[..., Awaitable[Browser]]
SESSION = "/api/v1/session"


async def test_signed_out(browser: Open) -> None:
    reply = await (await browser()).get(SESSION)
    seen = reply.json
    assert (seen["signed_in"], seen["me"], seen["demo"]) == (False, None, None)
    assert seen["csrf"]
    assert seen["product"]["name"] == "Deskhand"
    assert seen["product"]["sandbox_console_url"] is None


async def test_a_guests_token_stays_the_same(browser: Open) -> None:
    one = await browser()
    assert (await one.get(SESSION)).json["csrf"] == one.csrf
    assert (await browser()).csrf != one.csrf


async def test_sign_in_and_out(browser: Open, desk: Desk) -> None:
    one = await browser()
    reply = await one.sign_in("noah")
    me = reply.json["me"]
    assert (me["name"], me["role"], me["person_id"]) == ("Noah Berg", "agent", desk.people["noah"])
    assert "actions.run" in me["can"]
    assert "connections.manage" not in me["can"]
    assert (await one.get("/api/v1/requests")).status == 200
    token = one.sessions()[0]
    assert (await one.send("DELETE", SESSION)).status == 204
    assert one.sessions() == []
    refused = await one.get("/api/v1/requests", headers={"Cookie": f"deskhand_session={token}"})
    assert (refused.status, refused.json["code"]) == (401, "not_signed_in")
    assert (await one.get(SESSION)).json["signed_in"] is False


async def test_the_cookie_is_out_of_reach(browser: Open) -> None:
    reply = await (await browser()).sign_in("noah")
    [cookie] = [
        each for each in reply.headers.getall("Set-Cookie") if each.startswith("deskhand_session=")
    ]
    attributes = {each.strip().lower() for each in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= attributes
    assert "secure" not in attributes
    assert reply.headers["Cache-Control"] == "no-store"


async def test_behind_https_cookies_are_bound_to_it(desk: Desk, settings: Settings) -> None:
    secure = settings.model_copy(update={"public_url": "https://desk.acme.example"})
    object.__setattr__(desk.parts, "settings", secure)
    async with serving(create_app(desk.parts)) as url, Browser(url) as one:
        reply = await one.post(
            SESSION,
            {"email": "noah@acme.example", "password": "not the right one"},
            headers={"Origin": "https://desk.acme.example", "Host": "desk.acme.example"},
        )
        # aiohttp keeps secure cookies from http, so the token comes from nowhere.
        assert reply.json["code"] == "csrf"
        first = await one.get(SESSION)
        [cookie] = first.headers.getall("Set-Cookie")
        assert cookie.startswith("__Host-deskhand_guest=")
        assert "secure" in cookie.lower()
        assert "Domain" not in cookie
        assert first.headers["Strict-Transport-Security"]


async def test_a_wrong_password(browser: Open) -> None:
    reply = await (await browser()).sign_in("noah", "not the right one")
    assert (reply.status, reply.json["code"]) == (401, "bad_credentials")
    assert "not the right one" not in reply.body.decode()


@pytest.mark.parametrize("token", ["", "x", "ä"])
async def test_a_change_needs_the_sessions_token(browser: Open, token: str) -> None:
    one = await browser("noah")
    for method, path in (
        ("POST", "/api/v1/requests"),
        ("PATCH", "/api/v1/requests/REQ-1"),
        ("PUT", "/api/v1/connections/okta"),
        ("DELETE", SESSION),
    ):
        reply = await one.send(method, path, {}, headers={"X-CSRF-Token": token})
        assert (reply.status, reply.json["code"]) == (403, "csrf"), (method, path)
    assert (await one.get("/api/v1/requests")).status == 200


async def test_another_sessions_token_does_not_do(browser: Open) -> None:
    one, other = await browser("noah"), await browser("maya")
    reply = await one.post("/api/v1/requests", {}, headers={"X-CSRF-Token": other.csrf})
    assert reply.json["code"] == "csrf"


async def test_signing_in_needs_a_guests_token(browser: Open) -> None:
    one = await browser()
    one.csrf = ""
    assert (await one.sign_in("noah")).json["code"] == "csrf"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_sites_request_is_refused(browser: Open, headers: dict[str, str]) -> None:
    one = await browser("noah")
    reply = await one.post("/api/v1/requests", {"title": "x"}, headers=headers)
    assert (reply.status, reply.json["code"]) == (403, "foreign_origin")


async def test_our_own_pages_may_ask(browser: Open, url: str) -> None:
    one = await browser("noah")
    for headers in (
        {"Origin": url, "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://127.0.0.1:8080"},  # the public address of the settings
        {},
    ):
        reply = await one.post("/api/v1/requests", {"title": "x"}, headers=headers)
        assert reply.status == 201, headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "127.0.0.1.evil.example"])
async def test_a_foreign_name_for_this_machine_is_refused(browser: Open, host: str) -> None:
    reply = await (await browser()).get(SESSION, headers={"Host": host})
    assert (reply.status, reply.json["code"]) == (421, "unknown_host")
    health = await (await browser()).get("/healthz", headers={"Host": host})
    assert health.status == 200


@pytest.mark.parametrize("host", ["localhost:5173", "127.0.0.1", "[::1]:8080", "10.1.2.3"])
async def test_addresses_and_localhost_are_ours(browser: Open, host: str) -> None:
    assert (await (await browser()).get(SESSION, headers={"Host": host})).status == 200


async def test_guessing_is_slowed_down(browser: Open, desk: Desk) -> None:
    async with desk.database.transaction() as session:
        for n in range(throttle.MOST_BY_EMAIL):
            row = SignInFailure(id=f"f{n}", key="email:noah@acme.example", at=clock.now())
            session.add(row)
    reply = await (await browser()).sign_in("noah")
    assert (reply.status, reply.json["code"]) == (429, "throttled")
    assert 800 < int(reply.headers["Retry-After"]) <= 900
    assert reply.json["next"]["kind"] == "wait"


async def test_what_a_client_says_of_its_address_is_not_believed(browser: Open, desk: Desk) -> None:
    await (await browser()).sign_in("noah", "not the right one")
    async with desk.database.reading() as session:
        keys = set(await session.scalars(sa.select(SignInFailure.key)))
    assert keys == {"email:noah@acme.example", "address:127.0.0.1"}


async def test_a_proxys_word_counts_only_if_it_is_trusted(desk: Desk) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    for trusted, address in (("10.0.0.1", "127.0.0.1"), ("127.0.0.1", "203.0.113.9")):
        app = create_app(desk.parts)
        async with (
            serving(app, proxy_headers=True, forwarded_allow_ips=trusted) as url,
            Browser(url) as one,
        ):
            body = {"email": "x@acme.example", "password": "not the right one"}
            await one.post(SESSION, body, headers=forwarded)
        async with desk.database.reading() as session:
            keys = set(await session.scalars(sa.select(SignInFailure.key)))
        assert f"address:{address}" in keys
        assert ("address:203.0.113.9" in keys) is (trusted == "127.0.0.1")


async def test_a_disabled_account_is_signed_out(browser: Open, desk: Desk) -> None:
    one = await browser("noah")
    async with desk.database.transaction() as session:
        await session.execute(
            sa.update(Account)
            .where(Account.id == desk.staff["noah"].id)
            .values(disabled_at=clock.now())
        )
    assert (await one.get("/api/v1/requests")).json["code"] == "not_signed_in"


async def test_signing_in_again_ends_the_session_before(browser: Open) -> None:
    one = await browser("noah")
    token = one.sessions()[0]
    assert (await one.sign_in("maya")).json["me"]["name"] == "Maya Lindqvist"
    other = await browser()
    reply = await other.get(SESSION, headers={"Cookie": f"deskhand_session={token}"})
    assert reply.json["signed_in"] is False


async def test_idle_sessions_end(browser: Open, moved_clock: Callable[..., Any]) -> None:
    one = await browser("noah")
    moved_clock(hours=12, seconds=1)
    reply = await one.post("/api/v1/requests", {"title": "x"})
    # That there is no session comes before its token: the page must show the sign-in.
    assert (reply.status, reply.json["code"]) == (401, "not_signed_in")


async def test_demo_people_sign_in_with_one_click(database: Database) -> None:
    desk = Desk(database, demo=True)
    async with database.transaction() as session:
        await Accounts(database, demo=True).ensure_demo(
            session,
            key="agent",
            email="noah@acme.example",
            name="Noah Berg",
            role=Role.AGENT,
            title="IT Support Specialist",
            person_id=None,
        )
    async with serving(create_app(desk.parts)) as url, Browser(url) as one:
        [shown] = (await one.get(SESSION)).json["demo"]
        assert shown == {
            "key": "agent",
            "name": "Noah Berg",
            "role": "agent",
            "title": "IT Support Specialist",
        }
        refused = await one.post(f"{SESSION}/demo", {"key": "nobody"})
        assert refused.status == 404
        reply = await one.post(f"{SESSION}/demo", {"key": "agent"})
        assert reply.json["me"]["name"] == "Noah Berg"
        one.csrf = reply.json["csrf"]
        console = (await one.get(SESSION)).json["product"]["sandbox_console_url"]
        assert console == "http://127.0.0.1:8090/_sandbox/"


async def test_outside_of_a_demonstration_there_is_no_one_click(browser: Open) -> None:
    reply = await (await browser()).post(f"{SESSION}/demo", {"key": "agent"})
    assert reply.status == 404
