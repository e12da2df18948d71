"""The phone in a person's hand, by the control API and as a page."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import pytest

from tests.contract.sandbox.client import ELENA, Okta
from tests.contract.sandbox.factors import GOOGLE, PUSH, Person

NOAH = "noah.berg@acme.example"


@pytest.fixture
def elena(okta: Okta) -> Person:
    return Person(okta)


async def page_of(person: Person) -> str:
    url = f"{person.okta.sandbox.url}/_sandbox/people/{person.login}/phone"
    async with person.okta.session.get(url) as got:
        assert got.status == 200
        return await got.text()


async def test_an_idle_phone(elena: Person) -> None:
    assert await elena.phone() == {"pushes": [], "setups": [], "messages": [], "codes": []}
    text = await page_of(elena)
    for told in ("Nothing waits for an answer.", "No app on this phone shows codes."):
        assert told in text


async def test_the_page_shows_what_waits(elena: Person) -> None:
    await elena.begin_step()
    factors = await elena.listed()
    await elena.verify(factors["sms"]["id"])
    totp = (await elena.enrol(GOOGLE)).body["id"]
    await elena.verify(factors["push"]["id"], {"useNumberMatchingChallenge": True})
    shown, text = await elena.phone(), await page_of(elena)
    [push] = shown["pushes"]
    for told in (
        await elena.message(),
        await elena.totp(totp),
        *(f">{number}<" for number in push["numbers"]),
        escape("No, it's not me"),
        push["transaction"],
    ):
        assert told in text
    assert f'data-path="phone/{quote(ELENA)}"' in text


async def test_set_up_is_offered_on_the_page(okta: Okta) -> None:
    noah = Person(okta, NOAH)
    await noah.forget_all()
    await noah.enrol(PUSH)
    assert "Set up Okta Verify on this" in await page_of(noah)


async def test_what_the_phone_does_not_ask_is_not_answered(elena: Person) -> None:
    await elena.verify((await elena.listed())["push"]["id"])
    [push] = (await elena.phone())["pushes"]
    for login, transaction, status in (
        (ELENA, "mstnone", 409),
        (NOAH, push["transaction"], 409),
        ("nobody", push["transaction"], 404),
    ):
        body = {"transaction": transaction, "approve": True}
        got = await elena.okta.call("POST", f"/_sandbox/phone/{login}", body, headers={})
        assert got.status == status
    await elena.answer(push["transaction"], approve=True)
    body = {"transaction": push["transaction"], "approve": False}
    late = await elena.okta.call("POST", f"/_sandbox/phone/{ELENA}", body, headers={})
    assert late.status == 409
    assert "does not ask" in late.body["error"]
    broken = await elena.okta.call("POST", f"/_sandbox/phone/{ELENA}", {}, headers={})
    assert broken.status == 422
    assert "transaction" in broken.body["error"]


async def test_the_person_acts_in_the_log(elena: Person) -> None:
    await elena.verify((await elena.listed())["push"]["id"])
    [push] = (await elena.phone())["pushes"]
    await elena.answer(push["transaction"], approve=True)
    [*_, event] = elena.okta.tenant.events
    assert event.event_type == "user.authentication.verify"
    assert event.origin.actor.id == elena.user.id


async def test_old_messages_leave_the_phone(elena: Person) -> None:
    sms = (await elena.listed())["sms"]["id"]
    for _ in range(30):
        await elena.verify(sms)
        await elena.pass_time(31)
    messages = (await elena.phone())["messages"]
    assert len(messages) == 21
    assert messages == sorted(messages, key=lambda message: message["at"], reverse=True)


async def test_a_deleted_person_leaves_nothing(elena: Person) -> None:
    factors = await elena.listed()
    await elena.verify(factors["sms"]["id"])
    await elena.verify(factors["push"]["id"])
    await elena.okta.delete(f"{elena.path}/{factors['sms']['id']}")
    tenant, user = elena.okta.tenant, elena.user
    await elena.okta.delete(f"/api/v1/users/{user.id}")
    await elena.okta.delete(f"/api/v1/users/{user.id}")
    assert tenant.find_user(user.id) is None
    tables = (tenant.factors, tenant.challenges, tenant.pushes, tenant.phones, tenant.factor_uses)
    assert [table.of(user.id) for table in tables] == [[], [], [], [], []]
