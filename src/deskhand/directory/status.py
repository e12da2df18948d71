"""The provider's eight states of a user, in the five groups that people know."""

from __future__ import annotations

ACTIVE_GROUP = ("ACTIVE", "LOCKED_OUT", "PASSWORD_EXPIRED", "RECOVERY")
VISIBLE = (*ACTIVE_GROUP, "PROVISIONED")
GROUPS: dict[str, tuple[str, ...]] = {
    "Active": ACTIVE_GROUP,
    "Provisioned": ("PROVISIONED",),
    "Staged": ("STAGED",),
    "Suspended": ("SUSPENDED",),
    "Deprovisioned": ("DEPROVISIONED",),
}
ALL = tuple(status for group in GROUPS.values() for status in group)

_LABELS = {status: label for label, group in GROUPS.items() for status in group}
_BADGES = {
    "LOCKED_OUT": "Locked out",
    "PASSWORD_EXPIRED": "Password expired",
    "RECOVERY": "Recovery",
}
# The provider takes its time for a change of state and says meanwhile where it leads.
_UNDER_WAY = {
    "ACTIVE": "Activating…",
    "PROVISIONED": "Activating…",
    "SUSPENDED": "Suspending…",
    "DEPROVISIONED": "Deactivating…",
}


def label(status: str) -> str:
    """The group that a state belongs to; a state that is new to us is shown as it is."""
    return _LABELS.get(status, status.replace("_", " ").capitalize())


def badge(status: str, transitioning_to: str | None = None) -> str | None:
    """What sets a state apart within its group, or the change that is under way."""
    if transitioning_to is not None:
        return _UNDER_WAY.get(transitioning_to, f"Becoming {name(transitioning_to).lower()}…")
    return _BADGES.get(status)


def name(status: str) -> str:
    """What sets a state apart from all others, in words."""
    return badge(status) or label(status)


def chosen(wanted: str) -> tuple[str, ...] | None:
    """The states that a filter names: "visible", a group, or one state; None for "all"."""
    if wanted == "all":
        return None
    if wanted == "visible":
        return VISIBLE
    if wanted in _LABELS:
        return (wanted,)
    return GROUPS.get(wanted.capitalize(), (wanted.upper(),))
