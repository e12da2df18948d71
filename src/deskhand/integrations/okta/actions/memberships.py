"""What adding to and removing from a group share: which groups may be changed, and by whom."""

from __future__ import annotations

from deskhand.actions.declare import Advice, Observation, Order, Picked, Refuse
from deskhand.kernel.permissions import YES, Role, Verdict, no

_NOT_WRITABLE = {
    "BUILT_IN": "is managed by Okta itself; its members cannot be changed",
    "APP_GROUP": "is imported from an application or directory; change it there",
}


def path(order: Order) -> str:
    return f"/api/v1/groups/{order.picked['group'].external_id}/users/{order.target.external_id}"


def permitted(group: Picked, role: Role, verb: str) -> Verdict:
    """Whether this role may change the group's members; `verb` ends "may … it"."""
    if group.type in _NOT_WRITABLE:
        return no(f"{group.label} {_NOT_WRITABLE[group.type]}.")
    if role is Role.ADMINISTRATOR or group.has_admin_privilege is False:
        return YES
    if group.has_admin_privilege is None:
        return no(
            f"Okta has not said yet whether {group.label} carries administrator rights. Run "
            "Sync now, or ask an administrator of Deskhand."
        )
    return no(
        f"{group.label} carries Okta administrator rights. Only an administrator of "
        f"Deskhand may {verb} it."
    )


def refusal(seen: Observation, group: Picked) -> Refuse | None:
    """What a fresh look at the group shows to be in the way, by its facts."""
    kind = seen.facts["group_type"]
    if kind in _NOT_WRITABLE:
        return Refuse(f"{group.label} {_NOT_WRITABLE[kind]}. Nothing was sent.")
    if seen.facts["has_admin_privilege"] and not group.has_admin_privilege:
        return Refuse(
            f"{group.label} now carries Okta administrator rights. Nothing was sent.",
            Advice("That was not known when this was asked for. Run Sync now, then ask again."),
        )
    return None
