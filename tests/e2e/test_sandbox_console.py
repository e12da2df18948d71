"""The sandbox tenant in a browser: its console and its hosted pages, accessible in every look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.testing import OktaSandbox, okta_sandbox
from tests.e2e.conftest import ARTIFACTS
from tests.e2e.test_pages import SCHEMES, WIDTHS, faults

ELENA = "elena.moreau@acme.example"
SERVICE = "okta.service@acme.example"
PASSWORD = "Sandbox-2026"
KEY = '{"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ", "kid": "one"}'
CONSOLE = (
    "",
    "people",
    f"people/{ELENA}",
    f"people/{ELENA}/phone",
    "people/nobody",
    "mail",
    "log",
    "events",
    "trouble",
    "access",
    "access/0oadesk",
    "access/nobody",
    "time",
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[OktaSandbox]:
    """A tenant in which something has happened."""
    with okta_sandbox(Plan(users=120)) as found:
        found.control("PUT", "settings", {"rate_limits": "workforce"})
        found.fault("server_error", "GET", "/api/v1/groups", times=3)
        found.control("POST", "snapshot", {"name": "morning"})
        found.control("POST", f"sign-in/{ELENA}")
        found.control(
            "POST",
            "clients",
            {
                "id": "0oadesk",
                "label": "Deskhand",
                "secret": "a-secret-for-tests",
                "redirect_uris": [f"{found.url}/app/UserHome"],
                "grants": ["okta.users.manage", "okta.groups.read", "okta.apps.read"],
                "assigned": [SERVICE],
            },
        )
        yield found


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest, sandbox: OktaSandbox) -> Iterator[Page]:
    """A browser of the test's own; what its console calls an error fails the test."""
    scheme, width = getattr(request, "param", ("light", 1440))
    context = chromium.new_context(
        base_url=sandbox.url,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    errors: list[str] = []
    found = context.new_page()
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on(
        "console",
        lambda told: (
            errors.append(told.text)
            if told.type == "error" and "status of" not in told.text
            else None
        ),
    )
    yield found
    ARTIFACTS.mkdir(exist_ok=True)
    found.screenshot(path=ARTIFACTS / f"{re.sub(r'[^a-z0-9]+', '-', request.node.name)}.png")
    context.close()
    assert errors == []


def check(page: Page, what: str) -> None:
    assert faults(page) == [], what
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{what} scrolls sideways by {wide} px"


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/login")
    page.get_by_label("Username").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


LOOKS = [(scheme, width) for scheme in SCHEMES for width in WIDTHS]


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_every_page_in_every_look(page: Page, sandbox: OktaSandbox) -> None:
    for place in CONSOLE:
        page.goto(f"/_sandbox/{place}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check(page, place)
    page.goto("/login")
    check(page, "sign-in")
    sign_in(page, ELENA, "wrong")
    expect(page.get_by_role("alert")).to_have_text("Unable to sign in.")
    check(page, "refused")
    sign_in(page, with_status(page, "PASSWORD_EXPIRED"))
    expect(page.get_by_role("heading", name="Your password has expired")).to_be_visible()
    check(page, "renewal")
    sandbox.control("PUT", "settings", {"second_step": True})
    sign_in(page, ELENA)
    expect(page.get_by_text("on your phone")).to_be_visible()
    check(page, "second step")
    sandbox.control("PUT", "settings", {"second_step": False})
    sign_in(page, ELENA)
    expect(page.get_by_role("heading", name="Elena Moreau")).to_be_visible()
    check(page, "dashboard")
    page.goto("/reset_password/nobodysLink")
    check(page, "dead link")
    page.goto("/signout")
    page.goto(authorization(sandbox))
    page.get_by_label("Username").fill(SERVICE)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("main")).to_contain_text("okta.users.manage")
    check(page, "consent")
    page.goto("/oauth2/v1/authorize?client_id=nobody")
    check(page, "dead end")


def authorization(sandbox: OktaSandbox) -> str:
    asked = {
        "client_id": "0oadesk",
        "response_type": "code",
        "scope": "openid okta.users.manage okta.groups.read",
        "redirect_uri": f"{sandbox.url}/app/UserHome",
        "state": "somewhere",
    }
    return f"/oauth2/v1/authorize?{urlencode(asked)}"


def with_status(page: Page, status: str) -> str:
    """The login of somebody in this status, as the console's list shows it."""
    page.goto(f"/_sandbox/people?status={status}&q=acme.example")
    return page.get_by_role("row").nth(1).locator("code").inner_text()


def test_somebody_is_let_back_in_by_the_link_in_his_mail(page: Page, sandbox: OktaSandbox) -> None:
    login = with_status(page, "RECOVERY")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text("the link in the mail has to be used first")
    sandbox.control("POST", "clock", {"advance_seconds": 60})
    name = page.get_by_role("heading", level=1).inner_text()
    request_reset(page, sandbox, login)
    page.goto(f"/_sandbox/mail?q={login}")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    page.get_by_role("main").get_by_role("link").last.click()
    page.get_by_label("New password").fill("Kestrel-2027")
    page.get_by_role("button", name="Set password").click()
    page.get_by_role("link", name="sign in").click()
    page.get_by_label("Username").fill(login)
    page.get_by_label("Password").fill("Kestrel-2027")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def request_reset(page: Page, sandbox: OktaSandbox, login: str) -> None:
    answer = page.request.post(
        f"/api/v1/users/{login}/lifecycle/reset_password?sendEmail=true", headers=sandbox.headers
    )
    assert answer.status == 200


def test_a_push_is_approved_on_the_phone(page: Page, sandbox: OktaSandbox) -> None:
    sandbox.control("PUT", "settings", {"second_step": True})
    # Whatever other tests left on the phone is over.
    sandbox.advance(600)
    sign_in(page, ELENA)
    number = page.get_by_text("on your phone").locator("strong").inner_text()
    phone = page.context.new_page()
    phone.goto(f"/_sandbox/people/{ELENA}/phone")
    phone.get_by_role("button", name=number, exact=True).click()
    expect(phone.get_by_role("main")).to_contain_text("Nothing waits for an answer.")
    expect(phone.get_by_role("status")).to_have_text("Confirmed.")
    # Nobody presses the button: the page hears of the answer.
    page.bring_to_front()
    expect(page.get_by_role("heading", name="Elena Moreau")).to_be_visible()
    sandbox.control("PUT", "settings", {"second_step": False})


def test_the_phone_shows_by_itself_what_comes(page: Page, sandbox: OktaSandbox) -> None:
    sandbox.control("PUT", "settings", {"second_step": True})
    sandbox.advance(600)
    page.goto(f"/_sandbox/people/{ELENA}/phone")
    expect(page.get_by_role("main")).to_contain_text("Nothing waits for an answer.")
    link = page.get_by_role("link", name="Look again")
    link.focus()
    right = sign_in_elsewhere(page, sandbox)
    expect(page.get_by_role("group", name="Push")).to_be_visible()
    expect(page.locator("#heard")).to_have_text("Questions that wait for an answer: 1.")
    expect(link).to_be_focused()
    refuse = page.get_by_role("button", name="No, it's not me")
    refuse.focus()
    sandbox.advance(30)
    sign_in_elsewhere(page, sandbox)
    expect(page.get_by_role("group", name="Push")).to_have_count(2)
    expect(refuse.first).to_be_focused()
    [push, _] = sandbox.control("GET", f"phone/{ELENA}")["pushes"]
    wrong = next(number for number in push["numbers"] if number != right)
    page.get_by_role("group", name="Push").first.get_by_role(
        "button", name=str(wrong), exact=True
    ).click()
    expect(page.get_by_role("status")).to_contain_text("That was not the number")
    sandbox.control("PUT", "settings", {"second_step": False})


def sign_in_elsewhere(page: Page, sandbox: OktaSandbox) -> int:
    """Up to the push, in no window. The number that the page tells."""
    form: dict[str, str | float | bool] = {"username": ELENA, "password": PASSWORD}
    answer = page.request.post(f"{sandbox.url}/login", form=form)
    found = re.search(r"Choose <strong>(\d+)</strong>", answer.text())
    assert found is not None
    return int(found[1])


def test_who_lost_his_factors_sets_one_up(page: Page, sandbox: OktaSandbox) -> None:
    sandbox.control("PUT", "settings", {"second_step": True})
    login = with_status(page, "ACTIVE")
    reset = f"/api/v1/users/{login}/lifecycle/reset_factors"
    assert page.request.post(reset, headers=sandbox.headers).status == 200
    sign_in(page, login)
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    check(page, "set-up")
    page.get_by_role("button", name="Set up Okta Verify").click()
    expect(page.get_by_role("heading", name="Applications")).to_be_visible()
    page.goto(f"/_sandbox/people/{login}/phone")
    expect(page.get_by_role("cell", name="Okta Verify")).to_be_visible()
    check(page, "phone with codes")
    sandbox.control("PUT", "settings", {"second_step": False})


def test_a_client_is_made_looked_at_and_deleted(page: Page, sandbox: OktaSandbox) -> None:
    page.goto("/_sandbox/access")
    page.get_by_label("Label").fill("Night shift")
    page.get_by_label("Kind").select_option("service")
    page.get_by_label("Public keys (JWKS)").fill("{no key")
    make = page.get_by_role("button", name="Make the client")
    make.click()
    expect(page.get_by_role("status")).to_contain_text("this is not JSON")
    page.get_by_label("Public keys (JWKS)").fill(KEY)
    page.get_by_label("Granted scopes").fill("okta.users.read\nokta.logs.read")
    page.get_by_label("READ_ONLY_ADMIN").check()
    page.get_by_label("Ask for proof of possession").check()
    make.click()
    expect(page.get_by_role("status")).to_have_text("The client is there.")
    [client] = [c for c in sandbox.control("GET", "clients") if c["label"] == "Night shift"]
    assert (client["kind"], client["dpop"], client["roles"]) == (
        "service",
        True,
        ["READ_ONLY_ADMIN"],
    )
    assert client["grants"] == ["okta.logs.read", "okta.users.read"]
    page.get_by_role("link", name="Night shift").click()
    expect(page.get_by_role("main")).to_contain_text("private_key_jwt")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete: Night shift").click()
    expect(page.get_by_role("heading", name="No such client")).to_be_visible()


def test_an_event_unfolds(page: Page) -> None:
    page.goto("/_sandbox/events?type=user.session.start")
    page.locator("summary").first.click()
    expect(page.get_by_role("group", name="Whole event").first).to_contain_text("displayMessage")
    check(page, "unfolded event")


def test_the_console_is_worked_by_keyboard(page: Page, sandbox: OktaSandbox) -> None:
    page.goto("/_sandbox/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("moreau")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Elena Moreau").first).to_be_visible()
    page.goto("/_sandbox/trouble")
    switch = page.get_by_role("button", name=re.compile("^Turn on: Maintenance"))
    switch.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("The fault is on.")
    off = page.get_by_role("button", name=re.compile("^Turn off: Maintenance"))
    expect(off).to_have_attribute("aria-pressed", "true")
    assert "read_only" in {fault["kind"] for fault in sandbox.control("GET", "faults")}
    sandbox.control("DELETE", "faults")
    off.click()
    expect(page.get_by_role("status")).to_contain_text("no such fault")
    expect(off).to_have_count(0)


