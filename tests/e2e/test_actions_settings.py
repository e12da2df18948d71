"""Which actions are offered and to whom, the dialogs of what may not be undone, and secrets."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, sign_in
from tests.e2e.test_pages import SCHEMES, WIDTHS, faults, settled
from tests.product import Tenant

SETTINGS = "/settings/integrations/okta?tab=actions"
MFA = "Locked out of Okta Verify after new phone"
JONAS = "jonas.weber@acme.example"
FIGMA = "Access to Figma for the spring campaign"


def settings(page: Page) -> None:
    page.get_by_role("button", name="Sign in as Maya Lindqvist").click()
    # Not by the navigation, which a phone hides.
    expect(page.get_by_role("heading", name="Requests", exact=True)).to_be_visible()
    page.goto(SETTINGS)
    expect(page.get_by_role("switch", name="Offer Reset MFA")).to_be_checked()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_settings_are_accessible(open_page: Open, scheme: str, width: int) -> None:
    page = open_page(scheme=scheme, width=width)
    settings(page)
    settled(page)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.get_by_role("link", name="Connection", exact=True).click()
    expect(page.get_by_role("button", name="Sync now")).to_be_visible()


def test_an_action_switched_off_is_refused_at_once_and_comes_back(open_page: Open) -> None:
    agent = open_page()
    sign_in(agent, "Noah Berg")
    agent.get_by_role("link", name=MFA).click()
    panel = agent.get_by_role("complementary", name="Person and actions")
    expect(panel.get_by_role("button", name="Reset MFA")).to_be_enabled()

    page = open_page()
    settings(page)
    page.get_by_role("switch", name="Offer Reset MFA").click()
    expect(page.get_by_role("switch", name="Offer Reset MFA")).not_to_be_checked()
    expect(page.get_by_text("Maya Lindqvist ·")).to_be_visible()

    # Without a reload: out of the way, with the reason.
    expect(panel.get_by_role("button", name="Reset MFA")).to_have_count(0)
    panel.get_by_role("button", name="Not possible now").press("Enter")
    expect(panel).to_contain_text("Reset MFA is switched off here.")
    settled(agent)
    assert faults(agent) == []
    page.get_by_role("switch", name="Offer Reset MFA").click()
    expect(panel).not_to_contain_text("Reset MFA is switched off here.")

    agent.goto(SETTINGS)
    expect(agent.get_by_text("Only administrators of Deskhand can change this.")).to_be_visible()
    expect(agent.get_by_role("switch")).to_have_count(0)


def test_somebody_must_be_left_who_may_run_an_action(open_page: Open) -> None:
    page = open_page()
    settings(page)
    roles = page.get_by_role("group", name="Who may run Suspend user")
    roles.get_by_role("checkbox", name="Service desk").click()
    expect(roles.get_by_role("checkbox", name="Service desk")).not_to_be_checked()
    roles.get_by_role("checkbox", name="Administrators").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a role")
    expect(roles.get_by_role("checkbox", name="Administrators")).to_be_checked()
    roles.get_by_role("checkbox", name="Service desk").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_deprovisioning_needs_the_name_to_be_typed(open_page: Open, tenant: Tenant) -> None:
    page = open_page()
    sign_in(page, "Maya Lindqvist")
    page.get_by_role("link", name=FIGMA).click()
    page.get_by_role("button", name="Deprovision user").click()
    dialog = page.get_by_role("dialog", name="Deprovision Jonas Weber")
    confirm = dialog.get_by_role("button", name="Deprovision Jonas Weber")
    expect(confirm).to_be_disabled()
    settled(page)
    assert faults(page) == []
    dialog.get_by_label("Type the person's name to confirm").fill("Jonas Webe")
    expect(confirm).to_be_disabled()
    dialog.get_by_label("Type the person's name to confirm").fill("Jonas Weber")
    expect(confirm).to_be_enabled()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Deprovision user")).to_be_focused()
    assert tenant.user(JONAS)["status"] == "ACTIVE"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_temporary_password_is_shown_once_and_leaves_nothing_behind(
    open_page: Open, scheme: str
) -> None:
    page = open_page(scheme=scheme)
    sign_in(page, "Noah Berg")
    page.get_by_role("link", name=FIGMA).click()
    page.get_by_role("button", name="Reset password").click()
    dialog = page.get_by_role("dialog")
    settled(page)
    assert faults(page) == [], "dialog"
    dialog.get_by_role("radio", name="Set a temporary password").check()
    dialog.get_by_role("button", name="Reset password for Jonas Weber").click()

    page.get_by_role("button", name="Show temporary password").last.click()
    expect(page.get_by_text("It is shown once and then destroyed.")).to_be_visible()
    page.get_by_role("button", name="Show it now").click()
    shown = page.get_by_role("region", name="Temporary password")
    secret = shown.locator("code").inner_text()
    assert len(secret) >= 8
    settled(page)
    assert faults(page) == [], "secret"
    shown.get_by_role("button", name="Done, remove it").click()
    expect(page.get_by_text("Temporary password was shown to Noah Berg").last).to_be_visible()
    assert secret not in page.content()
    kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert secret not in kept

    page.reload()
    expect(page.get_by_text("Temporary password was shown to Noah Berg").last).to_be_visible()
    expect(page.get_by_role("button", name="Show temporary password")).to_have_count(0)
    assert secret not in page.content()
