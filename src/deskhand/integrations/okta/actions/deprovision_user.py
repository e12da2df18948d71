"""Deprovision user: end the account and its apps for good (Okta: `lifecycle/deactivate`)."""

from __future__ import annotations

from deskhand.actions.declare import (
    Action,
    Already,
    Await,
    Decision,
    Go,
    Observation,
    Order,
    Proof,
    Risk,
    Section,
    Target,
    Trial,
    Write,
)
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.statuses import DEPROVISIONED
from deskhand.kernel.permissions import YES, Role, Verdict, no


class DeprovisionUser(Action):
    """Never `DELETE /users`: deleting is another act, which Deskhand does not offer.

    Okta does it in the background; the run is pending until `transitioningToStatus` is gone.
    """

    key = "okta.user.deprovision"
    title = "Deprovision user"
    section = Section.USER
    description = "End the account: sign-in and app assignments go, and do not come back."
    slash = "/okta deprovision user"
    risk = Risk.HIGH
    scopes = ("okta.users.manage",)
    danger = True
    joined_by = ""
    needs_role = Role.ADMINISTRATOR
    restriction = "Only an administrator may deprovision people."
    typed_name = True

    def confirm_label(self, target: Target) -> str:
        return f"Deprovision {target.name}"

    def possible(self, target: Target) -> Verdict:
        if target.status == DEPROVISIONED:
            return no(f"{target.name} is deprovisioned already.")
        return YES

    def effects(self, target: Target) -> list[str]:
        return [
            f"{target.name} cannot sign in any more, and all sessions end.",
            "Every active application is taken away; accounts that Okta provisions may be deleted.",
            "Group memberships stay, and so do assignments to inactive applications.",
            "Activating again later brings back what groups give, but no direct assignments or data.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        user = await door.user(order.target.external_id)
        facts = {"status": user.status, "transitioning_to": user.transitioning_to}
        return Observation(facts, (user.call,))

    def decide(self, seen: Observation, order: Order) -> Decision:
        if seen.facts["status"] == DEPROVISIONED and seen.facts["transitioning_to"] is None:
            return Already(f"{order.target.name} was deprovisioned already; nothing was sent.")
        if seen.facts["transitioning_to"] == DEPROVISIONED:
            return Await(f"Okta is deprovisioning {order.target.name} already; nothing was sent.")
        path = f"/api/v1/users/{order.target.external_id}/lifecycle/deactivate"
        return Go(Write("POST", path, query={"sendEmail": "false"}, background=True))

    def prove(self, trial: Trial) -> Proof:
        facts = trial.after.facts
        if facts["transitioning_to"] is not None:
            return Proof.UNDER_WAY
        return Proof.HOLDS if facts["status"] == DEPROVISIONED else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        return f"{order.target.name} is deprovisioned; Okta shows the status DEPROVISIONED."
