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


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_of_the_service_desk(open_page: Open, scheme: str, width: int) -> None:
    page = open_page(scheme=scheme, width=width)
    settled(page)
    assert faults(page) == [], "sign-in"
    page.get_by_role("button", name="Sign in as Maya Lindqvist").click()
    expect(page.get_by_role("heading", name="Requests", exact=True)).to_be_visible()
    people = page.evaluate("fetch('/api/v1/people?q=elena.moreau').then((r) => r.json())")
    person = str(people["items"][0]["id"])
    for name, path in PAGES.items():
        page.goto(path.replace("{person}", person))
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
        page.get_by_role("button", name=action).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert faults(page) == [], action
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(page.get_by_role("button", name=action)).to_be_focused()


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
