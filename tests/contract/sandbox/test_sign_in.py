"""What people do at the sign-in page: in a browser, and asked for through the control API."""

from __future__ import annotations

import pytest

from deskhand.sandbox.okta.state.model import STATUSES
from tests.contract.sandbox.browser import BETTER, PASSWORD, Browser, of_browser
from tests.contract.sandbox.client import ELENA, Okta


async def test_the_password_opens_the_dashboard(okta: Okta, browser: Browser) -> None:
    await browser.get("/app/UserHome")
    assert (browser.path, browser.status) == ("/login", 200)
    await browser.sign_in()
    assert (browser.path, browser.status) == ("/app/UserHome", 200)
    assert "Elena Moreau" in browser.text
    for given in okta.tenant.app_users.of_right(okta.user().id):
        assert okta.tenant.apps[given].label in browser.text
    assert "No second factor is enrolled" not in browser.text
    [cookie] = browser.session.cookie_jar
    assert (cookie.key, cookie["httponly"], cookie["samesite"]) == ("sid", True, "Lax")
    await browser.get("/login?fromURI=/app/UserHome")
    assert browser.path == "/app/UserHome"
    await browser.get("/login?fromURI=/app/UserHome&prompt=login&login_hint=somebody")
    assert 'value="somebody"' in browser.text
    await browser.post("/signout")
    await browser.get("/app/UserHome")
    assert browser.path == "/login"
    told = [event.event_type for event in okta.tenant.events]
    assert told[-2:] == ["user.session.start", "user.session.end"]


async def test_what_a_reset_of_the_factors_means_to_the_person(
    okta: Okta, browser: Browser
) -> None:
    await okta.post(f"/api/v1/users/{okta.user().id}/lifecycle/reset_factors")
    await browser.sign_in()
    assert "No second factor is enrolled." in browser.text


async def test_nothing_is_opened_by_signing_in(okta: Okta, browser: Browser) -> None:
    before = len(okta.tenant.oauth_tokens)
    await browser.sign_in()
    assert len(okta.tenant.oauth_tokens) == before
    await okta.control("POST", f"sign-in/{ELENA}")
    assert len(okta.tenant.oauth_tokens) > before


async def test_ended_sessions_end_in_the_browser(okta: Okta, browser: Browser) -> None:
    await browser.sign_in()
    await okta.delete(f"/api/v1/users/{okta.user().id}/sessions")
    await browser.get("/app/UserHome")
    assert browser.path == "/login"
    await browser.sign_in()
    await okta.control("POST", "clock", {"advance_seconds": 3 * 3_600})
    await browser.get("/app/UserHome")
    assert browser.path == "/login"


async def test_the_id_of_a_session_opens_nothing(okta: Okta, browser: Browser) -> None:
    await browser.sign_in()
    session = of_browser(okta)
    for forged in (session.id, f"{session.id}.", f"{session.id}.guess"):
        browser.session.cookie_jar.clear()
        browser.session.cookie_jar.update_cookies({"sid": forged})
        await browser.get("/app/UserHome")
        assert browser.path == "/login"
    assert str(session.cookie) not in str(await okta.control("GET", f"users/{ELENA}"))


async def test_five_wrong_passwords_lock_the_person_out(okta: Okta, browser: Browser) -> None:
    user = okta.user()
    for _ in range(4):
        await browser.sign_in(password="wrong")
        assert (browser.status, user.status) == (401, "ACTIVE")
    await browser.sign_in()
    assert browser.path == "/app/UserHome"
    for _ in range(5):
        await browser.sign_in(password="wrong")
    assert user.status == "LOCKED_OUT"
    await browser.sign_in()
    assert browser.status == 401
    assert "IT can unlock it" in browser.text
    kinds = [event.event_type for event in okta.tenant.events]
    assert "user.account.lock" in kinds
    failures = [e for e in okta.tenant.events if e.outcome == "FAILURE" and e.reason]
    assert [e.reason for e in failures][-1] == "LOCKED_OUT"
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/unlock")
    await browser.sign_in(password="wrong")
    assert user.status == "ACTIVE"


