"""Restore sessions: undo what keeps a person from signing in, as far as Okta can.

Okta brings no ended session back. What can be undone is the block: `lifecycle/unsuspend` or
`lifecycle/unlock`.
"""

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
from deskhand.integrations.okta.actions.statuses import ACTIVE, LOCKED_OUT, SUSPENDED, blocked
from deskhand.kernel.permissions import YES, Verdict, no

_UNDOES = {SUSPENDED: "unsuspend", LOCKED_OUT: "unlock"}


class RestoreSessions(Action):
    """Possible for active people too: the answer then says that nothing is in the way."""

    key = "okta.user.restore_sessions"
    title = "Restore sessions (restore sign-in)"
    section = Section.USER
    description = "Unsuspend or unlock, so that the person can sign in again."
    slash = "/okta restore sessions"
    risk = Risk.MEDIUM
    scopes = ("okta.users.manage",)

    def confirm_label(self, target: Target) -> str:
        return f"Restore sign-in for {target.name}"

    def possible(self, target: Target) -> Verdict:
        if target.status == ACTIVE:
            return YES
        reason = _stands_in_the_way(target.name, target.status, target.credential_provider)
        return YES if reason is None else no(reason)

    def effects(self, target: Target) -> list[str]:
        name = target.name
        if target.status == ACTIVE:
            return [
                f"{name} is active and can sign in: Deskhand looks again and changes nothing.",
                "Sessions that were ended cannot be re-created.",
            ]
        undone = "lock-out" if target.status == LOCKED_OUT else "suspension"
        return [
            f"The {undone} ends, and {name} can sign in again with the same password.",
            "Sessions that were ended cannot be re-created.",
            "Groups and applications stay as they are.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        return await lifecycle.look(door, order)

    def decide(self, seen: Observation, order: Order) -> Decision:
        name, status = order.target.name, seen.facts["status"]
        if status == ACTIVE:
            return Already(f"Sessions cannot be re-created; {name} can sign in now.")
        reason = _stands_in_the_way(name, status, seen.facts["provider"])
        if reason is not None:
            return lifecycle.refuse(reason)
        return Go(lifecycle.call(order, _UNDOES[status]))

    def prove(self, trial: Trial) -> Proof:
        return Proof.HOLDS if trial.after.facts["status"] == ACTIVE else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        undone = "unlocked" if before.facts.get("status") == LOCKED_OUT else "unsuspended"
        return (
            f"{order.target.name} is {undone} and can sign in again; sessions that were ended "
            "cannot be re-created."
        )


def _stands_in_the_way(name: str, status: str, provider: str | None) -> str | None:
    if status not in _UNDOES:
        return blocked(name, status)
    keeper = statuses.keeper(provider)
    if status == LOCKED_OUT and keeper is not None:
        return statuses.unlock_elsewhere(name, keeper)
    return None
