"""An employee on a phone: asks in plain words, follows what is done, and says when it is solved."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open, sign_in
from tests.e2e.test_pages import SCHEMES, faults, settled

PHONE = 390
# What one thumb can hit (WCAG 2.5.5).
TARGET = 44


def employee(open_page: Open, **options: str) -> Page:
    page = open_page(width=PHONE, **options)
    page.get_by_role("button", name="Sign in as Elena Moreau").click()
    expect(page.get_by_role("heading", name="How can we help?")).to_be_visible()
    return page


def small_targets(page: Page) -> list[str]:
    """The controls of the page's own content that are lower than a thumb needs."""
    controls = page.get_by_role("main").locator("a, button, input:not([type=radio]), textarea")
    boxes = [(each.inner_text() or each.get_attribute("name"), each) for each in controls.all()]
    return [
        str(name)
        for name, each in boxes
        if (box := each.bounding_box()) is not None
        and 1 < box["height"] < TARGET - 0.5
        # A row's link is as high as its row, which its own box does not show.
        and "row-link" not in (each.get_attribute("class") or "")
    ]


def sideways(page: Page) -> int:
    found = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return int(found)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_step_is_accessible_and_within_reach_of_a_thumb(open_page: Open, scheme: str) -> None:
    page = employee(open_page, scheme=scheme)
    expect(page.get_by_role("link", name="Locked out of Okta Verify")).to_be_visible()
    for path in ("/requests", "/ask/sign-in", "/ask/new-phone", "/ask/other", "/requests/REQ-4"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        settled(page)
        assert faults(page) == [], path
        assert small_targets(page) == [], path
        assert sideways(page) <= 0, path


def test_a_new_phone_is_asked_for_set_right_and_said_to_be_solved(open_page: Open) -> None:
    page = employee(open_page)
    page.get_by_role("link", name="New phone for MFA").click()
    page.get_by_role("button", name="Send to the service desk").click()
    expect(page.get_by_text("Please answer this.")).to_be_visible()
    page.get_by_text("It is lost or stolen").click()
    page.get_by_label("Anything else we should know?").fill("I am at the airport.")
    page.get_by_role("button", name="Send to the service desk").click()
    expect(page.get_by_text("We have it: REQ-")).to_be_visible()
    talk = page.get_by_role("list", name="Conversation")
    expect(talk).to_contain_text("It is lost or stolen")
    expect(talk).to_contain_text("I am at the airport.")

    agent = open_page("/requests/" + page.url.rsplit("/", 1)[1])
    sign_in(agent, "Noah Berg")
    agent.get_by_role("button", name="Reset MFA").click()
    agent.get_by_role("dialog").get_by_role("button", name="Reset MFA for Elena Moreau").click()
    agent.get_by_role("textbox", name="Reply to Elena Moreau").fill("Set up the new one now.")
    agent.get_by_role("button", name="Send reply").click()

    # All of it arrives by itself, in words for people.
    expect(talk).to_contain_text("Reset MFA: done")
    expect(talk).to_contain_text("you are asked to set up your phone again.")
    expect(talk).to_contain_text("Set up the new one now.")
    expect(page.get_by_text("lifecycle/reset_factors")).to_have_count(0)

    page.get_by_role("button", name="It is solved").click()
    expect(talk).to_contain_text("You marked it as solved")
    expect(page.get_by_text("Write again to open it.")).to_be_visible()
    page.get_by_role("link", name="My requests").click()
    page.get_by_role("button", name="Closed").click()
    page.get_by_role("link", name="New phone for signing in").first.click()
    page.get_by_role("textbox").fill("It stopped working.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_role("button", name="It is solved")).to_be_visible()


def test_what_was_written_is_there_after_a_reload_and_gone_once_sent(open_page: Open) -> None:
    page = employee(open_page)
    page.get_by_role("link", name="I need an app").click()
    page.get_by_label("Which app?").fill("Figma")
    expect(page.get_by_label("Title")).to_have_value("Access to Figma")
    page.reload()
    expect(page.get_by_label("Which app?")).to_have_value("Figma")
    page.get_by_label("What do you need it for?").fill("Drafts for spring.")
    page.get_by_role("button", name="Send to the service desk").click()
    expect(page.get_by_role("heading", name="Access to Figma")).to_be_visible()
    # Back leads to the topics, not to a form that would send it again.
    page.go_back()
    expect(page.get_by_role("heading", name="How can we help?")).to_be_visible()
    page.get_by_role("link", name="I need an app").click()
    expect(page.get_by_label("Which app?")).to_have_value("")
