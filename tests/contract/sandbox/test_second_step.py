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
