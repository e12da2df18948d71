"""What the System Log tells of people at the tenant's own pages."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.state.model import User
from tests.contract.sandbox.browser import BETTER, Browser
from tests.contract.sandbox.client import ELENA, Okta
from tests.contract.sandbox.log import Watch

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0"
HEADERS = {"User-Agent": EDGE, "X-Forwarded-For": "198.51.100.4"}
WRONG = "Wrong-2026"


def held(event: dict[str, Any], user: User, path: str) -> None:
    """The person himself did it, from his own browser, at this page."""
    assert (event["actor"]["id"], event["actor"]["type"]) == (user.id, "User")
    client = event["client"]
    assert (client["ipAddress"], client["userAgent"]["rawUserAgent"]) == ("198.51.100.4", EDGE)
    assert (client["userAgent"]["browser"], client["userAgent"]["os"]) == ("EDGE", "Windows 10")
    assert [link["ip"] for link in event["request"]["ipChain"]] == ["198.51.100.4", "127.0.0.1"]
    assert event["transaction"]["type"] == "WEB"
    assert event["debugContext"]["debugData"]["requestUri"] == path


async def test_a_sign_in_and_its_end(okta: Okta, browser: Browser) -> None:
    watch = Watch(okta)
    await browser.post("/login", HEADERS, username=ELENA, password=WRONG)
    await browser.post("/login", HEADERS, username=ELENA, password="Sandbox-2026")
    await browser.post("/signout", HEADERS)
    failed, started, ended = watch.events()
    assert [each["eventType"] for each in (failed, started, ended)] == [
        "user.session.start",
        "user.session.start",
        "user.session.end",
    ]
    held(failed, okta.user(), "/login")
    held(started, okta.user(), "/login")
    held(ended, okta.user(), "/signout")
    sessions = [each["authenticationContext"]["externalSessionId"] for each in (started, ended)]
    assert sessions[0] == sessions[1] != failed["authenticationContext"]["externalSessionId"]
    assert failed["transaction"]["id"] != started["transaction"]["id"]


async def test_a_lock_out_is_one_request(okta: Okta, browser: Browser) -> None:
    for _ in range(4):
        await browser.post("/login", HEADERS, username=ELENA, password=WRONG)
    watch = Watch(okta)
    await browser.post("/login", HEADERS, username=ELENA, password=WRONG)
    failed, locked = watch.events()
    assert locked["eventType"] == "user.account.lock"
    held(locked, okta.user(), "/login")
    assert failed["transaction"] == locked["transaction"]


async def test_the_second_step_is_the_persons_own(okta: Okta, browser: Browser) -> None:
    await okta.control("PUT", "settings", {"second_step": True})
    await browser.sign_in()
    sms = next(f for f in okta.tenant.factors_of(okta.user().id) if f.factor_type == "sms")
    await browser.post("/login/second-step", step=browser.step, factor=sms.id)
    [message] = (await okta.control("GET", f"phone/{ELENA}"))["messages"]
    wrong = "000000" if message["code"] != "000000" else "111111"
    watch = Watch(okta)
    for given in (wrong, message["code"]):
        await browser.post("/login/second-step", HEADERS, step=browser.step, given=given)
    events = watch.events()
    assert [(each["eventType"], each["outcome"]["result"]) for each in events] == [
        ("user.authentication.verify", "FAILURE"),
        ("user.authentication.verify", "SUCCESS"),
        ("user.session.start", "SUCCESS"),
    ]
    for event in events:
        held(event, okta.user(), "/login/second-step")


async def test_a_link_that_sets_a_password_stays_secret(okta: Okta, browser: Browser) -> None:
    user = okta.user()
    url = f"/api/v1/users/{user.id}/lifecycle/reset_password"
    link = (await okta.post(url, sendEmail="false")).body["resetPasswordUrl"]
    watch = Watch(okta)
    await browser.post(link.removeprefix(okta.sandbox.url), HEADERS, password=BETTER)
    [event] = watch.events()
    assert event["eventType"] == "user.account.update_password"
    held(event, user, "/reset_password/***")
    assert link.rpartition("/")[2] not in str(event)


async def test_a_sign_in_by_command_needs_no_browser(okta: Okta, browser: Browser) -> None:
    """Nor does it take over the one that was there before."""
    await browser.post("/login", HEADERS, username=ELENA, password=WRONG)
    watch = Watch(okta)
    await okta.control("POST", f"sign-in/{ELENA}")
    [event] = watch.events()
    assert event["actor"]["id"] == okta.user().id
    assert event["client"]["ipAddress"] == "127.0.0.1"
    assert event["client"]["userAgent"]["rawUserAgent"] != EDGE
