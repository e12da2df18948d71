"""Unlock user: end a lock-out after failed sign-ins (Okta: `lifecycle/unlock`)."""

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
from deskhand.integrations.okta.actions import lifecycle, statuses
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.statuses import ACTIVE, LOCKED_OUT, blocked
from deskhand.kernel.permissions import YES, Verdict, no


class UnlockUser(Action):
    """Okta unlocks only those whose password it keeps itself."""

    key = "okta.user.unlock"
    title = "Unlock user"
    section = Section.USER
    description = "End a lock-out after failed sign-ins; the password stays."
    slash = "/okta unlock user"
    risk = Risk.LOW
    scopes = ("okta.users.manage",)
    joined_by = ""

    def confirm_label(self, target: Target) -> str:
        return f"Unlock {target.name}"

    def possible(self, target: Target) -> Verdict:
        if target.status == ACTIVE:
            return no(f"{target.name} is active, not locked out.")
        if target.status != LOCKED_OUT:
            return no(blocked(target.name, target.status))
        keeper = statuses.keeper(target.credential_provider)
        return YES if keeper is None else no(statuses.unlock_elsewhere(target.name, keeper))

    def effects(self, target: Target) -> list[str]:
        return [
            f"{target.name} can try to sign in again at once.",
            "The password stays the same; use Reset password if it is forgotten.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        return await lifecycle.look(door, order)

    def decide(self, seen: Observation, order: Order) -> Decision:
        name, status = order.target.name, seen.facts["status"]
        if status == ACTIVE:
            return Already(f"{name} was not locked out; nothing was sent.")
        if status != LOCKED_OUT:
            return lifecycle.refuse(blocked(name, status))
        keeper = statuses.keeper(seen.facts["provider"])
        if keeper is not None:
            return lifecycle.refuse(statuses.unlock_elsewhere(name, keeper))
        return Go(lifecycle.call(order, "unlock"))

    def prove(self, trial: Trial) -> Proof:
        return Proof.HOLDS if trial.after.facts["status"] == ACTIVE else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return f"{order.target.name} is unlocked; Okta shows the status ACTIVE."
