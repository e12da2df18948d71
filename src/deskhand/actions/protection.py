"""Whom not everybody may act on: Okta's administrators, and the account that we act as."""

from __future__ import annotations

from collections.abc import Sequence

from deskhand.actions.declare import Target
from deskhand.kernel.permissions import YES, Role, Verdict, no


def verdict(target: Target, admin_groups: Sequence[str], role: Role) -> Verdict:
    """Whether this role may act on the person at all, with whatever action.

    `admin_groups`: names of the groups that give the person administrator rights in Okta.
    """
    if target.owns_connection:
        return no(
            "Deskhand itself acts in Okta as this account, so nothing is done to it from here."
        )
    if admin_groups and role is not Role.ADMINISTRATOR:
        return no(
            f"{target.name} has administrator rights in Okta through {', '.join(admin_groups)}. "
            "Only an administrator of Deskhand may act on this account."
        )
    return YES
