"""Suspend user: block sign-in and end sessions, keep groups and apps (Okta: `lifecycle/suspend`)."""

from __future__ import annotations

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
    Trial,
)
from deskhand.integrations.okta.actions import lifecycle, statuses
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.statuses import ACTIVE, DEPROVISIONED, STAGED, SUSPENDED
from deskhand.kernel.permissions import YES, Verdict, no

_FENCE = Advice(
    "The directory has been read anew. What fences an account that is not active is Revoke "
    "sessions, or Deprovision user."
)


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
        if target.status == SUSPENDED:
            return no(f"{target.name} is suspended already.")
        return YES if target.status == ACTIVE else no(_blocked(target.name, target.status))

    def effects(self, target: Target) -> list[str]:
        return [
            f"{target.name} cannot sign in to Okta and is signed out of it at once.",
            "Groups and application assignments are kept.",
            "Sessions inside applications may live on until they expire there.",
            "Unsuspend user restores sign-in; ended sessions do not come back.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        return await lifecycle.look(door, order)

    def decide(self, seen: Observation, order: Order) -> Decision:
        status = seen.facts["status"]
        if status == SUSPENDED:
            return Already(f"{order.target.name} was suspended already; nothing was sent.")
        if status != ACTIVE:
            return Refuse(f"{_blocked(order.target.name, status)} Nothing was sent.", _FENCE)
        return Go(lifecycle.call(order, "suspend"))

    def prove(self, trial: Trial) -> Proof:
        return Proof.HOLDS if trial.after.facts["status"] == SUSPENDED else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return f"{order.target.name} is suspended; Okta shows the status SUSPENDED."


def _blocked(name: str, status: str) -> str:
    said = f"{name} {statuses.words(status)}"
    if status in {STAGED, DEPROVISIONED}:
        return f"{said} and cannot sign in anyway."
    return f"{said}; Okta suspends active people only."
