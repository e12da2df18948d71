"""Live updates with many pages: a browser has six connections to a server, and some stay free."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Open, sign_in
from tests.product import Client, Product

ADDRESS = "/requests/REQ-2"
PAGES = 8


@pytest.fixture
def page(chromium: Browser, product: Product) -> Iterator[Page]:
    """A page of a browser that keeps the pages it left, as people's browsers do."""
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=["--no-sandbox", "--disable-gpu"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser.new_page(base_url=product.url)
    browser.close()


def write(product: Product, text: str) -> None:
    """Somebody else writes a note."""
    Client(product, "agent").send(
        "POST", f"/api/v1{ADDRESS}/messages", {"kind": "note", "body": text}
    )


def test_eight_tabs_work_and_all_hear_the_news(open_page: Open, product: Product) -> None:
    first = open_page()
    sign_in(first, "Maya Lindqvist")
    tabs = [first, *(first.context.new_page() for _ in range(PAGES - 1))]
    for tab in tabs:
        tab.goto(ADDRESS)
        expect(tab.get_by_role("heading", level=1)).to_be_visible()
    write(product, "Heard in every tab.")
    for tab in tabs:
        expect(tab.get_by_text("Heard in every tab.")).to_be_visible()

    # Whichever of them held the stream is among those closed: another one takes over.
    for tab in tabs[:-1]:
        tab.close()
    write(product, "Heard in the last tab.")
    expect(tabs[-1].get_by_text("Heard in the last tab.")).to_be_visible()


def test_pages_that_were_left_hold_nothing_and_come_back_with_the_news(
    page: Page, product: Product
) -> None:
    page.goto("/")
    sign_in(page, "Maya Lindqvist")
    for _ in range(PAGES):
        page.goto(ADDRESS)
        expect(page.get_by_role("textbox")).to_be_visible()
        page.evaluate("window.left = true")
        page.goto("/people")
        expect(page.get_by_role("table", name="People")).to_be_visible()
    write(product, "Written while nobody looked.")
    # A page that comes back as it was left fires no load.
    page.go_back(wait_until="commit")
    assert page.evaluate("window.left"), "the page was loaded anew, so nothing is tested"
    expect(page.get_by_text("Written while nobody looked.")).to_be_visible()
