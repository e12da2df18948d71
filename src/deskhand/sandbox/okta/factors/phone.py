"""What a person holds in his hand: questions, messages and one-time codes, and his answers."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.factors import pushes, setups, totp
from deskhand.sandbox.okta.factors.kinds import PHONED, TOTP
from deskhand.sandbox.okta.factors.model import Challenge, Push
from deskhand.sandbox.okta.factors.pushes import NotWaiting
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import in_person

_APPS = {"OKTA": "Okta Verify", "GOOGLE": "Google Authenticator"}


def phone_of(tenant: Tenant, user: User) -> dict[str, Any]:
    """Everything that the phone shows at this moment, the newest message first."""
    messages = [c for c in tenant.challenges.of(user.id) if c.kind in PHONED]
    messages.sort(key=lambda challenge: (challenge.sent, challenge.id), reverse=True)
    return {
        "pushes": [_question(push) for push in pushes.pending_pushes(tenant, user)],
        "setups": [
            {"transaction": waiting.id, "app": _APPS["OKTA"], "expires": waiting.expires}
            for waiting in setups.pending_setups(tenant, user)
        ],
        "messages": [_message(message) for message in messages],
        "codes": [
            _code(tenant, factor)
            for factor in tenant.factors_of(user.id)
            if factor.factor_type == TOTP and factor.secret
        ],
    }


def answer(
    tenant: Tenant, user: User, transaction: str, *, approve: bool, number: int | None = None
) -> str:
    """The person answers a push, or takes or refuses the set-up of Okta Verify.

    Returns SUCCESS or REJECTED; a wrong number is a rejection. Raises NotWaiting when his phone does not ask that.
    """
    with in_person(tenant, user):
        for waiting in setups.pending_setups(tenant, user):
            if waiting.id == transaction:
                setups.scan(tenant, user, waiting, take=approve)
                return "SUCCESS" if approve else "REJECTED"
        push = tenant.pushes.get(transaction)
        if push is None or push.user_id != user.id:
            raise NotWaiting
        answered = pushes.answer_push(tenant, transaction, approve=approve, number=number)
    return answered.answer or ""


def _question(push: Push) -> dict[str, Any]:
    return {
        "transaction": push.id,
        "at": push.created,
        "expires": push.expires,
        "from": push.source or None,
        "numbers": push.numbers or None,
    }


def _message(message: Challenge) -> dict[str, Any]:
    return {
        "at": message.sent,
        "kind": message.kind,
        "to": message.to,
        "code": message.code,
        "expires": message.expires,
    }


def _code(tenant: Tenant, factor: Factor) -> dict[str, Any]:
    now = tenant.clock.now()
    return {
        "factor": factor.id,
        "app": _APPS[factor.provider],
        "code": totp.code_at(factor.secret or "", totp.step_at(now)),
        "seconds_left": totp.seconds_left(now),
        "status": factor.status,
    }
