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
    page.get_by_role("button", name="Suspend user", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Suspend Jonas Weber").click()
    panel = page.get_by_role("complementary", name="Person and actions")
    expect(panel).to_contain_text("Suspended")
    expect(panel).to_contain_text("Jonas Weber is suspended already.")
    assert tenant.user(JONAS)["status"] == "SUSPENDED"


def test_an_employee_files_a_request_and_follows_the_answer(open_page: Open) -> None:
    employee = open_page(width=390)
    employee.get_by_role("button", name="Sign in as Elena Moreau").click()
    employee.get_by_role("link", name="Something else").click()
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
    expect(employee.get_by_text("Being worked on").first).to_be_visible()
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


def test_several_requests_are_assigned_and_resolved_at_once(open_page: Open) -> None:
    page = open_page()
    sign_in(page, "Maya Lindqvist")
    for title in ("A keyboard for the front desk", "A mouse for the front desk"):
        page.get_by_role("button", name="New request").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("combobox", name="Requester").fill("Jonas Weber")
        page.get_by_role("option", name="Jonas Weber").first.click()
        dialog.get_by_label("Title").fill(title)
        dialog.get_by_role("button", name="Create request").click()
        expect(page.get_by_role("heading", name=title)).to_be_visible()
        page.get_by_role("navigation").first.get_by_role("link", name="Requests").click()
    page.get_by_role("searchbox", name="Search requests").fill("front desk")
    boxes = page.get_by_role("table").get_by_role("checkbox")
    expect(boxes).to_have_count(2)
    boxes.first.click()
    boxes.last.click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="Selected requests")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Assign to…").click()
    page.get_by_role("menuitem", name="Noah Berg").click()
    expect(bar).to_be_hidden()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Noah Berg")
    expect(rows.nth(2)).to_contain_text("Noah Berg")

    boxes.first.click()
    boxes.last.click()
    page.get_by_role("heading", name="Requests").click()
    page.keyboard.press("e")
    expect(page.get_by_text("Nothing matches “front desk” here")).to_be_visible()
    page.get_by_role("group", name="View").get_by_role("button", name="Resolved").click()
    page.get_by_role("link", name="A mouse for the front desk").click()
    timeline = page.get_by_role("region", name="Conversation")
    expect(timeline).to_contain_text("assigned the request to Noah Berg")
    expect(timeline).to_contain_text("set the status to Resolved")


def test_a_filter_is_kept_as_a_view_and_shared(open_page: Open) -> None:
    page = open_page()
    sign_in(page, "Maya Lindqvist")
    page.get_by_role("button", name="Priority", exact=True).click()
    page.get_by_role("menuitem", name="High").click()
    page.get_by_role("button", name="Save view").click()
    page.get_by_role("menuitem", name="Save as a view…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name of the view").fill("Pressing")
    dialog.get_by_role("checkbox").check()
    dialog.get_by_role("button", name="Save view").click()
    views = page.get_by_role("group", name="View")
    expect(views.get_by_role("button", name="Pressing")).to_have_attribute("aria-pressed", "true")

    other = open_page()
    sign_in(other, "Noah Berg")
    other.get_by_role("group", name="View").get_by_role("button", name="Pressing").click()
    expect(other.get_by_role("button", name="Priority: High")).to_be_visible()
    other.reload()
    expect(other.get_by_role("button", name="Priority: High")).to_be_visible()

    page.get_by_role("button", name="Change view").click()
    page.get_by_role("menuitem", name="Delete the view…").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete “Pressing”").click()
    expect(views.get_by_role("button", name="Pressing")).to_have_count(0)


def test_a_slash_command_opens_the_form_searched_with_what_was_typed(open_page: Open) -> None:
    page = open_page("/requests/REQ-4")
    sign_in(page, "Noah Berg")
    field = page.get_by_role("textbox", name="Reply to Elena Moreau")
    field.fill("/okta add to group vpn")
    expect(page.get_by_role("option", name="Add to group")).to_contain_text("with “vpn”")
    field.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("combobox", name="Group")).to_have_value("vpn")
    expect(page.get_by_role("option", name="VPN Users")).to_be_visible()
    expect(field).to_have_value("")


def test_the_timeline_is_filtered_by_its_address(open_page: Open) -> None:
    page = open_page("/requests/REQ-4?show=notes")
    sign_in(page, "Noah Berg")
    expect(page.get_by_text("Nothing of this kind on the timeline.")).to_be_visible()
    page.keyboard.press("m")
    page.keyboard.type("Called back, the new phone is in her hands.")
    page.keyboard.press("Control+Enter")
    timeline = page.get_by_role("region", name="Conversation")
    expect(timeline.get_by_role("listitem")).to_have_count(1)
    expect(timeline).to_contain_text("Called back, the new phone is in her hands.")
    shown = page.get_by_role("group", name="Show on the timeline")
    expect(shown.get_by_role("button", name="Notes")).to_have_attribute("aria-pressed", "true")
    shown.get_by_role("button", name="Public").click()
    expect(timeline).to_contain_text("opened the request in the portal")
    expect(timeline).not_to_contain_text("Called back")
    assert page.url.endswith("?show=public")
