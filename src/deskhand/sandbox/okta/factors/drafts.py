"""What a new factor will be, read from the body of its enrolment: one function for each type.

Nothing is changed here: what is wrong with a body is found before anything is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deskhand.sandbox.okta.errors import ApiError, invalid
from deskhand.sandbox.okta.factors import proofs, totp
from deskhand.sandbox.okta.factors.kinds import QUESTIONS, TOTP, Kind, kind_of
from deskhand.sandbox.okta.factors.subject import text_of
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token
from deskhand.sandbox.okta.wire.call import Request, part_of

SUBJECT = "factorEnrollRequest"
_PHONE = re.compile(r"\+[1-9]\d{6,13}")
_DECORATION = re.compile(r"[\s().-]")
_SHORTEST_ANSWER = 4
_LONGEST_EXTENSION = 15
_LONGEST_EMAIL = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """`active` says that no activation follows, `answer` is that of a question."""

    kind: Kind
    profile: dict[str, Any]
    active: bool = False
    secret: str | None = None
    answer: str | None = None
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class _Wish:
    """What somebody asks to enrol for a person: the body, and the profile within it."""

    request: Request
    user: User
    kind: Kind
    body: dict[str, Any]
    profile: dict[str, Any]


def read(request: Request, user: User) -> Draft:
    """Raises ApiError."""
    body = request.json()
    factor_type, provider = body.get("factorType"), body.get("provider")
    if not isinstance(factor_type, str) or not factor_type:
        raise invalid("factorType", "factorType: The field cannot be left blank")
    if not isinstance(provider, str) or not provider:
        raise invalid("provider", "provider: The field cannot be left blank")
    kind = kind_of(factor_type, provider)
    if kind is None:
        raise invalid(SUBJECT, "This kind of factor cannot be enrolled.")
    profile = part_of(body, "profile")
    return _READERS[kind.type](_Wish(request, user, kind, body, profile))


def verified_numbers(tenant: Tenant, user: User, kind: str) -> list[tuple[str, str]]:
    """Id and number of each phone that the person has proved to be his by this way."""
    found = [
        (factor.id, str(factor.profile["phoneNumber"]))
        for factor in tenant.factors_of(user.id)
        if factor.factor_type == kind and factor.status == "ACTIVE"
    ]
    found += [(p.id, p.number) for p in tenant.phones.of(user.id) if p.kind == kind]
    return found


def _phone(wish: _Wish) -> Draft:
    number = _DECORATION.sub("", text_of(wish.profile, "phoneNumber", subject=SUBJECT))
    if not _PHONE.fullmatch(number):
        raise ApiError("E0000098")
    kept: dict[str, Any] = {"phoneNumber": number}
    extension = wish.profile.get("phoneExtension")
    if wish.kind.type == "call" and extension is not None:
        if not isinstance(extension, str) or len(extension) > _LONGEST_EXTENSION:
            raise invalid(SUBJECT, "phoneExtension: must be at most 15 characters")
        kept["phoneExtension"] = extension
    active = wish.request.flag("activate", default=False)
    replaces = wish.request.flag("updatePhone", default=False)
    numbers = {
        known for _, known in verified_numbers(wish.request.tenant, wish.user, wish.kind.type)
    }
    outlived = {
        p.number for p in wish.request.tenant.phones.of(wish.user.id) if p.kind == wish.kind.type
    }
    if outlived - {number} and not replaces:
        raise invalid(SUBJECT, "There is an existing verified phone number.")
    return Draft(wish.kind, kept, active=active or number in numbers, replaces=replaces)


def _email(wish: _Wish) -> Draft:
    address = text_of(wish.profile, "email", subject=SUBJECT)
    own = {str(wish.user.profile.get(name) or "").casefold() for name in ("email", "secondEmail")}
    if len(address) > _LONGEST_EMAIL or address.casefold() not in own:
        raise invalid(SUBJECT, "email: must be the user's primary or secondary address")
    return Draft(wish.kind, {"email": address}, active=wish.request.flag("activate", default=False))


def _question(wish: _Wish) -> Draft:
    question = text_of(wish.profile, "question", subject=SUBJECT)
    answer = text_of(wish.profile, "answer", subject=SUBJECT)
    if question not in QUESTIONS:
        raise invalid(SUBJECT, "question: is not one of the supported questions")
    if len(answer.strip()) < _SHORTEST_ANSWER:
        raise invalid(SUBJECT, "answer: must be at least 4 characters")
    kept = {"question": question, "questionText": QUESTIONS[question]}
    return Draft(wish.kind, kept, active=True, answer=answer)


def _totp(wish: _Wish) -> Draft:
    return Draft(wish.kind, {"credentialId": wish.user.login}, secret=totp.new_secret())


def _device(wish: _Wish) -> Draft:
    return Draft(wish.kind, {})


def _yubikey(wish: _Wish) -> Draft:
    touch = text_of(part_of(wish.body, "verify"), "passCode", subject=SUBJECT)
    serial = proofs.serial_of(touch)
    if serial is None:
        raise ApiError("E0000068", "The passcode does not match.")
    return Draft(wish.kind, {"credentialId": serial}, active=True, secret=hash_token(touch))


_READERS: dict[str, Callable[[_Wish], Draft]] = {
    "sms": _phone,
    "call": _phone,
    "email": _email,
    "question": _question,
    TOTP: _totp,
    "push": _device,
    "webauthn": _device,
    "u2f": _device,
    "token:hardware": _yubikey,
}