async def test_unknown_people_and_wrong_passwords_are_told_the_same(
    okta: Okta, browser: Browser
) -> None:
    """But for the note below, which only the tenant's own machine is shown."""
    alerts = []
    for login in (ELENA, "nobody@acme.example", okta.with_status("STAGED").login):
        await browser.sign_in(login, "wrong")
        page, _, note = browser.text.partition('<div class="note">')
        assert "The sandbox knows" in note
        alerts.append((browser.status, page.replace(login, "")))
    assert alerts[0] == alerts[1] == alerts[2]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("SUSPENDED", "unsuspend"),
        ("LOCKED_OUT", "unlock"),
        ("DEPROVISIONED", "activate it again"),
        ("STAGED", "activated first"),
        ("PROVISIONED", "activation link"),
        ("RECOVERY", "link in the mail"),
    ],
)
async def test_why_one_does_not_get_in(
    okta: Okta, browser: Browser, status: str, told: str
) -> None:
    login = okta.with_status(status).login
    await browser.sign_in(login)
    assert (browser.status, "Unable to sign in." in browser.text) == (401, True)
    assert told in browser.text
    answer = await okta.control("GET", f"can-sign-in/{login}")
    assert (answer["can"], answer["status"]) == (False, status)
    assert answer["why"] in browser.text


async def test_an_expired_password_is_renewed_at_sign_in(okta: Okta, browser: Browser) -> None:
    user = okta.with_status("PASSWORD_EXPIRED")
    assert not (await okta.control("GET", f"can-sign-in/{user.login}"))["can"]
    await browser.sign_in(user.login)
    assert "Your password has expired" in browser.text
    step = browser.step
    for chosen, told in ((PASSWORD, "the password that has expired"), ("short", "too weak")):
        await browser.post("/login/renew-password", step=step, password=chosen)
        assert (browser.status, told in browser.text) == (422, True)
    assert user.status == "PASSWORD_EXPIRED"
    await browser.post("/login/renew-password", step=step, password=BETTER)
    assert (browser.path, user.status) == ("/app/UserHome", "ACTIVE")
    await browser.post("/login/renew-password", step=step, password="Other-2028")
    assert browser.status == 403
    await browser.post("/signout")
    await browser.sign_in(user.login, BETTER)
    assert browser.path == "/app/UserHome"
    assert (await okta.control("GET", f"can-sign-in/{user.login}"))["why"] is None


async def test_who_is_being_deactivated_renews_nothing(okta: Okta, browser: Browser) -> None:
    user = okta.with_status("PASSWORD_EXPIRED")
    await browser.sign_in(user.login)
    step = browser.step
    await okta.control("PUT", "settings", {"transition_seconds": 60})
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/deactivate")
    await browser.post("/login/renew-password", step=step, password=BETTER)
    assert browser.status == 403
    await browser.sign_in(user.login)
    assert (browser.status, "is being deactivated" in browser.text) == (401, True)
    assert user.status == "PASSWORD_EXPIRED"


@pytest.mark.parametrize(
    ("kind", "sent", "status"),
    [
        ("application/x-www-form-urlencoded", b"username=elena&password=%ff", 400),
        ("application/x-www-form-urlencoded", b"username=elena&password=\xff", 400),
        ("application/x-www-form-urlencoded", b"username=elena" + b"&a=1" * 50, 400),
        ("application/x-www-form-urlencoded; charset=nonsense", b"username=elena", 401),
        ("multipart/form-data", b"username=elena", 401),
    ],
)
async def test_what_is_no_form_signs_nobody_in(
    okta: Okta, kind: str, sent: bytes, status: int
) -> None:
    url, headers = f"{okta.sandbox.url}/login", {"Content-Type": kind}
    async with okta.session.post(url, data=sent, headers=headers) as got:
        assert got.status == status


async def test_a_step_runs_out(okta: Okta, browser: Browser) -> None:
    user = okta.with_status("PASSWORD_EXPIRED")
    await browser.sign_in(user.login)
    await okta.control("POST", "clock", {"advance_seconds": 601})
    await browser.post("/login/renew-password", step=browser.step, password=BETTER)
    assert (browser.status, user.status) == (403, "PASSWORD_EXPIRED")


