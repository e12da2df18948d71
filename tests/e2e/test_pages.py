"""Every page in both colour schemes, wide and narrow: accessible, and without a fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, sign_in
from tests.product import Product

AXE = (Path(__file__).parents[2] / "ui" / "node_modules" / "axe-core" / "axe.min.js").read_text()
PAGES = {
    "inbox": "/requests",
    "request": "/requests/REQ-4",
    "people": "/people",
    "person": "/people/{person}",
    "access": "/people/{person}?tab=access",
    "factors": "/people/{person}?tab=factors",
    "requests of a person": "/people/{person}?tab=requests",
    "groups": "/groups",
    "group": "/groups/{group}",
    "applications": "/applications",
    "application": "/applications/{application}",
    "integrations": "/settings/integrations",
    "okta": "/settings/integrations/okta",
}
SCHEMES = ("light", "dark")
WIDTHS = (1440, 390)


def faults(page: Page) -> list[dict[str, Any]]:
    """What axe finds; its script runs past the content policy, as an extension would."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        {"id": each["id"], "nodes": [node["html"] for node in each["nodes"]]}
        for each in found["violations"]
    ]


def settled(page: Page) -> None:
    """All that the page had asked for has come."""
    expect(page.get_by_role("main")).to_be_visible()
    # Not wait_for_function: it polls from within the page, whose content policy forbids that.
    page.evaluate("document.fonts.ready.then(() => true)")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.wait_for_timeout(100)


def first_id(page: Page, search: str) -> str:
    """The id of the first that a list of the API finds."""
    found = page.evaluate(f"fetch('/api/v1/{search}').then((answer) => answer.json())")
    return str(found["items"][0]["id"])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_of_the_service_desk(open_page: Open, scheme: str, width: int) -> None:
    page = open_page(scheme=scheme, width=width)
    settled(page)
    assert faults(page) == [], "sign-in"
    page.get_by_role("button", name="Sign in as Maya Lindqvist").click()
    expect(page.get_by_role("heading", name="Requests", exact=True)).to_be_visible()
    ids = {
        "person": first_id(page, "people?q=elena.moreau"),
        "group": first_id(page, "groups?q=engineering department"),
        "application": first_id(page, "applications?q=figma"),
    }
    for name, path in PAGES.items():
        page.goto(path.format(**ids))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        settled(page)
        assert faults(page) == [], name
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name} scrolls sideways by {wide} px"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_dialogs(open_page: Open, scheme: str) -> None:
    page = open_page("/requests", scheme=scheme)
    sign_in(page, "Maya Lindqvist")
    page.get_by_role("button", name="New request").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == [], "new request"
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Command palette").fill("elena")
    expect(page.get_by_role("option", name="Elena Moreau").first).to_be_visible()
    assert faults(page) == [], "palette"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page) == [], "keys"
    page.goto("/requests/REQ-4")
    for action in ("Suspend user", "Add to group"):
        page.get_by_role("button", name=action, exact=True).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert faults(page) == [], action
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_role("button", name=action, exact=True)).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_menus_of_the_list_of_people(open_page: Open, scheme: str, width: int) -> None:
    page = open_page("/", scheme=scheme, width=width)
    page.get_by_role("button", name="Sign in as Maya Lindqvist").click()
    expect(page.get_by_role("heading", name="Requests", exact=True)).to_be_visible()
    page.goto("/people?department=Sales")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.get_by_role("option", name="Department")).to_be_visible()
    assert faults(page) == [], "filters"
    page.get_by_role("option", name="Department").click()
    expect(page.get_by_role("option", name="Sales")).to_be_visible()
    assert faults(page) == [], "departments"
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Filter", exact=True)).to_be_focused()
    if width > WIDTHS[1]:
        page.get_by_role("checkbox", name="Select Elena Moreau").click()
        expect(page.get_by_role("region", name="Selected")).to_be_visible()
        page.get_by_role("button", name="Columns").click()
        expect(page.get_by_role("menuitemcheckbox", name="Manager")).to_be_visible()
        assert faults(page) == [], "columns"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_portal(open_page: Open, scheme: str) -> None:
    page = open_page(scheme=scheme, width=390)
    page.get_by_role("button", name="Sign in as Elena Moreau").click()
    expect(page.get_by_role("link", name="Locked out of Okta Verify")).to_be_visible()
    settled(page)
    assert faults(page) == [], "portal"
    page.get_by_role("link", name="Locked out of Okta Verify").click()
    expect(page.get_by_role("heading", name="Locked out of Okta Verify")).to_be_visible()
    settled(page)
    assert faults(page) == [], "portal request"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_sandbox_console(open_page: Open, product: Product, scheme: str) -> None:
    page = open_page(scheme=scheme)
    page.goto(f"{product.sandbox_url}/_sandbox/")
    assert faults(page) == []
