"""Add to group: make a person a direct member (Okta: PUT on the group's user)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from deskhand.actions.declare import (
    Action,
    Already,
    Decision,
    Go,
    Observation,
    Order,
    Parameters,
    Picker,
    Proof,
    Risk,
    Section,
    Target,
    Trial,
    Write,
)
from deskhand.integrations.okta.actions import memberships
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.kernel.permissions import Role, Verdict


class GroupParameters(Parameters):
    group: Annotated[int, Picker("okta.group")] = Field(
        title="Group", description="Built-in and imported groups cannot be changed here."
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
        return memberships.permitted(order.picked["group"], role, "add people to")

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
        return memberships.refusal(seen, group) or Go(Write("PUT", memberships.path(order)))

    def prove(self, trial: Trial) -> Proof:
        return Proof.HOLDS if trial.after.facts["member"] else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return f"Added to {order.picked['group'].label}."
