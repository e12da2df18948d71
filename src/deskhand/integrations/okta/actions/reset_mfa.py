"""Reset MFA: unenrol every factor of a person (Okta: `lifecycle/reset_factors`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deskhand.actions.declare import (
    Action,
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
    Write,
)
from deskhand.directory import labels
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.kernel.permissions import YES, Verdict, no


class ResetMfa(Action):
    """Clears all enrolled factors. There is no way back: the person enrols again.

    Never answered with `already`: the factor list shows only what the enrolment policy allows, so
    an empty one does not prove that there are none, and the reset is always sent.
    """

    key = "okta.user.reset_mfa"
    title = "Reset MFA"
    section = Section.USER
    description = "Clear all enrolled factors, so that the person enrols again."
    slash = "/okta reset multi-factor"
    risk = Risk.HIGH
    scopes = ("okta.users.manage",)

    def possible(self, target: Target) -> Verdict:
        if target.status == "DEPROVISIONED":
            return no(f"{target.name} is deprovisioned and has no factors to reset.")
        return YES

    def effects(self, target: Target) -> list[str]:
        return [
            _removed(target),
            "Until new ones are enrolled, the password alone may open the account.",
            "Sessions that are open stay open.",
            "This cannot be undone.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        user = await door.user(order.target.external_id)
        factors = await door.factors(order.target.external_id)
        return Observation({"status": user.status, "factors": factors.items}, (factors.call,))

    def decide(self, seen: Observation, order: Order) -> Decision:
        if seen.facts["status"] == "DEPROVISIONED":
            return Refuse(f"{order.target.name} is deprovisioned; nothing was sent.")
        path = f"/api/v1/users/{order.target.external_id}/lifecycle/reset_factors"
        return Go(Write("POST", path))

    def prove(self, trial: Trial) -> Proof:
        before, after = trial.before.facts.get("factors", []), trial.after.facts["factors"]
        known, found = _ids(before), _ids(after)
        enrolled = _ids(_enrolled(before))
        # Only factors that were enrolled after the reset can be there now. One that was being set
        # up, and still is there, was never enrolled: alone it tells nothing without Okta's word.
        if not found & enrolled and (enrolled or trial.accepted or not found & known):
            return Proof.HOLDS
        since = (found - known) | (_ids(_enrolled(after)) - enrolled)
        return Proof.CANNOT_TELL if since else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        left = _ids(after.facts["factors"])
        listed = [each for each in before.facts.get("factors", []) if each["id"] not in left]
        if not listed:
            return "All factors cleared; none had been listed."
        cleared = ", ".join(labels.factor(each["label"], each["status"]) for each in listed)
        count = "1 factor" if len(listed) == 1 else f"{len(listed)} factors"
        return f"{count} cleared: {cleared}."


def _ids(factors: Iterable[dict[str, Any]]) -> set[str]:
    return {each["id"] for each in factors}


def _enrolled(factors: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in factors if each["status"] != labels.BEING_SET_UP]


def _removed(target: Target) -> str:
    said = f"Okta removes every factor that {target.name} has enrolled"
    return f"{said}: {', '.join(target.factors)}." if target.factors else f"{said}."
