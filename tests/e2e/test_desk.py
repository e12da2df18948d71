"""The rest of the desk in a browser: group membership, portal, live updates."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Open, sign_in
from tests.product import Product, Tenant

JONAS = "jonas.weber@acme.example"
FIGMA = "Access to Figma for the spring campaign"


def test_a_person_is_added_to_a_group_from_the_panel(open_page: Open, tenant: Tenant) -> None:
    page = open_page()
    sign_in(page, "Noah Berg")
    page.get_by_role("link", name=FIGMA).click()
    page.get_by_role("button", name="Add to group").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Group").fill("Everyone")
    expect(page.get_by_role("option", name="Everyone")).to_contain_text("Managed by Okta")
    dialog.get_by_role("combobox", name="Group").fill("Figma")
    page.get_by_role("option", name="Figma Editors").click()
    dialog.get_by_role("button", name="Add Jonas Weber to Figma Editors").click()
    timeline = page.get_by_role("region", name="Conversation")
    expect(timeline).to_contain_text("Added to Figma Editors.")
    expect(timeline).to_contain_text("204")
    assert "Figma Editors" in {group["name"] for group in tenant.user(JONAS)["groups"]}


def test_suspending_is_refused_afterwards_with_its_reason(open_page: Open, tenant: Tenant) -> None:
    page = open_page()
    sign_in(page, "Noah Berg")
    page.get_by_role("link", name=FIGMA).click()
    page.get_by_role("button", name="Suspend user").click()
    page.get_by_role("dialog").get_by_role("button", name="Suspend Jonas Weber").click()
    panel = page.get_by_role("complementary", name="Person and actions")
    expect(panel).to_contain_text("Suspended")
    expect(panel).to_contain_text("Jonas Weber is suspended already.")
    assert tenant.user(JONAS)["status"] == "SUSPENDED"


def test_an_employee_files_a_request_and_follows_the_answer(open_page: Open) -> None:
    employee = open_page(width=390)
    employee.get_by_role("button", name="Sign in as Elena Moreau").click()
    employee.get_by_role("button", name="New request").click()
    employee.get_by_label("What do you need?").fill("A second screen for my desk")
    employee.get_by_role("button", name="Send to the service desk").click()
    expect(employee.get_by_role("heading", name="A second screen for my desk")).to_be_visible()

    agent = open_page()
    sign_in(agent, "Noah Berg")
    agent.get_by_role("link", name="A second screen for my desk").click()
    field = agent.get_by_role("textbox", name="Reply to Elena Moreau")
    field.fill("It stands on your desk tomorrow.")
    agent.get_by_role("button", name="Send reply").click()
    agent.keyboard.press("Escape")
    agent.keyboard.press("m")
    agent.keyboard.type("Taken from the stock in Paris.")
    agent.get_by_role("button", name="Add note").click()
    expect(agent.get_by_text("Taken from the stock in Paris.")).to_be_visible()

    # Without a reload: the answer arrives by itself, the note never does.
    expect(employee.get_by_text("It stands on your desk tomorrow.")).to_be_visible()
    expect(employee.get_by_text("In progress").first).to_be_visible()
    employee.reload()
    expect(employee.get_by_text("It stands on your desk tomorrow.")).to_be_visible()
    assert employee.get_by_text("Taken from the stock").count() == 0
    employee.goto("/requests/REQ-1")
    expect(employee.get_by_text("There is no such request.")).to_be_visible()


def test_sync_now_shows_its_progress_and_history(open_page: Open, product: Product) -> None:
    page = open_page()
    sign_in(page, "Maya Lindqvist")
    page.goto("/settings/integrations/okta")
    page.get_by_role("button", name="Sync now").click()
    history = page.get_by_role("region", name="Sync history")
    expect(history).to_contain_text("By hand · Maya Lindqvist")
    expect(history.get_by_role("row").nth(1)).to_contain_text("Done")
    done = product.run("sync", "--json")
    assert done.returncode == 0, done.stderr
