"""Proving oneself: challenges, proofs, and what wrong ones lead to."""

from __future__ import annotations

import base64
import json

import pytest

from deskhand.sandbox.okta.seed.factors import ANSWER
from tests.contract.sandbox.client import ELENA, Got, Okta
from tests.contract.sandbox.factors import (
    GOOGLE,
    Person,
    email_factor,
    phone_factor,
    question_factor,
)

VERIFIED = ("user.authentication.verify", "SUCCESS")
FAILED = ("user.authentication.verify", "FAILURE")
LOCKED = ("user.account.lock", "SUCCESS")


@pytest.fixture
def elena(okta: Okta) -> Person:
    return Person(okta)


async def google(person: Person) -> str:
    """An authenticator app, whose first code is used up."""
    await person.begin_step()
    key = str((await person.enrol(GOOGLE)).body["id"])
    await person.activate(key, await person.totp(key))
    await person.pass_time(60)
    return key


async def poll(person: Person, challenge: Got) -> Got:
    return await person.okta.get(challenge.body["_links"]["poll"]["href"])


@pytest.mark.parametrize(
    ("kind", "again"), [("sms", "E0000109"), ("call", "E0000133"), ("email", "E0000118")]
)
async def test_a_code_is_sent_and_proves(elena: Person, kind: str, again: str) -> None:
    await elena.forget_all()
    email = kind == "email"
    body = email_factor(ELENA) if email else phone_factor(kind, "+33602399080")
    key = (await elena.enrol(body, activate="true")).body["id"]
    asked = await elena.verify(key)
    assert (asked.status, asked.body["factorResult"]) == (200, "CHALLENGE")
    assert set(asked.body["_links"]) == {"verify", "factor"}
    assert ("profile" in asked.body) is not email
    too_soon = await elena.verify(key)
    assert (too_soon.status, too_soon.code) == (429, again)
    code = await (elena.mailed() if email else elena.message())
    assert code not in json.dumps(asked.body)
    proved = await elena.verify(key, {"passCode": code})
    assert (proved.status, proved.body) == (200, {"factorResult": "SUCCESS"})
    assert (await elena.verify(key, {"passCode": code})).code == "E0000068"
    await elena.pass_time(5 if email else 30)
    assert (await elena.verify(key)).status == 200
    assert elena.events()[-2:] == [VERIFIED, FAILED]


async def test_a_code_runs_out(elena: Person) -> None:
    key = (await elena.listed())["sms"]["id"]
    await elena.verify(key, tokenLifetimeSeconds=60)
    await elena.pass_time(60)
    late = await elena.verify(key, {"passCode": await elena.message()})
    assert (late.status, late.code) == (403, "E0000083")


async def test_a_newer_code_replaces_the_older(elena: Person) -> None:
    key = (await elena.listed())["sms"]["id"]
    await elena.verify(key)
    older = await elena.message()
    await elena.pass_time(31)
    await elena.verify(key)
    assert (await elena.verify(key, {"passCode": older})).code == "E0000068"
    assert (await elena.verify(key, {"passCode": await elena.message()})).status == 200


async def test_one_time_passwords(elena: Person) -> None:
    key = await google(elena)
    code = await elena.totp(key)
    # A clock that is a step behind is forgiven, a code that was used is not.
    await elena.pass_time(30)
    assert (await elena.verify(key, {"passCode": code})).body == {"factorResult": "SUCCESS"}
    replayed = await elena.verify(key, {"passCode": code})
    assert (replayed.status, replayed.code) == (403, "E0000082")
    stale = await elena.totp(key)
    await elena.pass_time(90)
    late = await elena.verify(key, {"passCode": stale})
    assert (late.status, late.code) == (403, "E0000083")
    await elena.pass_time(3600)
    forgotten = await elena.verify(key, {"passCode": stale})
    assert (forgotten.status, forgotten.code) == (403, "E0000068")
    missing = await elena.verify(key)
    assert (missing.status, missing.code) == (400, "E0000001")


async def test_an_older_code_does_not_follow_a_newer_one(elena: Person) -> None:
    key = await google(elena)
    older = await elena.totp(key)
    await elena.pass_time(30)
    newer = await elena.totp(key)
    assert (await elena.verify(key, {"passCode": newer})).status == 200
    assert (await elena.verify(key, {"passCode": older})).code == "E0000082"


async def test_answers(elena: Person) -> None:
    key = (await elena.enrol(question_factor("Chess cup"))).body["id"]
    assert (await elena.verify(key, {"answer": "chess CUP "})).body == {"factorResult": "SUCCESS"}
    assert (await elena.verify(key, {"answer": "chess"})).code == "E0000068"
    assert (await elena.verify(key, {"passCode": "Chess cup"})).code == "E0000001"


