"""Questions on the phone: asked by whoever verifies, answered by the person who holds it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.factors import uses
from deskhand.sandbox.okta.factors.model import Push
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import Factor, User
from deskhand.sandbox.okta.state.tenant import Tenant

_LIFE = timedelta(minutes=5)
_KEPT = 20
_CHOICES = 3
_NUMBERS = range(1, 100)


class NotWaiting(Exception):  # noqa: N818  # named as what is the case
    """There is nothing to answer any more."""


def start(tenant: Tenant, factor: Factor, *, match: bool, source: str) -> Push:
    """Ask the phone. With `match` the person has to choose the number that his asker tells him.

    `source` says where the question comes from, as the phone shows it.
    """
    numbers = secrets.SystemRandom().sample(_NUMBERS, _CHOICES) if match else []
    now = tenant.clock.now()
    push = Push(
        id=tenant.ids.make("mst"),
        user_id=factor.user_id,
        factor_id=factor.id,
        created=clock.stamp(now),
        expires=clock.stamp(now + _LIFE),
        source=source,
        correct=secrets.choice(numbers) if match else None,
        numbers=numbers,
    )
    tenant.pushes.put(push)
    _forget_old(tenant, factor.user_id)
    return push


def result_of(tenant: Tenant, push: Push) -> str:
    """WAITING, SUCCESS, REJECTED or TIMEOUT."""
    if push.answer is not None:
        return push.answer
    return "WAITING" if push.expires > tenant.clock.stamp() else "TIMEOUT"


def pending_pushes(tenant: Tenant, user: User) -> list[Push]:
    """What the person's phone asks him now, oldest first."""
    found = [p for p in tenant.pushes.of(user.id) if result_of(tenant, p) == "WAITING"]
    return sorted(found, key=lambda push: (push.created, push.id))


def answer_push(tenant: Tenant, transaction: str, *, approve: bool, number: int | None) -> Push:
    """The person answers. Approving with a wrong number, or none, is a rejection.

    Raises NotWaiting when the question is answered, over or unknown.
    """
    push = tenant.pushes.get(transaction)
    if push is None or result_of(tenant, push) != "WAITING":
        raise NotWaiting
    right = approve and (push.correct is None or number == push.correct)
    push.answer = "SUCCESS" if right else "REJECTED"
    tenant.pushes.put(push)
    user, factor = tenant.users[push.user_id], tenant.factors[push.factor_id]
    if right:
        uses.succeeded(tenant, user, factor)
    else:
        uses.rejected(tenant, user, factor)
    return push


def cancel(tenant: Tenant, push: Push) -> None:
    """Raises E0000107 for one that is over."""
    if result_of(tenant, push) != "WAITING":
        raise ApiError("E0000107", "Only a push that is waiting can be cancelled.")
    tenant.pushes.remove(push.id)


def _forget_old(tenant: Tenant, user_id: str) -> None:
    over = sorted(
        (push.created, push.id)
        for push in tenant.pushes.of(user_id)
        if result_of(tenant, push) != "WAITING"
    )
    for _, key in over[:-_KEPT]:
        tenant.pushes.remove(key)
