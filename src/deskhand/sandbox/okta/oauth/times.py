"""Moments that a client states in what it signs, and identifiers that count once.

Clients state the time of their own machine. Where a test moved the tenant's time, they cannot know
of that, so a moment is right if it is by either of the two.
"""

from __future__ import annotations

from collections.abc import Callable

from deskhand.sandbox.okta.oauth.model import UsedId
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token

_FARTHEST = 1e12


def fault_in(tenant: Tenant, check: Callable[[int], str | None]) -> str | None:
    """What `check` finds wrong at the tenant's time (seconds since 1970), unless the machine's suits."""
    now = tenant.clock.now()
    told = check(int(now.timestamp()))
    if told is None or not tenant.clock.offset:
        return told
    return told if check(int((now - tenant.clock.offset).timestamp())) else None


def first_use(tenant: Tenant, owner: str, jti: str, seconds: int) -> bool:
    """Whether this owner's identifier is new; from now on it is not, for that long."""
    # By the machine's time, which nobody moves: a moved clock makes nothing new again.
    now = int((tenant.clock.now() - tenant.clock.offset).timestamp())
    _forget(tenant, now)
    key = hash_token(f"{owner} {jti}")
    known = tenant.used_ids.get(key)
    if known is not None and known.expires > now:
        return False
    tenant.used_ids.put(UsedId(key, now + seconds))
    return True


def seconds_of(value: object) -> int | None:
    """A NumericDate of a token; None for what is none."""
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > _FARTHEST:
        return None
    return int(value)


def _forget(tenant: Tenant, now: int) -> None:
    """Drop the oldest while they are out of date; those behind a younger one wait for it."""
    while (oldest := next(iter(tenant.used_ids), None)) is not None and oldest.expires <= now:
        tenant.used_ids.remove(oldest.id)