async def test_everybody_of_the_seed_knows_the_answer(okta: Okta) -> None:
    factor = next(
        factor
        for factor in okta.tenant.factors
        if factor.factor_type == "question"
        and okta.tenant.users[factor.user_id].status == "ACTIVE"
        and not okta.tenant.roles_of(okta.tenant.users[factor.user_id])
    )
    person = Person(okta, okta.tenant.users[factor.user_id].login)
    assert (await person.verify(factor.id, {"answer": ANSWER})).status == 200


async def test_a_push_is_approved(elena: Person) -> None:
    key = (await elena.listed())["push"]["id"]
    asked = await elena.verify(key)
    assert (asked.status, asked.body["factorResult"]) == (201, "WAITING")
    assert set(asked.body["_links"]) == {"poll", "cancel"}
    assert "_embedded" not in asked.body
    waiting = (await poll(elena, asked)).body
    assert waiting["factorResult"] == "WAITING"
    assert waiting["profile"] == {"credentialId": ELENA}
    [push] = (await elena.phone())["pushes"]
    assert push["numbers"] is None
    await elena.answer(push["transaction"], approve=True)
    assert (await poll(elena, asked)).body == {"factorResult": "SUCCESS"}
    assert (await elena.phone())["pushes"] == []
    assert elena.events()[-1] == VERIFIED


async def test_a_push_is_asked_for_by_null_as_well(elena: Person) -> None:
    url = f"{elena.okta.sandbox.url}{elena.path}/{(await elena.listed())['push']['id']}/verify"
    headers = {**elena.okta.headers, "Content-Type": "application/json"}
    async with elena.okta.session.post(url, data=b"null", headers=headers) as got:
        assert got.status == 201


async def test_a_push_is_rejected(elena: Person) -> None:
    asked = await elena.verify((await elena.listed())["push"]["id"])
    [push] = (await elena.phone())["pushes"]
    await elena.answer(push["transaction"], approve=False)
    got = (await poll(elena, asked)).body
    assert got["factorResult"] == "REJECTED"
    assert set(got["_links"]) == {"verify", "factor"}
    assert elena.events()[-1] == FAILED
    assert elena.user.status == "ACTIVE"


async def test_a_push_times_out(elena: Person) -> None:
    asked = await elena.verify((await elena.listed())["push"]["id"])
    await elena.pass_time(299)
    assert (await poll(elena, asked)).body["factorResult"] == "WAITING"
    await elena.pass_time(1)
    assert (await poll(elena, asked)).body["factorResult"] == "TIMEOUT"
    assert (await elena.phone())["pushes"] == []


@pytest.mark.parametrize("right", [True, False])
async def test_the_number_has_to_match(elena: Person, *, right: bool) -> None:
    key = (await elena.listed())["push"]["id"]
    asked = await elena.verify(key, {"useNumberMatchingChallenge": True})
    correct = asked.body["_embedded"]["challenge"]["correctAnswer"]
    assert (await poll(elena, asked)).body["_embedded"] == asked.body["_embedded"]
    [push] = (await elena.phone())["pushes"]
    assert len(set(push["numbers"])) == 3
    chosen = next(number for number in push["numbers"] if (number == correct) is right)
    await elena.answer(push["transaction"], approve=True, number=chosen)
    result = (await poll(elena, asked)).body["factorResult"]
    assert result == ("SUCCESS" if right else "REJECTED")


async def test_a_push_is_cancelled(elena: Person) -> None:
    asked = await elena.verify((await elena.listed())["push"]["id"])
    cancel = asked.body["_links"]["cancel"]["href"]
    assert (await elena.okta.delete(cancel)).status == 204
    assert (await elena.phone())["pushes"] == []
    gone = await poll(elena, asked)
    assert (gone.status, gone.code) == (404, "E0000007")


async def test_a_push_that_is_over_is_not_cancelled(elena: Person) -> None:
    asked = await elena.verify((await elena.listed())["push"]["id"])
    await elena.pass_time(300)
    got = await elena.okta.delete(asked.body["_links"]["cancel"]["href"])
    assert (got.status, got.code) == (403, "E0000107")


async def test_a_push_asks_for_a_user_agent(elena: Person) -> None:
    key = (await elena.listed())["push"]["id"]
    headers = {**elena.okta.headers, "User-Agent": ""}
    got = await elena.okta.call("POST", f"{elena.path}/{key}/verify", headers=headers)
    assert (got.status, got.code) == (400, "E0000028")
    wrong = await elena.verify(key, {"useNumberMatchingChallenge": "yes"})
    assert (wrong.status, wrong.code) == (400, "E0000003")


