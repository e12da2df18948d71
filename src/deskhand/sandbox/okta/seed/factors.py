"""What people have enrolled, and where they are signed in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from deskhand.sandbox.okta.factors import proofs, totp
from deskhand.sandbox.okta.factors.kinds import KINDS, QUESTIONS, TOTP
from deskhand.sandbox.okta.seed.people import ELENA, SERVICE
from deskhand.sandbox.okta.seed.plan import Seeding
from deskhand.sandbox.okta.state.clock import stamp
from deskhand.sandbox.okta.state.model import Factor, Session, User

ANSWER = "Brussels sprouts"
"""What every seeded person answers to his security question."""
# How common each type is.
_WEIGHTS = {
    "push": 60,
    TOTP: 25,
    "sms": 35,
    "call": 8,
    "email": 30,
    "question": 15,
    "webauthn": 30,
}
_KINDS = {
    kind.type: kind
    for kind in KINDS
    if kind.type in _WEIGHTS and (kind.type, kind.provider) != (TOTP, "OKTA")
}
_QUESTION = "disliked_food"
_NONE_AT_ALL = 0.04
_HOW_MANY = (1, 2, 3, 4)
_HOW_OFTEN = (35, 40, 18, 7)
_USED = {"ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT", "SUSPENDED"}
# Okta's sessions live two hours; these last, so that a tenant started yesterday has some to end.
_SESSION_LIFE = timedelta(days=30)


def enrol(seeding: Seeding) -> None:
    for user in seeding.people:
        for kind in _choose(seeding, user):
            factor = _factor(seeding, user, kind)
            seeding.tenant.factors.put(factor)


def sign_in(seeding: Seeding) -> None:
    now = seeding.tenant.clock.now()
    for user in seeding.people:
        if user.status != "ACTIVE" or user.login == SERVICE:
            continue
        count = 2 if user.login == ELENA else seeding.dice.choice((0, 0, 1, 2))
        for _ in range(count):
            session = Session(
                id=seeding.ids.make("102", 25),
                user_id=user.id,
                created=stamp(now),
                expires=stamp(now + _SESSION_LIFE),
                amr=["pwd", "mfa"],
            )
            seeding.tenant.sessions.put(session)


def _choose(seeding: Seeding, user: User) -> list[str]:
    if user.login == ELENA:
        return ["push", "sms", "webauthn"]
    dice = seeding.dice
    if user.status not in _USED or user.login == SERVICE or dice.random() < _NONE_AT_ALL:
        return []
    [many] = dice.choices(_HOW_MANY, _HOW_OFTEN)
    left = dict(_WEIGHTS)
    found = []
    for _ in range(many):
        [kind] = dice.choices(list(left), list(left.values()))
        del left[kind]
        found.append(kind)
    return found


def _factor(seeding: Seeding, user: User, factor_type: str) -> Factor:
    kind = _KINDS[factor_type]
    enrolled = seeding.past(600, 5)
    key = seeding.ids.make(kind.prefix)
    return Factor(
        id=key,
        user_id=user.id,
        factor_type=factor_type,
        provider=kind.provider,
        vendor=kind.vendor,
        status="ACTIVE",
        created=enrolled,
        last_updated=enrolled,
        profile=_profile(seeding, user, factor_type),
        secret=_secret(key, factor_type),
    )


def _secret(key: str, factor_type: str) -> str | None:
    """Made of the factor's id, so that the same seed gives the same secrets."""
    if factor_type == TOTP:
        return totp.seeded_secret(key)
    return proofs.answer_hash(key, ANSWER) if factor_type == "question" else None


def _profile(seeding: Seeding, user: User, kind: str) -> dict[str, Any]:
    if kind in {"sms", "call"}:
        return {"phoneNumber": user.profile["mobilePhone"]}
    if kind == "email":
        return {"email": user.profile["email"]}
    if kind == "question":
        return {"question": _QUESTION, "questionText": QUESTIONS[_QUESTION]}
    if kind == "webauthn":
        name = seeding.dice.choice(("YubiKey 5 NFC", "MacBook Touch ID", "Windows Hello"))
        return {"credentialId": seeding.ids.make("", 32), "authenticatorName": name}
    if kind == "push":
        platform = seeding.dice.choice(("IOS", "ANDROID"))
        name = "iPhone" if platform == "IOS" else "Pixel"
        return {
            "credentialId": user.login,
            "deviceType": f"SmartPhone_{'IPhone' if platform == 'IOS' else 'Android'}",
            "name": f"{user.profile['firstName']}'s {name}",
            "platform": platform,
            "version": "17.4" if platform == "IOS" else "34",
        }
    return {"credentialId": user.login}
