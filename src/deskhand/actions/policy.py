"""What an administrator has set for each action: on or off, and in whose hands it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions import store_settings as store
from deskhand.actions.declare import Action
from deskhand.actions.model import ActionSetting
from deskhand.directory.problem import SETTINGS_PAGE
from deskhand.kernel import audit, clock, context
from deskhand.kernel.errors import FieldError, NextStep, invalid
from deskhand.kernel.permissions import YES, Permission, Role, Verdict, granted, no

_RANK = (Role.EMPLOYEE, Role.AGENT, Role.ADMINISTRATOR)
ACTIONS_PAGE = f"{SETTINGS_PAGE}?tab=actions"


@dataclass(frozen=True, slots=True)
class Setting:
    """How an action is set. `changed_at` and `changed_by` are null while the defaults hold."""

    action: Action
    enabled: bool
    roles: tuple[Role, ...]
    changed_at: datetime | None = None
    changed_by: str | None = None


def possible_roles(action: Action) -> tuple[Role, ...]:
    """Who may be allowed to run it at all, the mightiest first."""
    return tuple(
        role
        for role in reversed(_RANK)
        if Permission.ACTIONS_RUN in granted(role)
        and _RANK.index(role) >= _RANK.index(action.needs_role)
    )


async def settings(session: AsyncSession, actions: Iterable[Action]) -> dict[str, Setting]:
    """How each of these actions is set, by key."""
    rows = await store.all_rows(session)
    return {each.key: _setting(each, rows.get(each.key)) for each in actions}


async def setting(session: AsyncSession, action: Action) -> Setting:
    return (await settings(session, [action]))[action.key]


async def change(
    session: AsyncSession, action: Action, *, enabled: bool, roles: Iterable[Role]
) -> Setting:
    """Set it. Raises `invalid` for a role that may never run it, or when nobody is left."""
    allowed = possible_roles(action)
    wanted = set(roles)
    if not wanted <= set(allowed):
        reason = action.restriction or f"{action.title} is not for that role."
        raise invalid("This role cannot be allowed to run it.", FieldError("roles", reason))
    if enabled and not wanted:
        raise invalid(
            "Somebody must be allowed to run it.",
            FieldError("roles", "Choose a role, or switch the action off."),
        )
    row = await store.put(
        session,
        {
            "action_key": action.key,
            "enabled": enabled,
            "roles": [role for role in allowed if role in wanted],
            "changed_at": clock.now(),
            "changed_by": context.current().actor.name,
        },
    )
    audit.record(
        session,
        audit.Tag.ACTION_SETTING_CHANGE,
        f"action_setting/{action.key}",
        enabled=enabled,
        roles=list(row.roles),
    )
    return _setting(action, row)


def verdict(found: Setting, role: Role) -> Verdict:
    """Whether this role may run it as things are set."""
    action = found.action
    if not found.enabled:
        return no(
            f"{action.title} is switched off here.",
            NextStep("open", "Open the actions' settings", ACTIONS_PAGE),
        )
    if role in found.roles:
        return YES
    if role not in possible_roles(action) and action.restriction:
        return no(action.restriction)
    holders = " or ".join(f"an {each.value}" for each in found.roles)
    ask = f"Ask {holders}." if holders else "As it is set, nobody may run it."
    return no(
        f"{action.title} is not for your role ({role.value}). {ask}",
        NextStep("open", "Open the actions' settings", ACTIONS_PAGE),
    )


def _setting(action: Action, row: ActionSetting | None) -> Setting:
    allowed = possible_roles(action)
    if row is None:
        return Setting(action, enabled=True, roles=allowed)
    # A role that has lost the right since is left out, whatever the row says.
    roles = tuple(role for role in allowed if role in row.roles)
    return Setting(action, row.enabled, roles, row.changed_at, row.changed_by)
