"""Enrolments as Identity Engine shows them, and temporary access codes."""

from __future__ import annotations

import re
import secrets
import string
from datetime import timedelta
from typing import Any

from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.factors import removal, subject
from deskhand.sandbox.okta.factors.kinds import PHONED, kind_of
from deskhand.sandbox.okta.factors.model import TemporaryCode
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.syslog.model import Entity
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request, part_of
from deskhand.sandbox.okta.wire.links import allow

_TAC = ("tac", "tac", "Temporary Access Code")
_PASSWORD = ("okta_password", "password", "Password")
_AUTHENTICATOR = re.compile(r"aut[A-Za-z0-9]{17}")
_SHOWN_DIGITS = 4
# North America and Russia have one digit; that others have three at times is not told apart here.
_SHORT_COUNTRIES = "17"
_MINUTES = (10, 14_400)
_DIGITS = re.compile(r"[0-9]{1,5}")
_DEFAULT_MINUTES = 120
_CODE_LENGTH = 16
_LETTERS = string.ascii_letters + string.digits


def list_enrolments(request: Request) -> Answer:
    user = request.user()
    return Answer(list(_enrolments(request, user).values()))


def get_enrolment(request: Request) -> Answer:
    key = request.params["enrolment"]
    found = _enrolments(request, request.user()).get(key)
    if found is None:
        raise not_found(key, "AuthenticatorEnrollment")
    return Answer(found)


def delete_enrolment(request: Request) -> Answer:
    """A password is no enrolment that could be taken away."""
    tenant, user, key = request.tenant, subject.person(request), request.params["enrolment"]
    if key not in _enrolments(request, user):
        raise not_found(key, "AuthenticatorEnrollment")
    if key == _password_id(user):
        raise ApiError("E0000060", "A password cannot be unenrolled.")
    code = tenant.temporary_codes.get(key)
    if code is None:
        removal.remove(tenant, user, tenant.factors[key], forget_phone=False)
    else:
        tenant.temporary_codes.remove(key)
        note(tenant, "user.mfa.factor.deactivate", user, _entity(code))
    return NOTHING


def create_temporary_code(request: Request) -> Answer:
    """The code is told once; it replaces the one before."""
    tenant, user = request.tenant, subject.live_person(request)
    body = request.json()
    named = subject.text_of(body, "authenticatorId", subject="authenticatorId")
    if not _AUTHENTICATOR.fullmatch(named):
        raise not_found(named, "Authenticator")
    minutes, multi_use = _wish(part_of(body, "profile"))
    now = tenant.clock.now()
    value = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    tenant.temporary_codes.remove_all(tenant.temporary_codes.of(user.id))
    code = TemporaryCode(
        id=tenant.ids.make("tac"),
        user_id=user.id,
        hash=hash_token(value),
        created=clock.stamp(now),
        expires=clock.stamp(now + timedelta(minutes=minutes)),
        multi_use=multi_use,
    )
    tenant.temporary_codes.put(code)
    note(tenant, "user.mfa.factor.activate", user, _entity(code))
    told = {"expiresAt": code.expires, "multiUse": code.multi_use, "tac": value}
    return Answer({**_shown_code(tenant, code), "profile": told})


def _wish(profile: dict[str, Any]) -> tuple[int, bool]:
    """Minutes of life, which the client library sends as text, and whether it works repeatedly."""
    ttl, multi_use = str(profile.get("ttl", _DEFAULT_MINUTES)), profile.get("multiUse", False)
    least, most = _MINUTES
    if not _DIGITS.fullmatch(ttl) or not least <= int(ttl) <= most:
        raise invalid("ttl", f"ttl: must be a number of minutes from {least} to {most}")
    if not isinstance(multi_use, bool):
        raise invalid("multiUse", "multiUse: must be true or false")
    return int(ttl), multi_use


def _enrolments(request: Request, user: User) -> dict[str, dict[str, Any]]:
    """By id, in the order of their making."""
    tenant = request.tenant
    disclosed = "phone" in request.query.get("discloseIdentifiers", "").split(",")
    found: dict[str, dict[str, Any]] = {}
    if user.password is not None:
        made = user.password_changed or user.created
        key = _password_id(user)
        found[key] = _shown(tenant, user.id, key, _PASSWORD, made, made)
    for factor in tenant.factors_of(user.id):
        if factor.status == "ACTIVE":
            found[factor.id] = _shown_factor(tenant, factor, disclosed=disclosed)
    for code in tenant.temporary_codes.of(user.id):
        if code.expires > tenant.clock.stamp():
            found[code.id] = _shown_code(tenant, code)
    return found


def _shown_factor(tenant: Tenant, factor: Factor, *, disclosed: bool) -> dict[str, Any]:
    kind = kind_of(factor.factor_type, factor.provider)
    if kind is None:
        raise not_found(factor.id, "AuthenticatorEnrollment")
    shown = _shown(
        tenant,
        factor.user_id,
        factor.id,
        kind.authenticator,
        factor.created,
        factor.last_updated,
    )
    if factor.factor_type in PHONED:
        number = str(factor.profile["phoneNumber"])
        shown["profile"] = {"phoneNumber": number if disclosed else _masked(number)}
    return shown


def _shown_code(tenant: Tenant, code: TemporaryCode) -> dict[str, Any]:
    return _shown(tenant, code.user_id, code.id, _TAC, code.created, code.created)


def _shown(
    tenant: Tenant,
    user_id: str,
    key: str,
    authenticator: tuple[str, str, str],
    created: str,
    updated: str,
) -> dict[str, Any]:
    own_key, kind, name = authenticator
    person = f"/api/v1/users/{user_id}"
    mark = hash_token(f"{tenant.org.id}/{own_key}")
    return {
        "id": key,
        "key": own_key,
        "type": kind,
        "name": name,
        "status": "ACTIVE",
        "created": created,
        "lastUpdated": updated,
        "_links": {
            "self": allow(f"{person}/authenticator-enrollments/{key}", "GET", "DELETE"),
            "user": allow(person, "GET"),
            "authenticator": allow(f"/api/v1/authenticators/aut{mark[:17]}", "GET"),
        },
    }


def _entity(code: TemporaryCode) -> Entity:
    return Entity(code.id, "AuthenticatorEnrollment", "unknown", _TAC[2])


def _password_id(user: User) -> str:
    return f"lae{user.id[3:]}"


def _masked(number: str) -> str:
    """All but the country code and the last digits replaced: +1 XXX-XXX-6065."""
    country = number[:2] if number[1] in _SHORT_COUNTRIES else number[:3]
    return f"{country} XXX-XXX-{number[-_SHOWN_DIGITS:]}"
