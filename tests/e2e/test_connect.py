"""Connecting as an administrator of a new installation: failures in plain words, import, review."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open
from tests.product import Product, Tenant, free_port, until

TOKEN = "00" + "ab12" * 10
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def org(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A sandbox tenant of its own, as an Okta org that is not connected yet."""
    port = free_port()
    command = [sys.executable, "-m", "deskhand.cli.main", "sandbox", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--users", "400", "--api-token", TOKEN], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("sandbox okta tenant: ")
        yield f"http://127.0.0.1:{port}"
        child.terminate()


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A new installation for real use, with one administrator."""
    folder = tmp_path_factory.mktemp("real")
    product = Product(folder, demo=False)
    made = product.run(
        *("accounts", "create", "--email", "ada@acme.example", "--name", "Ada Admin"),
        *("--role", "administrator", "--password-file", "-"),
        input=PASSWORD + "\n",
    )
    assert made.returncode == 0, made.stderr
    with product:
        yield product


def test_connect_import_review_finish(open_page: Open, org: str, product: Product) -> None:
    page = open_page()
    page.get_by_label("Work e-mail").fill("ada@acme.example")
    page.get_by_role("textbox", name="Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Requests", exact=True)).to_be_visible()

    page.goto("/settings/integrations")
    page.get_by_role("link", name="Okta").first.click()
    page.get_by_label("Okta domain").fill(org)
    page.get_by_role("textbox", name="API token").fill("00" + "x" * 40)
    page.get_by_role("button", name="Connect", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("token")
    page.get_by_role("textbox", name="API token").fill(TOKEN)
    # Slow pages, so that the progress can be seen.
    Tenant(org).send(
        "POST", "faults", {"method": "GET", "path": "/api/v1/apps/*", "kind": "slow", "times": 8}
    )
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("First import")).to_be_visible()
    expect(page.get_by_role("progressbar").first).to_be_visible()

    finish = page.get_by_role("button", name="Finish setup")
    expect(finish).to_be_visible(timeout=60_000)
    state = Tenant(org).get("state")
    review = page.get_by_role("main")
    expect(review).to_contain_text("Review the import")
    expect(review).to_contain_text(str(state["users"]["by_status"]["SUSPENDED"]))
    expect(review).to_contain_text("shared")
    finish.click()
    expect(page.get_by_role("button", name="Sync now")).to_be_visible()
    expect(finish).to_be_hidden()


def test_the_command_line_says_why_a_token_does_not_work(
    org: str, product: Product, tmp_path: Path
) -> None:
    bad = tmp_path / "token"
    bad.write_text("00" + "y" * 40)
    command = ("connect", "okta", "--domain", org, "--api-token-file", str(bad))
    done = product.run(*command)
    assert done.returncode == 1
    assert "--allow-sandbox" in done.stderr
    done = product.run(*command, "--allow-sandbox")
    assert done.returncode == 1
    assert "token" in done.stderr.lower()
    assert "y" * 40 not in done.stderr + done.stdout
    bad.write_text(TOKEN)
    done = product.run(*command, "--allow-sandbox", "--json")
    assert done.returncode == 0, done.stderr
    assert '"connected": true' in done.stdout
    until(lambda: product.run("sync", "--allow-sandbox", "--json").returncode == 0)


def test_a_token_that_idled_for_a_month_is_called_dead_and_replaced_in_place(
    open_page: Open, org: str, product: Product
) -> None:
    page = open_page()
    page.get_by_label("Work e-mail").fill("ada@acme.example")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Requests", exact=True)).to_be_visible()
    page.goto("/settings/integrations/okta")
    sync = page.get_by_role("button", name="Sync now")
    expect(sync).to_be_enabled()
    Tenant(org).send("POST", "clock", {"advance_seconds": 31 * 86_400})
    sync.click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("it was not used for 30 days", timeout=30_000)
    expect(alert).to_contain_text("E0000011")
    expect(sync).to_be_disabled()
    fresh = "00" + "cd34" * 10
    Tenant(org).send("POST", "tokens", {"token": fresh, "admin": "okta.service@acme.example"})
    page.get_by_role("button", name="Replace the token").click()
    page.get_by_role("textbox", name="API token").fill(fresh)
    page.get_by_role("button", name="Replace token").last.click()
    expect(page.get_by_text("Connected").first).to_be_visible()
    sync.click()
    expect(alert).to_be_hidden(timeout=30_000)
