"""An organisation is never left without a super administrator."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from deskhand.sandbox.okta.errors import WrongState
from deskhand.sandbox.okta.state.model import Group, Role, User
from deskhand.sandbox.okta.state.tenant import Tenant

Ends = Callable[[User, str, Role], bool]
"""Whether a person is to lose a role that comes from the holder of this id: himself or a group."""


def need_another(tenant: Tenant, ends: Ends) -> None:
    """Raises E0000001 when what is to end is all that makes anybody a super administrator."""
    held = list(_held(tenant))
    if held and all(ends(*each) for each in held):
        raise WrongState("superAdmin", "The last super administrator cannot be removed")


def _held(tenant: Tenant) -> Iterator[tuple[User, str, Role]]:
    """Every way in which somebody who is not deactivated is a super administrator."""
    for user_id in tenant.memberships.of_left(tenant.administrators.id):
        user = tenant.users[user_id]
        if "DEPROVISIONED" in {user.status, user.transition_to}:
            continue
        holders: list[User | Group] = [user]
        holders.extend(tenant.groups[key] for key in tenant.memberships.of_right(user_id))
        for holder in holders:
            for role in holder.roles:
                if role.type == "SUPER_ADMIN":
                    yield user, holder.id, role
