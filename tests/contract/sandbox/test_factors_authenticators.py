"""Enrolments as Identity Engine shows them, and temporary access codes."""

from __future__ import annotations

import re

import pytest

from deskhand.sandbox.okta.state.tenant import hash_token
from tests.contract.sandbox.client import Okta
from tests.contract.sandbox.factors import GOOGLE, Person

TAC = "aut0123456789abcdefg"


def path_of(okta: Okta, tail: str = "") -> str:
    return f"/api/v1/users/{okta.user().id}/authenticator-enrollments{tail}"


async def test_enrolments_are_factors_and_the_password(okta: Okta) -> None:
    found = {each["key"]: each for each in (await okta.get(path_of(okta))).body}
    assert {key: each["type"] for key, each in found.items()} == {
        "okta_password": "password",
        "phone_number": "phone",
        "okta_verify": "app",
        "webauthn": "security_key",
    }
    for each in found.values():
        assert (await okta.get(path_of(okta, f"/{each['id']}"))).body == each
        assert set(each["_links"]) == {"self", "user", "authenticator"}
    gone = await okta.get(path_of(okta, "/mblnone"))
    assert (gone.status, gone.code) == (404, "E0000007")


async def test_what_is_not_activated_is_no_enrolment(okta: Okta) -> None:
    await Person(okta).enrol(GOOGLE)
    keys = {each["key"] for each in (await okta.get(path_of(okta))).body}
    assert "google_otp" not in keys
    [pending] = [f for f in okta.tenant.factors_of(okta.user().id) if f.provider == "GOOGLE"]
    for method in ("GET", "DELETE"):
        got = await okta.call(method, path_of(okta, f"/{pending.id}"))
        assert got.code == "E0000007"
    assert pending in okta.tenant.factors_of(okta.user().id)


async def test_phone_numbers_are_masked_unless_asked_for(okta: Okta) -> None:
    phone = next(f for f in okta.tenant.factors_of(okta.user().id) if f.factor_type == "sms")
    number = phone.profile["phoneNumber"]
    masked = (await okta.get(path_of(okta, f"/{phone.id}"))).body["profile"]["phoneNumber"]
    assert re.fullmatch(r"\+\d{1,2} XXX-XXX-\d{4}", masked)
    assert masked[-4:] == number[-4:]
    shown = await okta.get(path_of(okta, f"/{phone.id}"), discloseIdentifiers="phone")
    assert shown.body["profile"]["phoneNumber"] == number


async def test_an_enrolment_is_removed(okta: Okta) -> None:
    person = Person(okta)
    push = (await person.listed())["push"]["id"]
    assert (await okta.delete(path_of(okta, f"/{push}"))).status == 204
    assert set(await person.listed()) == {"sms", "webauthn"}
    assert person.events()[-1] == ("user.mfa.factor.deactivate", "SUCCESS")
    assert (await okta.delete(path_of(okta, f"/{push}"))).code == "E0000007"
    password = path_of(okta, f"/lae{okta.user().id[3:]}")
    assert (await okta.delete(password)).code == "E0000060"


async def test_a_temporary_code_is_told_once(okta: Okta) -> None:
    wish = {"authenticatorId": TAC, "profile": {"ttl": "60", "multiUse": True}}
    made = (await okta.post(path_of(okta, "/tac"), wish)).body
    assert (made["type"], made["status"]) == ("tac", "ACTIVE")
    profile = made.pop("profile")
    value = profile["tac"]
    assert profile["multiUse"] is True
    assert profile["expiresAt"] > made["created"]
    [kept] = okta.tenant.temporary_codes.of(okta.user().id)
    assert kept.hash == hash_token(value)
    assert (await okta.get(path_of(okta, f"/{made['id']}"))).body == made
    # A new one ends the old one, and time ends the new one.
    newer = (await okta.post(path_of(okta, "/tac"), {"authenticatorId": TAC})).body["id"]
    assert (await okta.get(path_of(okta, f"/{made['id']}"))).status == 404
    await Person(okta).pass_time(120 * 60)
    assert (await okta.get(path_of(okta, f"/{newer}"))).status == 404
    assert (await okta.delete(path_of(okta, f"/{newer}"))).code == "E0000007"


async def test_a_temporary_code_is_removed(okta: Okta) -> None:
    key = (await okta.post(path_of(okta, "/tac"), {"authenticatorId": TAC})).body["id"]
    assert (await okta.delete(path_of(okta, f"/{key}"))).status == 204
    assert (await okta.get(path_of(okta, f"/{key}"))).status == 404
    assert Person(okta).events()[-1] == ("user.mfa.factor.deactivate", "SUCCESS")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "E0000001"),
        ({"authenticatorId": "nonsense"}, "E0000007"),
        ({"authenticatorId": TAC, "profile": {"ttl": "9"}}, "E0000001"),
        ({"authenticatorId": TAC, "profile": {"ttl": "14401"}}, "E0000001"),
        ({"authenticatorId": TAC, "profile": {"ttl": "000010000000000000000000"}}, "E0000001"),
        ({"authenticatorId": TAC, "profile": {"ttl": "²0"}}, "E0000001"),
        ({"authenticatorId": TAC, "profile": {"multiUse": "yes"}}, "E0000001"),
        ({"authenticatorId": TAC, "profile": []}, "E0000003"),
    ],
)
async def test_temporary_codes_that_nobody_gets(okta: Okta, body: object, code: str) -> None:
    got = await okta.post(path_of(okta, "/tac"), body)
    assert got.code == code
    assert okta.tenant.temporary_codes.of(okta.user().id) == []
