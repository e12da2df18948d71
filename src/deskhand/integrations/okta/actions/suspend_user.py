"""Suspend user: block sign-in and end sessions, keep groups and apps (Okta: `lifecycle/suspend`)."""

from __future__ import annotations

from datetime import datetime

from deskhand.actions.declare import (
    Action,
    Advice,
    Already,
    Decision,
    Go,
    Observation,
    Order,
    Proof,
    Refuse,
    Risk,
    Section,
    Target,
    Write,
)
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.kernel.permissions import YES, Verdict, no

# Okta suspends from ACTIVE only; what stands in the way otherwise, and what helps.
_BLOCKED_BY = {
    "STAGED": "has not been activated yet and cannot sign in anyway",
    "PROVISIONED": "has not finished the activation; Okta suspends active people only",
    "RECOVERY": "is in a password reset; Okta suspends active people only",
    "PASSWORD_EXPIRED": "has an expired password; Okta suspends active people only",
    "LOCKED_OUT": "is locked out; Okta suspends active people only",
    "DEPROVISIONED": "is deprovisioned and cannot sign in",
}


class SuspendUser(Action):
    """Only from ACTIVE. Groups and application assignments are kept."""

    key = "okta.user.suspend"
    title = "Suspend user"
    section = Section.USER
    description = "Block sign-in and end sessions; groups and apps stay."
    slash = "/okta suspend user"
    risk = Risk.HIGH
    scopes = ("okta.users.manage",)
    danger = True
    joined_by = ""

    def confirm_label(self, target: Target) -> str:
        return f"Suspend {target.name}"

    def possible(self, target: Target) -> Verdict:
        if target.status == "SUSPENDED":
            return no(f"{target.name} is suspended already.")
        blocked = _BLOCKED_BY.get(target.status)
        return no(f"{target.name} {blocked}.") if blocked else YES

    def effects(self, target: Target) -> list[str]:
        return [
            f"{target.name} cannot sign in to Okta and is signed out of it at once.",
            "Groups and application assignments are kept.",
            "Sessions inside applications may live on until they expire there.",
            "Unsuspending in Okta restores sign-in; ended sessions do not come back.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        user = await door.user(order.target.external_id)
        return Observation({"status": user.status}, (user.call,))

    def decide(self, seen: Observation, order: Order) -> Decision:
        status = seen.facts["status"]
        if status == "SUSPENDED":
            return Already(f"{order.target.name} was suspended already; nothing was sent.")
        blocked = _BLOCKED_BY.get(status)
        if blocked is not None:
            return Refuse(
                f"{order.target.name} {blocked}. Nothing was sent.",
                Advice("The directory has been read anew; choose what fits this status."),
            )
        path = f"/api/v1/users/{order.target.external_id}/lifecycle/suspend"
        return Go(Write("POST", path))

    def prove(
        self, before: Observation, after: Observation, order: Order, since: datetime
    ) -> Proof:
        return Proof.HOLDS if after.facts["status"] == "SUSPENDED" else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return f"{order.target.name} is suspended; Okta shows the status SUSPENDED."