@pytest.mark.parametrize(
    "onward",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/a b"],
)
async def test_sign_in_leads_nowhere_else(okta: Okta, browser: Browser, onward: str) -> None:
    await browser.sign_in(onward=onward)
    assert (browser.path, browser.status) == ("/app/UserHome", 200)


async def test_sign_in_leads_back_letter_by_letter(okta: Okta) -> None:
    onward = "/oauth2/v1/authorize?redirect_uri=http%3A%2F%2F127.0.0.1%2Fcallback&state=a%2Bb"
    form = {"username": ELENA, "password": PASSWORD, "fromURI": onward}
    async with okta.session.post(
        f"{okta.sandbox.url}/login", data=form, allow_redirects=False
    ) as got:
        assert (got.status, got.headers["Location"]) == (303, onward)


async def test_other_sites_sign_nobody_in(okta: Okta, browser: Browser) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    await browser.post("/login", foreign, username=ELENA, password=PASSWORD)
    assert (browser.status, len(browser.session.cookie_jar)) == (403, 0)


async def test_other_sites_set_no_password(okta: Okta, browser: Browser) -> None:
    user = okta.with_status("PROVISIONED")
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/reactivate", sendEmail="true")
    [mail] = await okta.control("GET", "mailbox")
    path = mail["link"].removeprefix(okta.sandbox.url)
    await browser.post(path, {"Sec-Fetch-Site": "same-site"}, password=BETTER)
    assert (browser.status, user.status) == (403, "PROVISIONED")
    await browser.post(path, {"Sec-Fetch-Site": "same-origin"}, password=BETTER)
    assert (browser.status, user.status) == (200, "ACTIVE")


async def test_everybody_from_the_seed_has_the_password_of_the_settings(
    okta: Okta, browser: Browser
) -> None:
    await okta.control("PUT", "settings", {"password": BETTER})
    await browser.sign_in()
    assert browser.status == 401
    await browser.sign_in(password=BETTER)
    assert browser.status == 200


async def test_a_sign_in_leaves_something_to_end(okta: Okta) -> None:
    user = okta.user()
    await okta.delete(f"/api/v1/users/{user.id}/sessions", oauthTokens="true")
    whole = await okta.control("POST", "sign-in/elena.moreau")
    assert [len(whole["sessions"]), len(whole["remembered_devices"])] == [1, 1]
    assert whole["oauth_tokens"]
    session = (await okta.get(f"/api/v1/sessions/{whole['sessions'][0]['id']}")).body
    assert (session["login"], session["mfaActive"]) == (user.login, True)
    read = (await okta.get(f"/api/v1/users/{user.id}")).body
    assert read["lastLogin"] == session["createdAt"]


async def test_a_lock_out_is_undone_by_unlock(okta: Okta) -> None:
    path = f"/api/v1/users/{okta.user().id}"
    assert (await okta.control("POST", "lock-out/elena.moreau"))["status"] == "LOCKED_OUT"
    read = (await okta.get(path)).body
    assert (read["status"], "unlock" in read["_links"]) == ("LOCKED_OUT", True)
    assert (await okta.post(f"{path}/lifecycle/unlock")).body == {}
    assert okta.user().status == "ACTIVE"


@pytest.mark.parametrize("status", sorted(set(STATUSES) - {"ACTIVE"}))
async def test_who_does_not_get_in(okta: Okta, status: str) -> None:
    user = okta.with_status(status)
    got = await okta.call("POST", f"/_sandbox/sign-in/{user.login}", headers={})
    assert (got.status, status in got.body["error"]) == (409, True)
    got = await okta.call("POST", f"/_sandbox/lock-out/{user.login}", headers={})
    assert got.status == (200 if status == "PASSWORD_EXPIRED" else 409)
    async with okta.session.get(f"{okta.sandbox.url}/_sandbox/people/{user.id}") as page:
        assert "Sign in as this person would" not in await page.text()
