"""Remove from group: end a person's membership (Okta: DELETE on the group's user).

Where a rule put the person there, Okta writes an exclusion into the rule, or the rule would put the
person back.
"""

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


class JoinedGroupParameters(Parameters):
    group: Annotated[int, Picker("okta.joined_group")] = Field(
        title="Group", description="Built-in and imported groups cannot be changed here."
    )


class RemoveFromGroup(Action):
    """Okta removes members of OKTA_GROUP groups only."""

    key = "okta.group.remove_member"
    title = "Remove from group"
    section = Section.GROUPS
    description = "End the membership of a group, and with it what the group gives."
    slash = "/okta remove from group"
    risk = Risk.MEDIUM
    scopes = ("okta.groups.manage",)
    danger = True
    parameters = JoinedGroupParameters

    def confirm_label(self, target: Target) -> str:
        return f"Remove {target.name} from group"

    def permitted(self, order: Order, role: Role) -> Verdict:
        return memberships.permitted(order.picked["group"], role, "remove people from")

    def effects(self, target: Target) -> list[str]:
        return [
            f"{target.name} is no member of the group any more.",
            "Applications that only this group gave are taken away at once.",
            "Where a group rule put the person there, Okta also excludes the person from that rule.",
            "Adding the person again later does not end that exclusion.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        group, user = order.picked["group"].external_id, order.target.external_id
        found = await door.group(group)
        groups = await door.groups_of(user)
        member = any(each["id"] == group for each in groups.items)
        facts = {
            "member": member,
            "group_type": found.type,
            "has_admin_privilege": found.has_admin_privilege,
            "rules": await door.rules_of_member(group, user) if member else [],
        }
        return Observation(facts, (groups.call,))

    def decide(self, seen: Observation, order: Order) -> Decision:
        group = order.picked["group"]
        if not seen.facts["member"]:
            return Already(f"{order.target.name} was no member of {group.label}; nothing was sent.")
        return memberships.refusal(seen, group) or Go(Write("DELETE", memberships.path(order)))

    def prove(self, trial: Trial) -> Proof:
        return Proof.DOES_NOT_HOLD if trial.after.facts["member"] else Proof.HOLDS

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        name, said = order.target.name, f"Removed from {order.picked['group'].label}."
        rules = before.facts.get("rules")
        if rules is None:
            return f"{said} Okta does not say here whether a rule had put {name} there."
        if not rules:
            return said
        would, it = ("would", "it") if len(rules) == 1 else ("would each", "them")
        return f"{said} {_rules(rules)} {would} put {name} back; Okta added an exclusion to {it}."


def _rules(names: list[str]) -> str:
    return f"{'Rule' if len(names) == 1 else 'Rules'} {', '.join(names)}"
