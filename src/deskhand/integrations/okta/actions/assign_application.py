"""Assign application: give it to one person directly (Okta: POST on the application's users)."""

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
from deskhand.integrations.okta.actions import assignments, lifecycle
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.statuses import DEPROVISIONED, SUSPENDED, words
from deskhand.kernel.permissions import YES, Verdict, no

# To them Okta answers 403 E0000117.
_NOT_GIVEN = {SUSPENDED, DEPROVISIONED}


class ApplicationParameters(Parameters):
    application: Annotated[int, Picker("okta.application")] = Field(
        title="Application", description="Where a group gives it, joining the group is the way."
    )


class AssignApplication(Action):
    """Never beside a group that gives it: a second path is one that nobody takes away again."""

    key = "okta.application.assign"
    title = "Assign application"
    section = Section.APPLICATIONS
    description = "Give one person an application directly."
    slash = "/okta add applications"
    risk = Risk.MEDIUM
    scopes = ("okta.apps.manage",)
    parameters = ApplicationParameters

    def confirm_label(self, target: Target) -> str:
        return f"Assign application to {target.name}"

    def possible(self, target: Target) -> Verdict:
        return no(_inactive(target.name, target.status)) if target.status in _NOT_GIVEN else YES

    def effects(self, target: Target) -> list[str]:
        return [
            f"{target.name} gets the application directly, not through a group.",
            "It stays until it is removed here or in Okta; leaving groups does not take it away.",
            "Where Okta provisions it, an account is made there; that may cost a licence.",
            "If a group gives it already, nothing is changed.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        user = await door.user(order.target.external_id)
        app = await door.app(order.picked["application"].external_id)
        seen, paths = await assignments.paths(door, order)
        facts = {"status": user.status, "app_status": app.status, **paths}
        return Observation(facts, (seen.call,))

    def decide(self, seen: Observation, order: Order) -> Decision:
        app, name, facts = order.picked["application"].label, order.target.name, seen.facts
        through = assignments.through(facts["through"])
        if facts["scope"] == "USER":
            also = f", and {through}" if facts["through"] else ""
            return Already(f"{name} had {app} already, directly{also}; nothing was sent.")
        if facts["scope"] is not None:
            return Already(
                f"{name} had {app} already, {through}. A direct assignment would be a second path, "
                "so none was made."
            )
        if facts["app_status"] != "ACTIVE":
            return Refuse(
                f"{app} is inactive in Okta. Nothing was sent.",
                Advice("Activate the application in Okta first, or choose another one."),
            )
        if facts["status"] in _NOT_GIVEN:
            return lifecycle.refuse(_inactive(name, facts["status"]))
        if facts["through"]:
            return Already(
                f"{name} gets {app} {through}; Okta assigns it shortly. A direct assignment would "
                "be a second path, so none was made."
            )
        body = {"id": order.target.external_id, "scope": "USER"}
        return Go(Write("POST", assignments.path(order), json=body))

    def prove(self, trial: Trial) -> Proof:
        return Proof.DOES_NOT_HOLD if trial.after.facts["scope"] is None else Proof.HOLDS

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        how = (
            "directly"
            if after.facts["scope"] == "USER"
            else assignments.through(after.facts["through"])
        )
        return f"{order.target.name} has {order.picked['application'].label} now, {how}."


def _inactive(name: str, status: str) -> str:
    return f"{name} {words(status)}; Okta gives applications to people who can become active only."
