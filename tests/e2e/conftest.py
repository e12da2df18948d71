"""A running product and a real Chromium."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.product import Product, Tenant

ARTIFACTS = Path(__file__).parent / "artifacts"
# Its own services look for the outside, which is not there.
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Open = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("make e2e needs a Chromium on PATH (Debian: apt-get install chromium).")
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Deskhand with demo data, as `make run` starts it; one for the tests of a file."""
    with Product(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture
def tenant(product: Product) -> Iterator[Tenant]:
    found = Tenant(product.sandbox_url)
    yield found
    found.send("DELETE", "faults")


@pytest.fixture
def open_page(
    chromium: Browser, product: Product, request: pytest.FixtureRequest
) -> Generator[Open]:
    """Opens pages of the product, each in a browser of its own; a console error fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(path: str = "/", *, scheme: str = "light", width: int = 1440) -> Page:
        context = chromium.new_context(
            base_url=product.url,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 900 if width > 600 else 844},
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: (
                errors.append(message.text)
                # The browser itself writes a line for each refusal; those are judged by what is shown.
                if message.type == "error" and "status of" not in message.text
                else None
            ),
        )
        page.goto(path)
        return page

    yield make
    ARTIFACTS.mkdir(exist_ok=True)
    name = re.sub(r"\W+", "-", request.node.name)
    for number, context in enumerate(contexts):
        for page in context.pages:
            page.screenshot(path=ARTIFACTS / f"{name}-{number}.png")
        context.close()
    assert errors == []


def sign_in(page: Page, name: str) -> None:
    """One click on a demo person."""
    page.get_by_role("button", name=f"Sign in as {name}").click()
    expect(page.get_by_role("navigation").first).to_be_visible()
