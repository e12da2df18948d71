"""Unsuspend user: let a suspended person sign in again (Okta: `lifecycle/unsuspend`)."""

from __future__ import annotations

from deskhand.actions.declare import (
    Action,
    Already,
    Decision,
    Go,
    Observation,
    Order,
    Proof,
    Risk,
    Section,
    Target,
    Trial,
)
from deskhand.integrations.okta.actions import lifecycle
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.statuses import ACTIVE, SUSPENDED, blocked
from deskhand.kernel.permissions import YES, Verdict, no


class UnsuspendUser(Action):
    """The way back from a suspension: SUSPENDED becomes ACTIVE."""

    key = "okta.user.unsuspend"
    title = "Unsuspend user"
    section = Section.USER
    description = "Let a suspended person sign in again."
    slash = "/okta unsuspend user"
    risk = Risk.MEDIUM
    scopes = ("okta.users.manage",)
    joined_by = ""

    def confirm_label(self, target: Target) -> str:
        return f"Unsuspend {target.name}"

    def possible(self, target: Target) -> Verdict:
        if target.status == SUSPENDED:
            return YES
        if target.status == ACTIVE:
            return no(f"{target.name} is active, not suspended.")
        return no(blocked(target.name, target.status))

    def effects(self, target: Target) -> list[str]:
        return [
            f"{target.name} can sign in to Okta again, with the same password and factors.",
            "Groups and applications were kept and are in use again.",
            "Sessions that the suspension ended do not come back.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        return await lifecycle.look(door, order)

    def decide(self, seen: Observation, order: Order) -> Decision:
        status = seen.facts["status"]
        if status == ACTIVE:
            return Already(f"{order.target.name} was active already; nothing was sent.")
        if status != SUSPENDED:
            return lifecycle.refuse(blocked(order.target.name, status))
        return Go(lifecycle.call(order, "unsuspend"))

    def prove(self, trial: Trial) -> Proof:
        return Proof.HOLDS if trial.after.facts["status"] == ACTIVE else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return f"{order.target.name} is unsuspended; Okta shows the status ACTIVE."
