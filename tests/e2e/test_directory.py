"""People, groups and applications in a browser: found, filtered, exported, acted on."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, sign_in
from tests.product import Tenant, until

LUCIA = "lucia.nielsen@acme.example"


def people(open_page: Open, path: str = "/people") -> Page:
    """The list of people, as the service desk sees it."""
    page = open_page("/")
    sign_in(page, "Noah Berg")
    page.goto(path)
    expect(page.get_by_role("table", name="People").get_by_role("link").first).to_be_visible()
    return page


def test_a_person_is_found_by_typing_and_opened_by_enter(open_page: Open) -> None:
    page = people(open_page)
    page.keyboard.press("/")
    page.keyboard.type("moreau elena")
    expect(page.get_by_text("1 person found").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Elena Moreau")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Elena Moreau")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Account Executive · Sales · Paris, FR")
    page.go_back()
    expect(page.get_by_role("searchbox", name="Search people")).to_have_value("moreau elena")


def test_filters_stand_in_the_address_and_go_one_by_one(open_page: Open) -> None:
    page = people(open_page)
    page.keyboard.press("f")
    page.get_by_role("combobox", name="Filter by…").fill("dep")
    page.keyboard.press("Enter")
    page.get_by_role("option", name="Sales").click()
    page.get_by_role("button", name="Filter", exact=True).click()
    page.get_by_role("option", name="Group").click()
    page.get_by_role("combobox", name="Group…").fill("vpn")
    page.get_by_role("option", name="VPN Users").click()
    chips = page.get_by_role("list", name="Filters")
    expect(chips).to_contain_text("Sales")
    expect(chips).to_contain_text("VPN Users")
    expect(page.get_by_role("link", name="Elena Moreau")).to_be_visible()

    page.reload()
    expect(chips).to_contain_text("VPN Users")
    table = page.get_by_role("table", name="People")
    narrow = int(table.get_attribute("aria-rowcount") or 0)
    page.get_by_role("button", name="Remove the filter Group: VPN Users").click()
    until(lambda: int(table.get_attribute("aria-rowcount") or 0) > narrow)
    page.get_by_role("button", name="Clear all").click()
    expect(chips).to_have_count(0)


def test_the_list_is_sorted_by_its_heads(open_page: Open) -> None:
    page = people(open_page, "/people?status=all")
    head = page.get_by_role("columnheader", name="Title")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Account")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("row").nth(1)).not_to_contain_text("Account")


@pytest.mark.parametrize(
    ("path", "title", "column"),
    [("groups", "Groups", "Members"), ("applications", "Applications", "People")],
)
def test_lists_of_objects_are_sorted_in_their_address(
    open_page: Open, path: str, title: str, column: str
) -> None:
    page = open_page(f"/{path}")
    sign_in(page, "Maya Lindqvist")
    head = page.get_by_role("columnheader", name=column)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    page.reload()
    expect(head).to_have_attribute("aria-sort", "descending")
    table = page.get_by_role("table", name=title)
    expect(table.get_by_role("row").nth(3).get_by_role("link")).to_be_visible()
    place = [each.inner_text() for each in table.get_by_role("columnheader").all()].index(column)
    rows = [table.get_by_role("row").nth(line) for line in (1, 2, 3)]
    counts = [int(row.get_by_role("cell").nth(place).inner_text().replace(",", "")) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[-1]


def test_columns_are_chosen_and_kept(open_page: Open) -> None:
    page = people(open_page)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("menuitemcheckbox", name="Last sign-in").click()
    page.get_by_role("menuitemcheckbox", name="Manager").click()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.get_by_role("columnheader", name="Last sign-in")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Manager")).to_have_count(0)


def test_what_is_shown_or_marked_is_saved_as_csv(open_page: Open, tmp_path: Path) -> None:
    page = people(open_page, "/people?department=Sales")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export", exact=True).click()
    rows = saved(download.value.path())
    shown = page.get_by_role("table", name="People").get_attribute("aria-rowcount")
    assert len(rows) + 1 == int(shown or 0)
    assert {row["Department"] for row in rows} == {"Sales"}
    for row in rows:
        assert len(row["Group names"].split("; ")) == int(row["Groups"])

    page.get_by_role("checkbox", name="Select Elena Moreau").click()
    page.keyboard.press("/")
    page.keyboard.type("nobody of this name")
    expect(page.get_by_text("1 selected, 1 hidden").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export selection").click()
    assert [row["Name"] for row in saved(download.value.path())] == ["Elena Moreau"]


def saved(path: Path) -> list[dict[str, str]]:
    """The lines of an exported file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_action_from_the_profile_opens_its_request(open_page: Open, tenant: Tenant) -> None:
    page = people(open_page, "/people?status=all&q=lucia.nielsen")
    page.get_by_role("link", name="Lucía Nielsen").click()
    page.get_by_role("button", name="Add to group").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Group").fill("Figma")
    page.get_by_role("option", name="Figma Editors").click()
    dialog.get_by_role("button", name="Add Lucía Nielsen to Figma Editors").click()
    started = page.get_by_role("region", name="Started here")
    expect(started).to_contain_text("Done")
    assert "Figma Editors" in {group["name"] for group in tenant.user(LUCIA)["groups"]}

    page.get_by_role("link", name="Access").click()
    expect(page.get_by_role("list", name="Groups")).to_contain_text("Figma Editors")
    started.get_by_role("link", name="Open REQ-").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Add to group: Lucía Nielsen")
    expect(page.get_by_role("region", name="Conversation")).to_contain_text("204")


def test_a_group_says_who_gets_in_and_what_it_gives(open_page: Open) -> None:
    page = people(open_page)
    page.keyboard.press("g")
    page.keyboard.press("g")
    expect(page.get_by_role("heading", name="Groups")).to_be_visible()
    page.get_by_role("searchbox", name="Search groups").fill("engineering dep")
    page.get_by_role("link", name="Engineering Department").click()
    about = page.get_by_role("complementary", name="About the group")
    expect(about).to_contain_text("Everyone whose department is Engineering.")
    expect(about).to_contain_text('user.department=="Engineering"')
    expect(about.get_by_role("link", name="Slack")).to_be_visible()
    members = page.get_by_role("table", name="Members of Engineering Department")
    expect(members.get_by_role("row").nth(1)).to_contain_text("Rule")
    page.get_by_role("searchbox", name="Search members").fill("zzz")
    expect(page.get_by_text("No member matches “zzz”")).to_be_visible()

    page.goto("/groups?type=BUILT_IN")
    page.get_by_role("link", name="Everyone").click()
    expect(about).not_to_contain_text("Deskhand can add and remove members.")


def test_an_application_says_who_has_it_and_how(open_page: Open) -> None:
    page = people(open_page)
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.get_by_role("link", name="Figma", exact=True).click()
    expect(page.get_by_role("heading", name="Figma")).to_be_visible()
    table = page.get_by_role("table", name="People with Figma")
    expect(table).to_contain_text("Through Figma Editors")
    expect(table).to_contain_text("Direct")
    page.get_by_role("complementary").get_by_role("link", name="Figma Editors").click()
    expect(page.get_by_role("heading", name="Figma Editors")).to_be_visible()
