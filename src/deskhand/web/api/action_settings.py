"""Which actions are offered here, and to which roles."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from deskhand.actions.policy import Setting, possible_roles
from deskhand.kernel.permissions import Permission, Role
from deskhand.web.api.views import RoleName
from deskhand.web.edge import PartsDep, Reading, Writing, needs
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["actions"], responses=PROBLEMS)

ActionKey = Annotated[str, Path(max_length=100, examples=["okta.user.suspend"])]


class ActionSettingView(BaseModel):
    """How an action is set; `possible_roles` are those that may be allowed to run it at all.

    `note` says why another role cannot be. `changed_at` is null while the defaults hold.
    """

    key: str
    title: str
    group: Literal["User", "Groups", "Applications"]
    description: str
    risk: Literal["low", "medium", "high"]
    enabled: bool
    roles: list[RoleName]
    possible_roles: list[RoleName]
    note: str | None
    changed_at: datetime | None
    changed_by: str | None


class ActionSettingsView(BaseModel):
    items: list[ActionSettingView]


class ActionSettingBody(BaseModel):
    """The whole setting: whether the action is offered, and who may run it."""

    enabled: bool
    roles: Annotated[list[RoleName], Field(max_length=10)]


@router.get(
    "/action-settings",
    operation_id="listActionSettings",
    dependencies=[needs(Permission.CONNECTIONS_READ)],
)
async def list_action_settings(parts: PartsDep, session: Reading) -> ActionSettingsView:
    """Every action with how it is set, in the order in which the panel lists them."""
    found = await parts.actions.settings(session)
    return ActionSettingsView(items=[_view(each) for each in found])


@router.put(
    "/action-settings/{key}",
    operation_id="changeActionSetting",
    dependencies=[needs(Permission.CONNECTIONS_MANAGE)],
)
async def change_action_setting(
    key: ActionKey, body: ActionSettingBody, parts: PartsDep, session: Writing
) -> ActionSettingView:
    """Switch an action on or off and say who may run it. The gate obeys from the next order on."""
    roles = [Role(each) for each in body.roles]
    return _view(
        await parts.actions.change_setting(session, key, enabled=body.enabled, roles=roles)
    )


def _view(setting: Setting) -> ActionSettingView:
    action = setting.action
    return ActionSettingView.model_validate(
        {
            "key": action.key,
            "title": action.title,
            "group": action.section,
            "description": action.description,
            "risk": action.risk,
            "enabled": setting.enabled,
            "roles": setting.roles,
            "possible_roles": possible_roles(action),
            "note": action.restriction,
            "changed_at": setting.changed_at,
            "changed_by": setting.changed_by,
        }
    )
