"""The second step of a sign-in: by push, by code, and too often wrong."""

from __future__ import annotations

import re

import pytest

from tests.contract.sandbox.browser import Browser, of_browser
from tests.contract.sandbox.client import ELENA, Okta


@pytest.mark.parametrize("approves", [True, False])
async def test_a_push_is_the_second_step(okta: Okta, browser: Browser, *, approves: bool) -> None:
    await okta.control("PUT", "settings", {"second_step": True})
    await browser.sign_in()
    number = re.search(r"<strong>(\d+)</strong>", browser.text)
    assert number is not None
    first = browser.step
    await browser.post("/login/second-step", step=first)
    assert "has not answered yet" in browser.text
    [push] = (await okta.control("GET", f"phone/{ELENA}"))["pushes"]
    answer = {"transaction": push["transaction"], "approve": approves, "number": int(number[1])}
    await okta.control("POST", f"phone/{ELENA}", answer)
    await browser.post("/login/second-step", step=first)
    if approves:
        assert browser.path == "/app/UserHome"
        assert of_browser(okta).amr == ["pwd", "mfa"]
    else:
        assert "The phone said no." in browser.text
        assert browser.step != first
    await browser.post("/login/second-step", step=first)
    assert browser.status == 403


async def test_another_way_for_the_second_step(okta: Okta, browser: Browser) -> None:
    await okta.control("PUT", "settings", {"second_step": True})
    await browser.sign_in()
    sms = next(f for f in okta.tenant.factors_of(okta.user().id) if f.factor_type == "sms")
    await browser.post("/login/second-step", step=browser.step, factor=sms.id)
    assert "one-time-code" in browser.text
    [message] = (await okta.control("GET", f"phone/{ELENA}"))["messages"]
    wrong = "000000" if message["code"] != "000000" else "111111"
    await browser.post("/login/second-step", step=browser.step, given=wrong)
    assert browser.status == 401
    await browser.post("/login/second-step", step=browser.step, given=message["code"])
    assert browser.path == "/app/UserHome"


async def test_five_wrong_codes_lock_the_person_out(okta: Okta, browser: Browser) -> None:
    await okta.control("PUT", "settings", {"second_step": True})
    await browser.sign_in()
    sms = next(f for f in okta.tenant.factors_of(okta.user().id) if f.factor_type == "sms")
    await browser.post("/login/second-step", step=browser.step, factor=sms.id)
    step = browser.step
    [message] = (await okta.control("GET", f"phone/{ELENA}"))["messages"]
    wrong = "000000" if message["code"] != "000000" else "111111"
    for _ in range(5):
        assert okta.user().status == "ACTIVE"
        await browser.post("/login/second-step", step=step, given=wrong)
        assert browser.status == 401
    assert okta.user().status == "LOCKED_OUT"
    assert "IT can unlock it" in browser.text
    await browser.post("/login/second-step", step=step, given=message["code"])
    assert (browser.path, browser.status) == ("/login/second-step", 403)


async def test_who_has_no_factor_sets_one_up(okta: Okta, browser: Browser) -> None:
    await okta.control("PUT", "settings", {"second_step": True})
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/reset_factors")
    await browser.sign_in(onward="/app/UserHome?from=there")
    assert "Not now" not in browser.text
    assert not any(each.cookie for each in okta.tenant.sessions_of(okta.user().id))
    step = browser.step
    await browser.post("/login/set-up-factor", step=step)
    assert browser.path == "/app/UserHome"
    assert of_browser(okta).amr == ["pwd", "mfa"]
    kept = okta.tenant.factors_of(okta.user().id)
    assert {(factor.factor_type, factor.status) for factor in kept} == {
        ("push", "ACTIVE"),
        ("token:software:totp", "ACTIVE"),
    }
    made = [e for e in okta.tenant.events if e.event_type == "user.mfa.factor.activate"]
    assert {event.origin.actor.id for event in made} == {okta.user().id}
    assert [code["app"] for code in (await okta.control("GET", f"phone/{ELENA}"))["codes"]]
    await browser.post("/login/set-up-factor", step=step)
    assert browser.status == 403


async def test_a_factor_is_offered_where_none_is_needed(okta: Okta, browser: Browser) -> None:
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/reset_factors")
    await browser.sign_in()
    assert 'href="/login/set-up-factor"' in browser.text
    before = of_browser(okta)
    await browser.get("/login/set-up-factor")
    assert "Not now" in browser.text
    await browser.post("/login/set-up-factor", step=browser.step)
    assert browser.path == "/app/UserHome"
    assert "No second factor is enrolled." not in browser.text
    assert of_browser(okta) == before
    await browser.get("/login/set-up-factor")
    assert browser.path == "/app/UserHome"
    # The next sign-in asks the phone that was set up.
    await okta.control("PUT", "settings", {"second_step": True})
    await browser.sign_in()
    assert len((await okta.control("GET", f"phone/{ELENA}"))["pushes"]) == 1


async def test_nobody_sets_up_a_factor_without_his_password(okta: Okta, browser: Browser) -> None:
    await browser.get("/login/set-up-factor")
    assert browser.path == "/login"
    await browser.post("/login/set-up-factor", step="guessed")
    assert browser.status == 403


async def test_the_page_hears_of_the_answer(okta: Okta, browser: Browser) -> None:
    await okta.control("PUT", "settings", {"second_step": True})
    await browser.sign_in()
    step = browser.step
    await browser.post("/login/second-step/result", step="guessed")
    assert browser.text == "OVER"
    await browser.post("/login/second-step/result", step=step)
    assert browser.text == "WAITING"
    [push] = (await okta.control("GET", f"phone/{ELENA}"))["pushes"]
    wrong = next(n for n in push["numbers"] if n != okta.tenant.pushes[push["transaction"]].correct)
    answer = {"transaction": push["transaction"], "approve": True, "number": wrong}
    told = await okta.control("POST", f"phone/{ELENA}", answer)
    assert (told["result"], told["pushes"]) == ("REJECTED", [])
    assert "not the number" in told["told"]
    await browser.post("/login/second-step/result", step=step)
    assert browser.text == "REJECTED"
    await browser.post("/login/second-step", step=step)
    step = browser.step
    await okta.control("POST", "clock", {"advance_seconds": 301})
    await browser.post("/login/second-step/result", step=step)
    assert browser.text == "TIMEOUT"
