"""Remove application: take a direct assignment away (Okta: DELETE on the application's user)."""

from __future__ import annotations

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
    Trial,
    Write,
)
from deskhand.integrations.okta.actions import assignments
from deskhand.integrations.okta.actions.door import OktaDoor


class AssignedApplicationParameters(Parameters):
    application: Annotated[int, Picker("okta.assigned_application")] = Field(
        title="Application", description="What a group gives is taken away with the group."
    )


class RemoveApplication(Action):
    """Okta refuses it while a group gives the application (E0000046), so nothing is sent then."""

    key = "okta.application.remove"
    title = "Remove application"
    section = Section.APPLICATIONS
    description = "Take away an application that was assigned directly."
    slash = "/okta remove application"
    risk = Risk.HIGH
    scopes = ("okta.apps.manage",)
    danger = True
    parameters = AssignedApplicationParameters

    def confirm_label(self, target: Target) -> str:
        return f"Remove application from {target.name}"

    def effects(self, target: Target) -> list[str]:
        return [
            f"{target.name} loses the application, and what Okta keeps of it for the person.",
            "Where Okta provisions it, the account there may be deactivated and its data lost.",
            "Assigning it again later does not bring that data back.",
            "If a group gives it, nothing is changed and the group is named.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        seen, facts = await assignments.paths(door, order)
        return Observation(facts, (seen.call,))

    def decide(self, seen: Observation, order: Order) -> Decision:
        app, name, facts = order.picked["application"].label, order.target.name, seen.facts
        if facts["scope"] is None:
            return Already(f"{name} did not have {app}; nothing was sent.")
        if facts["scope"] != "USER" or facts["through"]:
            also = "directly and " if facts["scope"] == "USER" else ""
            through = assignments.through(facts["through"])
            return Refuse(
                f"{name} has {app} {also}{through}. Nothing was sent.",
                Advice(
                    f"Use Remove from group to take {name} out first; Okta does not take an "
                    "application away while a group gives it."
                ),
            )
        return Go(Write("DELETE", f"{assignments.path(order)}/{order.target.external_id}"))

    def prove(self, trial: Trial) -> Proof:
        return Proof.HOLDS if trial.after.facts["scope"] is None else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return f"{order.target.name} has {order.picked['application'].label} no more."
