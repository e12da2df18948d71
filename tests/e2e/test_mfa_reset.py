"""The main job in a browser: from the sign-in page to an Okta action proven on the timeline."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, sign_in
from tests.product import Product, Tenant

ELENA = "elena.moreau@acme.example"
TITLE = "Locked out of Okta Verify after new phone"
RESET = "Reset MFA for Elena Moreau"


def reset_mfa(page: Page) -> None:
    """From the request page: action, dialog, confirmation."""
    panel = page.get_by_role("complementary", name="Person and actions")
    panel.get_by_role("button", name="Reset MFA").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Elena Moreau")
    dialog.get_by_role("button", name=RESET).click()
    expect(dialog).to_be_hidden()


def open_request(page: Page, name: str) -> None:
    sign_in(page, name)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()


def test_a_new_user_resets_mfa_and_sees_the_proof(
    open_page: Open, product: Product, tenant: Tenant
) -> None:
    assert len(tenant.user(ELENA)["factors"]) >= 3
    began = time.monotonic()
    page = open_page()
    open_request(page, "Noah Berg")
    panel = page.get_by_role("complementary", name="Person and actions")
    expect(panel).to_contain_text("Okta Verify")
    reset_mfa(page)

    timeline = page.get_by_role("region", name="Conversation")
    expect(timeline).to_contain_text("factors cleared: ")
    expect(timeline).to_contain_text("200")
    expect(timeline).to_contain_text("/lifecycle/reset_factors")
    timeline.get_by_role("button", name="to check it").click()
    expect(timeline).to_contain_text("GET /api/v1/users/")
    expect(panel).to_contain_text("None enrolled")
    assert time.monotonic() - began < 120

    assert tenant.user(ELENA)["factors"] == []
    assert len(tenant.writes("/lifecycle/reset_factors")) == 1
    console = page.context.new_page()
    console.goto(f"{product.sandbox_url}/_sandbox/")
    console.get_by_role("searchbox").fill("elena.moreau")
    console.get_by_role("searchbox").press("Enter")
    console.get_by_role("link", name="Elena Moreau").first.click()
    expect(console.get_by_role("main")).to_contain_text("No factor is enrolled.")


def test_a_missing_administrator_role_is_shown_with_its_code_and_mended(
    open_page: Open, tenant: Tenant
) -> None:
    tenant.send(
        "POST",
        "faults",
        {"method": "POST", "path": "/api/v1/users/*/lifecycle/*", "kind": "role_missing"},
    )
    page = open_page()
    open_request(page, "Noah Berg")
    reset_mfa(page)
    timeline = page.get_by_role("region", name="Conversation")
    expect(timeline).to_contain_text("403")
    expect(timeline).to_contain_text("E0000006")
    expect(timeline).to_contain_text("Help Desk Administrator")

    tenant.send("DELETE", "faults")
    timeline.get_by_role("button", name="Try again").last.click()
    expect(timeline.get_by_text("Done", exact=True).last).to_be_visible()


def test_a_revoked_token_is_shown_with_its_code_and_replaced(
    open_page: Open, product: Product, tenant: Tenant
) -> None:
    token = (product.folder / "var" / "sandbox-token").read_text().strip()
    page = open_page()
    open_request(page, "Maya Lindqvist")
    panel = page.get_by_role("complementary", name="Person and actions")
    # The page has read the person: what next meets the dead token is the action.
    expect(panel).to_contain_text("As of")
    expect(panel.locator("[aria-busy=true]")).to_have_count(0)
    expect(panel.get_by_role("button", name="Reset MFA")).to_be_enabled()
    tenant.send("DELETE", f"tokens/{token}")
    reset_mfa(page)
    timeline = page.get_by_role("region", name="Conversation")
    expect(timeline).to_contain_text("401")
    expect(timeline).to_contain_text("E0000011")

    tenant.send("POST", "tokens", {"token": token, "admin": "okta.service@acme.example"})
    timeline.get_by_role("link", name="Replace the token").last.click()
    page.get_by_role("button", name="Replace the token").click()
    page.get_by_role("textbox", name="API token").fill(token)
    page.get_by_role("button", name="Replace token").click()
    expect(page.get_by_role("alert")).to_have_count(0)

    page.go_back()
    timeline.get_by_role("button", name="Try again").last.click()
    expect(timeline.get_by_text("Done", exact=True).last).to_be_visible()