def test_forms_of_the_console_send_their_commands(page: Page, sandbox: OktaSandbox) -> None:
    page.goto("/_sandbox/trouble")
    page.get_by_label("Kind").select_option("slow")
    page.get_by_label("and this path").fill("/api/v1/apps")
    page.get_by_label("Times").fill("2")
    page.get_by_role("button", name="Turn on", exact=True).last.click()
    expect(page.get_by_role("status")).to_have_text("The fault is on.")
    [fault] = [each for each in sandbox.control("GET", "faults") if each["kind"] == "slow"]
    assert (fault["path"], fault["times"]) == ("/api/v1/apps", 2)
    page.goto("/_sandbox/time")
    page.get_by_label("Set to (UTC)").fill("2031-02-03T04:05")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Time moved.")
    assert sandbox.control("GET", "clock")["now"].startswith("2031-02-03T04:05")
    page.get_by_label("Set to (UTC)").fill("2030-01-01T00:00")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("time only goes forward")


def test_a_reset_is_confirmed_first(page: Page, sandbox: OktaSandbox) -> None:
    sandbox.control("POST", f"lock-out/{ELENA}")
    page.goto("/_sandbox/")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Reset the tenant").click()
    assert sandbox.user(ELENA)["status"] == "LOCKED_OUT"
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Reset the tenant").click()
    expect(page.get_by_role("status")).to_have_text("The tenant is new.")
    assert sandbox.user(ELENA)["status"] == "ACTIVE"
