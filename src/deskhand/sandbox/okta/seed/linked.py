"""The relation of managers to their reports, and who stands in it."""

from __future__ import annotations

from deskhand.sandbox.okta.linked.model import Link, LinkedObject, Side
from deskhand.sandbox.okta.seed.plan import Seeding

MANAGER = "manager"


def make(seeding: Seeding) -> None:
    """As the profiles' `managerId`, which holds a login, says; nobody is linked to himself."""
    tenant = seeding.tenant
    primary = Side(MANAGER, "Manager", "Who leads the person")
    tenant.linked_objects.put(
        LinkedObject(primary, Side("subordinate", "Subordinate", "Who reports to the person"))
    )
    # Every row holds the same tuple.
    names = (MANAGER,)
    for user in seeding.people:
        manager = tenant.find_user(str(user.profile.get("managerId", "")))
        if manager is not None and manager is not user:
            tenant.linked_people.put(Link(manager.id, user.id, names))
