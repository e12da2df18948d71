"""How often a person may try: activations, messages, and wrong proofs in a row."""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

from deskhand.sandbox.okta import signin
from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.factors.model import FactorUse
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note

FAILURES = 5
"""Wrong proofs in a row that lock a person out."""
_OFTEN = 5
_WINDOW = timedelta(minutes=5)
_PAUSES = {
    "sms": (timedelta(seconds=30), "E0000109"),
    "call": (timedelta(seconds=30), "E0000133"),
    "email": (timedelta(seconds=5), "E0000118"),
}
_TOO_MANY = {"sms": "E0000204", "call": "E0000205", "email": "E0000047"}


def need_pause(tenant: Tenant, user: User, kind: str, to: str) -> None:
    """One message to a phone in 30 s, one to a mailbox in 5 s. Raises ApiError."""
    pause, code = _PAUSES[kind]
    since = tenant.clock.now() - pause
    for challenge in tenant.challenges.of(user.id):
        if challenge.to == to and clock.parse(challenge.sent) > since:
            raise ApiError(code)


def need_resend(tenant: Tenant, user: User, kind: str) -> None:
    """Five messages in five minutes, and none once the activations are used up."""
    use = _use(tenant, user)
    if max(_recent(tenant, use.resends), _recent(tenant, use.activations)) >= _OFTEN:
        raise ApiError(_TOO_MANY[kind])


def need_activation(tenant: Tenant, user: User) -> None:
    """Five attempts to activate in five minutes."""
    if _recent(tenant, _use(tenant, user).activations) >= _OFTEN:
        raise ApiError("E0000047")


def count_activation(tenant: Tenant, user: User) -> None:
    use = _use(tenant, user)
    use.activations = [*use.activations, tenant.clock.stamp()][-_OFTEN:]
    tenant.factor_uses.put(use)


def count_resend(tenant: Tenant, user: User) -> None:
    use = _use(tenant, user)
    use.resends = [*use.resends, tenant.clock.stamp()][-_OFTEN:]
    tenant.factor_uses.put(use)


def succeeded(tenant: Tenant, user: User, factor: Factor) -> None:
    """The person proved himself: wrong tries are forgiven."""
    use = tenant.factor_uses.get(user.id)
    if use is not None and use.failures:
        use.failures = 0
        tenant.factor_uses.put(use)
    note(tenant, "user.authentication.verify", user, factor)


def failed(tenant: Tenant, user: User, factor: Factor, error: ApiError) -> NoReturn:
    """A wrong proof: the fifth in a row locks the person out. Raises `error`, or E0000069."""
    use = _use(tenant, user)
    use.failures += 1
    locks = use.failures >= FAILURES
    if locks:
        use.failures = 0
    tenant.factor_uses.put(use)
    _note_failure(tenant, user, factor, error.summary)
    if locks and user.status in signin.LOCKABLE:
        signin.lock_out(tenant, user)
        raise ApiError("E0000069")
    raise error


def rejected(tenant: Tenant, user: User, factor: Factor) -> None:
    """The person said no to a push, which is no wrong proof: it does not lock him out."""
    _note_failure(tenant, user, factor, "The user rejected the push")


def _note_failure(tenant: Tenant, user: User, factor: Factor, reason: str) -> None:
    note(tenant, "user.authentication.verify", user, factor, outcome="FAILURE", reason=reason)


def _use(tenant: Tenant, user: User) -> FactorUse:
    return tenant.factor_uses.get(user.id) or FactorUse(user.id)


def _recent(tenant: Tenant, stamps: list[str]) -> int:
    since = tenant.clock.now() - _WINDOW
    return sum(clock.parse(each) > since for each in stamps)
