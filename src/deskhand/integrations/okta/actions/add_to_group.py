"""Add to group: make a person a direct member (Okta: PUT on the group's user)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from deskhand.actions.declare import (
    Action,
    Advice,
    Already,
    Decision,
    Go,
    Observation,
    Order,
    Parameters,
    Picker,
    Proof,
    Refuse,
    Risk,
    Section,
    Target,
    Write,
)
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.kernel.permissions import YES, Role, Verdict, no

_NOT_WRITABLE = {
    "BUILT_IN": "is managed by Okta itself; its members cannot be changed",
    "APP_GROUP": "is imported from an application or directory; change it there",
}


class GroupParameters(Parameters):
    group: Annotated[int, Picker("okta.group")] = Field(
        title="Group", description="Only groups that Okta masters can be changed."
    )


class AddToGroup(Action):
    """Okta takes direct members in OKTA_GROUP groups only."""

    key = "okta.group.add_member"
    title = "Add to group"
    section = Section.GROUPS
    description = "Give the membership of a group, and with it the group's apps."
    slash = "/okta add to group"
    risk = Risk.MEDIUM
    scopes = ("okta.groups.manage",)
    parameters = GroupParameters

    def confirm_label(self, target: Target) -> str:
        return f"Add {target.name} to group"

    def permitted(self, order: Order, role: Role) -> Verdict:
        group = order.picked["group"]
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
            "Deskhand may add people to it."
        )

    def effects(self, target: Target) -> list[str]:
        return [
            f"{target.name} becomes a direct member of the group.",
            "Applications and policies of the group apply at once.",
            "Removing the membership takes them away again.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        group = order.picked["group"]
        found = await door.group(group.external_id)
        groups = await door.groups_of(order.target.external_id)
        facts = {
            "member": any(each["id"] == group.external_id for each in groups.items),
            "group_type": found.type,
            "has_admin_privilege": found.has_admin_privilege,
        }
        return Observation(facts, (groups.call,))

    def decide(self, seen: Observation, order: Order) -> Decision:
        group = order.picked["group"]
        if seen.facts["member"]:
            return Already(f"{order.target.name} was a member of {group.label} already.")
        kind = seen.facts["group_type"]
        if kind in _NOT_WRITABLE:
            return Refuse(f"{group.label} {_NOT_WRITABLE[kind]}. Nothing was sent.")
        if seen.facts["has_admin_privilege"] and not group.has_admin_privilege:
            return Refuse(
                f"{group.label} now carries Okta administrator rights. Nothing was sent.",
                Advice("That was not known when this was asked for. Run Sync now, then ask again."),
            )
        path = f"/api/v1/groups/{group.external_id}/users/{order.target.external_id}"
        return Go(Write("PUT", path))

    def prove(
        self, before: Observation, after: Observation, order: Order, since: datetime
    ) -> Proof:
        return Proof.HOLDS if after.facts["member"] else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return f"Added to {order.picked['group'].label}."
