"""Codes that the tenant sends, and nonces that a device or a browser has to answer."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.factors.kinds import CODED
from deskhand.sandbox.okta.factors.model import Challenge
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.records import Mail
from deskhand.sandbox.okta.state.tenant import Tenant

CODE_SECONDS = 300
SETUP_SECONDS = 600
MAIL_KIND = "factor_code"
_KEPT = 20
_NONCE_LENGTH = 20


def send(tenant: Tenant, user: User, factor: Factor, seconds: int) -> Challenge:
    """Six digits to the factor's phone or mailbox; earlier ones of the factor are good no more."""
    code = f"{secrets.randbelow(10**6):06d}"
    to = address_of(factor)
    challenge = _put(tenant, factor, code, to, seconds)
    if factor.factor_type == "email":
        mail = Mail(
            id=tenant.ids.make("eml"),
            at=challenge.sent,
            kind=MAIL_KIND,
            to=to,
            user_id=user.id,
            subject="Your one-time verification code",
            token=code,
        )
        tenant.mails.put(mail)
    return challenge


def ask(tenant: Tenant, factor: Factor, seconds: int) -> Challenge:
    """A nonce for the person's device or browser."""
    return _put(tenant, factor, tenant.ids.make("", _NONCE_LENGTH), "", seconds)


def current(tenant: Tenant, factor: Factor) -> Challenge | None:
    """What the factor was last asked, also when its time is over."""
    found = tenant.challenges.of(factor.user_id)
    return next((c for c in found if c.factor_id == factor.id and not c.spent), None)


def is_over(tenant: Tenant, challenge: Challenge) -> bool:
    return challenge.expires <= tenant.clock.stamp()


def take(tenant: Tenant, factor: Factor, code: str) -> None:
    """Use up the code that was sent. Raises E0000068 for another, E0000083 when its time is over."""
    challenge = current(tenant, factor)
    if challenge is None or not hmac.compare_digest(challenge.code.encode(), code.encode()):
        raise ApiError("E0000068", "The passcode does not match.")
    if is_over(tenant, challenge):
        raise ApiError("E0000083")
    spend(tenant, challenge)


def spend(tenant: Tenant, challenge: Challenge) -> None:
    challenge.spent = True
    tenant.challenges.put(challenge)


def address_of(factor: Factor) -> str:
    """The number or address to which codes of the factor go."""
    if factor.factor_type not in CODED:
        return ""
    return str(factor.profile["email" if factor.factor_type == "email" else "phoneNumber"])


def _put(tenant: Tenant, factor: Factor, code: str, to: str, seconds: int) -> Challenge:
    earlier = current(tenant, factor)
    if earlier is not None:
        spend(tenant, earlier)
    now = tenant.clock.now()
    challenge = Challenge(
        id=tenant.ids.make("otp"),
        user_id=factor.user_id,
        factor_id=factor.id,
        kind=factor.factor_type,
        to=to,
        code=code,
        sent=clock.stamp(now),
        expires=clock.stamp(now + timedelta(seconds=seconds)),
    )
    tenant.challenges.put(challenge)
    _forget_old(tenant, factor.user_id)
    return challenge


def _forget_old(tenant: Tenant, user_id: str) -> None:
    """A phone is no archive: of what is spent, the newest remain."""
    spent = sorted((c.sent, c.id) for c in tenant.challenges.of(user_id) if c.spent)
    for _, key in spent[:-_KEPT]:
        tenant.challenges.remove(key)
