"""What assigning and removing an application share: by which paths a person has it.

A path is the direct assignment, or a group that the application is assigned to.
"""

from __future__ import annotations

from typing import Any

from deskhand.actions.declare import Order
from deskhand.integrations.okta.actions.door import AppUserSeen, OktaDoor


def path(order: Order) -> str:
    """The collection of the application's people."""
    return f"/api/v1/apps/{order.picked['application'].external_id}/users"


async def paths(door: OktaDoor, order: Order) -> tuple[AppUserSeen, dict[str, Any]]:
    """Facts: `scope` (USER, GROUP, or null when not assigned), `through` (names of groups)."""
    app, user = order.picked["application"].external_id, order.target.external_id
    seen = await door.app_user(app, user)
    joined = await door.groups_of(user)
    giving = {each["id"] for each in (await door.groups_of_app(app)).items}
    through = sorted(each["name"] for each in joined.items if each["id"] in giving)
    return seen, {"scope": seen.scope, "through": through}


def through(names: list[str]) -> str:
    """The groups in a phrase that begins with "through"; Okta need not show us which they are."""
    if not names:
        return "through a group"
    return f"through {'group' if len(names) == 1 else 'groups'} {', '.join(names)}"
