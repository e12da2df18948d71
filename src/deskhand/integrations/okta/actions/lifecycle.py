"""What the actions on a user's status share: the look at it, and the call that changes it."""

from __future__ import annotations

from deskhand.actions.declare import Advice, Observation, Order, Refuse, Reveals, Write
from deskhand.integrations.okta.actions.door import OktaDoor

_READ_ANEW = Advice("The directory has been read anew; choose what fits this status.")


async def look(door: OktaDoor, order: Order) -> Observation:
    """Facts: `status`, `transitioning_to` (or null), `provider` (who keeps the password)."""
    user = await door.user(order.target.external_id)
    facts = {
        "status": user.status,
        "transitioning_to": user.transitioning_to,
        "provider": user.provider,
    }
    return Observation(facts, (user.call,))


def call(
    order: Order,
    operation: str,
    query: dict[str, str] | None = None,
    reveals: Reveals | None = None,
) -> Write:
    """One of Okta's lifecycle operations on the person."""
    path = f"/api/v1/users/{order.target.external_id}/lifecycle/{operation}"
    return Write("POST", path, query=query or {}, reveals=reveals)


def refuse(reason: str) -> Refuse:
    """The status that the fresh look shows does not allow it."""
    return Refuse(f"{reason} Nothing was sent.", _READ_ANEW)