async def test_the_phone_says_where_a_push_comes_from(elena: Person) -> None:
    key = (await elena.listed())["push"]["id"]
    headers = {**elena.okta.headers, "X-Forwarded-For": "192.0.2.7, 10.0.0.1"}
    await elena.okta.call("POST", f"{elena.path}/{key}/verify", headers=headers)
    [push] = (await elena.phone())["pushes"]
    assert push["from"] == "192.0.2.7"


async def test_a_security_key_signs_a_challenge(elena: Person) -> None:
    key = (await elena.listed())["webauthn"]["id"]
    asked = await elena.verify(key)
    assert (asked.status, asked.body["factorResult"]) == (200, "CHALLENGE")
    nonce = asked.body["_embedded"]["challenge"]["challenge"]
    raw = json.dumps({"type": "webauthn.get", "challenge": nonce}).encode()
    proof = {
        "clientData": base64.urlsafe_b64encode(raw).decode(),
        "authenticatorData": "SBv04caJ",
        "signatureData": "AQAAACYw",
    }
    assert (await elena.verify(key, {**proof, "signatureData": ""})).code == "E0000001"
    assert (await elena.verify(key, {**proof, "clientData": "!"})).code == "E0000068"
    assert (await elena.verify(key, proof)).body["factorResult"] == "SUCCESS"
    assert (await elena.verify(key, proof)).code == "E0000068"
    await elena.verify(key)
    await elena.pass_time(300)
    fresh = elena.okta.tenant.challenges.of(elena.user.id)
    code = next(challenge.code for challenge in fresh if not challenge.spent)
    raw = json.dumps({"challenge": code}).encode()
    late = await elena.verify(key, {**proof, "clientData": base64.b64encode(raw).decode()})
    assert (late.status, late.code) == (404, "E0000191")


async def test_five_wrong_proofs_lock_the_person_out(elena: Person) -> None:
    question = (await elena.enrol(question_factor("Chess cup"))).body["id"]
    totp = await google(elena)
    for _ in range(2):
        assert (await elena.verify(question, {"answer": "wrong"})).code == "E0000068"
        assert (await elena.verify(totp, {"passCode": "wrong"})).code == "E0000068"
    locked = await elena.verify(question, {"answer": "wrong"})
    assert (locked.status, locked.code) == (403, "E0000069")
    assert elena.user.status == "LOCKED_OUT"
    assert elena.events()[-2:] == [FAILED, LOCKED]
    assert (await elena.verify(question, {"answer": "Chess cup"})).code == "E0000069"
    await elena.okta.post(f"/api/v1/users/{elena.user.id}/lifecycle/unlock")
    assert (await elena.verify(question, {"answer": "Chess cup"})).status == 200


async def test_a_right_proof_forgives_the_wrong_ones(elena: Person) -> None:
    key = (await elena.enrol(question_factor("Chess cup"))).body["id"]
    for _ in range(3):
        for _ in range(4):
            await elena.verify(key, {"answer": "wrong"})
        assert (await elena.verify(key, {"answer": "Chess cup"})).status == 200
    assert elena.user.status == "ACTIVE"


async def test_who_cannot_be_verified(elena: Person) -> None:
    pending = (await elena.enrol(GOOGLE)).body["id"]
    got = await elena.verify(pending, {"passCode": await elena.totp(pending)})
    assert (got.status, got.code) == (403, "E0000107")
    sms = (await elena.listed())["sms"]["id"]
    await elena.okta.post(f"/api/v1/users/{elena.user.id}/lifecycle/suspend")
    got = await elena.verify(sms)
    assert (got.status, got.code) == (403, "E0000038")
    other = Person(elena.okta, "noah.berg@acme.example")
    assert (await other.verify(sms)).code == "E0000007"


async def test_codes_are_told_to_nobody_else(elena: Person) -> None:
    """Neither the call log nor the System Log nor a console page of others holds a code."""
    sms = (await elena.listed())["sms"]["id"]
    await elena.verify(sms)
    code = await elena.message()
    await elena.verify(sms, {"passCode": code})
    secret = (await elena.enrol(GOOGLE)).body["_embedded"]["activation"]["sharedSecret"]
    tenant = elena.okta.tenant
    told = [json.dumps(await elena.okta.calls())]
    told += [repr(event) for event in tenant.events]
    async with elena.okta.session.get(f"{elena.okta.sandbox.url}/_sandbox/log") as page:
        told.append(await page.text())
    for text in told:
        assert code not in text
        assert secret not in text
