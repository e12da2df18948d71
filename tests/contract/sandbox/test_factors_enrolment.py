"""Enrolling factors: what each kind asks for, its activation, and its end."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.contract.sandbox.client import Okta
from tests.contract.sandbox.factors import (
    GOOGLE,
    OKTA_TOTP,
    PUSH,
    WEBAUTHN,
    Person,
    email_factor,
    phone_factor,
    question_factor,
)

NOAH = "noah.berg@acme.example"
TOUCH = "cccccceukngdfgkukfctkcvfidnetljjiknckkcjulji"


@pytest.fixture
async def person(okta: Okta) -> Person:
    """Somebody without a factor."""
    found = Person(okta, NOAH)
    await found.forget_all()
    return found


def links(factor: dict[str, Any]) -> set[str]:
    return set(factor["_links"])


@pytest.mark.parametrize("kind", ["sms", "call"])
async def test_a_phone_is_enrolled_by_the_code_sent_to_it(person: Person, kind: str) -> None:
    got = await person.enrol(phone_factor(kind, "+1-555-415-1337"))
    assert (got.status, got.body["status"]) == (200, "PENDING_ACTIVATION")
    assert got.body["profile"] == {"phoneNumber": "+15554151337"}
    assert links(got.body) == {"activate", "resend", "self", "user"}
    assert got.body["_links"]["resend"][0]["name"] == kind
    key = got.body["id"]
    code = await person.message()
    assert code not in json.dumps(got.body)
    wrong = await person.activate(key, "x" * 6)
    assert (wrong.status, wrong.code) == (403, "E0000068")
    done = await person.activate(key, code)
    assert (done.status, done.body["status"]) == (200, "ACTIVE")
    assert links(done.body) == {"verify", "self", "user"}
    again = await person.activate(key, code)
    assert (again.status, again.code) == (403, "E0000107")
    assert person.events()[-1] == ("user.mfa.factor.activate", "SUCCESS")


async def test_an_email_code_lies_in_the_mailbox(person: Person) -> None:
    got = await person.enrol(email_factor(NOAH))
    assert got.body["status"] == "PENDING_ACTIVATION"
    code = await person.mailed()
    assert (await person.activate(got.body["id"], code)).body["status"] == "ACTIVE"
    assert (await person.phone())["messages"] == []


@pytest.mark.parametrize("body", [GOOGLE, OKTA_TOTP], ids=["google", "okta"])
async def test_an_authenticator_app_shows_the_code_that_activates_it(
    person: Person, body: dict[str, Any]
) -> None:
    got = await person.enrol(body)
    secret = got.body["_embedded"]["activation"]
    assert (secret["timeStep"], secret["encoding"]) == (30, "base32")
    assert len(secret["sharedSecret"]) == 16
    assert secret["_links"]["qrcode"]["type"] == "image/png"
    key = got.body["id"]
    done = await person.activate(key, await person.totp(key))
    assert done.body["status"] == "ACTIVE"
    assert "_embedded" not in done.body


async def test_a_question_is_active_at_once_and_hides_its_answer(person: Person) -> None:
    got = await person.enrol(question_factor("Chess cup"))
    assert got.body["status"] == "ACTIVE"
    assert set(got.body["profile"]) == {"question", "questionText"}
    assert "questions" in got.body["_links"]
    offered = (await person.okta.get(f"{person.path}/questions")).body
    assert got.body["profile"] in offered
    assert len(offered) == 20


async def test_push_waits_for_a_device_and_brings_its_one_time_codes(person: Person) -> None:
    got = await person.enrol(PUSH)
    activation = got.body["_embedded"]["activation"]
    assert activation["factorResult"] == "WAITING"
    assert links(got.body) == {"poll", "self", "user"}
    poll = got.body["_links"]["poll"]["href"]
    assert (await person.okta.post(poll)).body["factorResult"] == "WAITING"
    [setup] = (await person.phone())["setups"]
    await person.answer(setup["transaction"], approve=True)
    done = (await person.okta.post(poll)).body
    assert done["status"] == "ACTIVE"
    assert done["profile"]["credentialId"] == NOAH
    assert set(await person.listed()) == {"push", "token:software:totp"}
    # The codes came with the push enrolment, and go with it.
    assert (await person.okta.delete(f"{person.path}/{got.body['id']}")).status == 204
    assert await person.listed() == {}
    assert person.events()[-2:] == [("user.mfa.factor.deactivate", "SUCCESS")] * 2


async def test_a_set_up_that_runs_out_is_begun_anew(person: Person) -> None:
    got = await person.enrol(PUSH)
    poll, key = got.body["_links"]["poll"]["href"], got.body["id"]
    await person.pass_time(601)
    late = (await person.okta.post(poll)).body
    assert late["factorResult"] == "TIMEOUT"
    assert (await person.phone())["setups"] == []
    again = (await person.okta.post(late["_links"]["activate"]["href"])).body
    assert again["_embedded"]["activation"]["factorResult"] == "WAITING"
    [setup] = (await person.phone())["setups"]
    await person.answer(setup["transaction"], approve=False)
    assert (await person.okta.post(poll)).body["factorResult"] == "TIMEOUT"
    assert (await person.okta.get(f"{person.path}/{key}")).body["status"] == "PENDING_ACTIVATION"


@pytest.mark.parametrize(
    ("body", "asked", "answer"),
    [
        (WEBAUTHN, "challenge", "attestation"),
        ({"factorType": "u2f", "provider": "FIDO"}, "nonce", "registrationData"),
    ],
    ids=["webauthn", "u2f"],
)
async def test_a_security_key_answers_the_challenge(
    person: Person, body: dict[str, Any], asked: str, answer: str
) -> None:
    got = await person.enrol(body)
    nonce = got.body["_embedded"]["activation"][asked]
    path = f"{person.path}/{got.body['id']}/lifecycle/activate"
    wrong = {"clientData": client_data("x" * 20), answer: "o2NmbXQ"}
    assert (await person.okta.post(path, wrong)).code == "E0000068"
    right = {"clientData": client_data(nonce), answer: "o2NmbXQ"}
    done = await person.okta.post(path, right)
    assert (done.status, done.body["status"]) == (200, "ACTIVE")
    assert done.body["profile"]["credentialId"]
    # A second key is welcome.
    assert (await person.enrol(body)).status == 200


async def test_a_yubikey_is_enrolled_by_a_touch(person: Person) -> None:
    body = {"factorType": "token:hardware", "provider": "YUBICO", "verify": {"passCode": TOUCH}}
    got = await person.enrol(body)
    assert (got.body["status"], len(got.body["profile"]["credentialId"])) == ("ACTIVE", 12)
    again = await person.verify(got.body["id"], {"passCode": TOUCH})
    assert (again.status, again.code) == (403, "E0000082")
    other = await person.verify(got.body["id"], {"passCode": f"{TOUCH[:-1]}c"})
    assert other.body == {"factorResult": "SUCCESS"}
    foreign = await person.verify(got.body["id"], {"passCode": f"b{TOUCH[1:]}"})
    assert foreign.code == "E0000068"


async def test_activate_skips_the_code(person: Person) -> None:
    for body in (phone_factor("sms", "+15554151337"), email_factor(NOAH)):
        got = await person.enrol(body, activate="true")
        assert got.body["status"] == "ACTIVE"
    assert (await person.phone())["messages"] == []


async def test_a_kind_is_enrolled_once(person: Person) -> None:
    first = (await person.enrol(GOOGLE)).body["id"]
    # What is pending is replaced, what is active is not.
    second = (await person.enrol(GOOGLE)).body["id"]
    assert (await person.okta.get(f"{person.path}/{first}")).status == 404
    await person.activate(second, await person.totp(second))
    got = await person.enrol(GOOGLE)
    assert (got.status, got.code, got.cause) == (400, "E0000001", "Factor already exists.")
    assert len((await person.okta.get(person.path)).body) == 1


async def test_a_proved_number_outlives_its_factor(person: Person) -> None:
    sms = phone_factor("sms", "+15554151337")
    key = (await person.enrol(sms, activate="true")).body["id"]
    await person.okta.delete(f"{person.path}/{key}")
    assert await phones(person) == ["+15554151337"]
    other = await person.enrol(phone_factor("sms", "+15554151338"))
    assert (other.code, other.cause) == ("E0000001", "There is an existing verified phone number.")
    # The same number needs no new code; another one takes its place when asked to.
    key = (await person.enrol(sms)).body["id"]
    assert (await person.listed())["sms"]["status"] == "ACTIVE"
    moved = await person.enrol(phone_factor("sms", "+15554151338"), updatePhone="true")
    assert moved.body["status"] == "PENDING_ACTIVATION"
    done = await person.activate(moved.body["id"], await person.message())
    assert done.body["profile"]["phoneNumber"] == "+15554151338"
    path = f"{person.path}/{done.body['id']}"
    await person.okta.delete(path, removeRecoveryEnrollment="true")
    assert await phones(person) == []


async def test_resend_waits_and_ends(person: Person) -> None:
    key = (await person.enrol(phone_factor("sms", "+15554151337"))).body["id"]
    path, body = f"{person.path}/{key}/resend", phone_factor("sms", "+15554151337")
    assert (await person.okta.post(path, body)).code == "E0000109"
    first = await person.message()
    for _ in range(5):
        await person.pass_time(31)
        assert (await person.okta.post(path, body)).status == 200
    await person.pass_time(31)
    too_many = await person.okta.post(path, body)
    assert (too_many.status, too_many.code) == (429, "E0000204")
    assert (await person.activate(key, first)).code == "E0000068"
    assert (await person.activate(key, await person.message())).status == 200
    assert (await person.okta.post(path, body)).code == "E0000107"


async def test_activation_attempts_are_counted(person: Person) -> None:
    key = (await person.enrol(phone_factor("call", "+15554151337"))).body["id"]
    for _ in range(5):
        assert (await person.activate(key, "wrong")).code == "E0000068"
    right = await person.message()
    refused = await person.activate(key, right)
    assert (refused.status, refused.code) == (429, "E0000047")
    body = phone_factor("call", "+15554151337")
    await person.pass_time(31)
    resent = await person.okta.post(f"{person.path}/{key}/resend", body)
    assert (resent.status, resent.code) == (429, "E0000205")
    await person.pass_time(300)
    assert (await person.okta.post(f"{person.path}/{key}/resend", body)).status == 200
    assert (await person.activate(key, await person.message())).status == 200


async def test_a_code_has_the_life_that_was_asked_for(person: Person) -> None:
    body = phone_factor("sms", "+15554151337")
    key = (await person.enrol(body, tokenLifetimeSeconds=60)).body["id"]
    await person.pass_time(61)
    late = await person.activate(key, await person.message())
    assert (late.status, late.code) == (403, "E0000083")
    for seconds in ("0", "86401", "soon", "-1"):
        got = await person.enrol(body, tokenLifetimeSeconds=seconds)
        assert (got.status, got.code) == (400, "E0000001"), seconds


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "E0000001"),
        ({"factorType": "sms"}, "E0000001"),
        ({"factorType": "sms", "provider": "GOOGLE"}, "E0000001"),
        ({"factorType": "signed_nonce", "provider": "OKTA"}, "E0000001"),
        ({"factorType": "sms", "provider": "OKTA"}, "E0000001"),
        ({"factorType": "sms", "provider": "OKTA", "profile": "+1555"}, "E0000003"),
        (phone_factor("sms", "555 4151337"), "E0000098"),
        (phone_factor("call", "+0123456789"), "E0000098"),
        (email_factor("somebody.else@acme.example"), "E0000001"),
        (question_factor("abc"), "E0000001"),
        (
            {
                "factorType": "question",
                "provider": "OKTA",
                "profile": {"question": "meaning_of_life", "answer": "forty-two"},
            },
            "E0000001",
        ),
        ({"factorType": "token:hardware", "provider": "YUBICO"}, "E0000001"),
        (
            {"factorType": "token:hardware", "provider": "YUBICO", "verify": {"passCode": "1"}},
            "E0000068",
        ),
    ],
)
async def test_what_cannot_be_enrolled(person: Person, body: dict[str, Any], code: str) -> None:
    got = await person.enrol(body)
    assert got.code == code
    assert (await person.okta.get(person.path)).body == []


@pytest.mark.parametrize("status", ["DEPROVISIONED", "SUSPENDED"])
async def test_nobody_enrols_for_people_who_are_shut_out(okta: Okta, status: str) -> None:
    person = Person(okta, okta.with_status(status).login)
    for got in (await person.enrol(GOOGLE), await person.enrol(question_factor("Chess cup"))):
        assert (got.status, got.code) == (403, "E0000038")


async def test_a_deactivated_person_keeps_his_factors(okta: Okta) -> None:
    person = Person(okta)
    factor = (await person.listed())["sms"]["id"]
    await okta.post(f"/api/v1/users/{person.user.id}/lifecycle/deactivate")
    got = await okta.delete(f"{person.path}/{factor}")
    assert (got.status, got.code) == (403, "E0000038")
    assert len(await person.listed()) == 3


async def test_reset_lists_what_it_removed(okta: Okta) -> None:
    person = Person(okta)
    await person.verify((await person.listed())["push"]["id"])
    before = len(person.events())
    await person.forget_all()
    assert person.events()[before:] == [
        *[("user.mfa.factor.deactivate", "SUCCESS")] * 3,
        ("user.mfa.factor.reset_all", "SUCCESS"),
    ]
    assert okta.tenant.pushes.of(person.user.id) == []


async def test_the_key_in_use_speaks_for_its_kind(okta: Okta) -> None:
    elena = Person(okta)
    await elena.enrol(WEBAUTHN)
    offers = (await elena.okta.get(f"{elena.path}/catalog")).body
    [status] = [offer["status"] for offer in offers if offer["factorType"] == "webauthn"]
    assert status == "ACTIVE"


async def phones(person: Person) -> list[str]:
    """Numbers that the catalogue shows as proved."""
    offers = (await person.okta.get(f"{person.path}/catalog")).body
    sms = next(offer for offer in offers if offer["factorType"] == "sms")
    return [phone["profile"]["phoneNumber"] for phone in sms.get("_embedded", {}).get("phones", [])]


def client_data(challenge: str) -> str:
    raw = json.dumps({"challenge": challenge, "origin": "https://acme.example"})
    return base64.b64encode(raw.encode()).decode()
