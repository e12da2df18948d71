"""Activate user: open the account, or send the activation again.

Okta: `lifecycle/activate`, `lifecycle/reactivate`, and `lifecycle/unsuspend` where it was asked for.
"""

from __future__ import annotations

from pydantic import Field

from deskhand.actions.declare import (
    Action,
    Already,
    Await,
    Decision,
    Go,
    Observation,
    Order,
    Parameters,
    Proof,
    Reveals,
    Risk,
    SecretKind,
    Section,
    Target,
    Trial,
)
from deskhand.integrations.okta.actions import lifecycle
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.statuses import (
    ACTIVE,
    DEPROVISIONED,
    LOCKED_OUT,
    PASSWORD_EXPIRED,
    PROVISIONED,
    RECOVERY,
    STAGED,
    SUSPENDED,
    blocked,
)
from deskhand.kernel.permissions import YES, Verdict, no

_OPENED = {STAGED: "activate", DEPROVISIONED: "activate"}
_SENT_AGAIN = {PROVISIONED: "reactivate", RECOVERY: "reactivate"}
_LINK = Reveals(SecretKind.ACTIVATION_LINK, "activationUrl")


class ActivationParameters(Parameters):
    send_email: bool = Field(
        True,
        title="Send the activation e-mail",
        description="Without it the activation link is shown here once, to be handed over.",
    )
    also_unsuspend: bool = Field(
        False,
        title="Also unsuspend",
        description="Matters for suspended people only: they can sign in again, without an e-mail.",
    )


class ActivateUser(Action):
    """Okta activates in the background; who has no password yet becomes PROVISIONED, not ACTIVE."""

    key = "okta.user.activate"
    title = "Activate user"
    section = Section.USER
    description = "Open the account, or send the activation again."
    slash = "/okta activate user"
    risk = Risk.MEDIUM
    scopes = ("okta.users.manage",)
    parameters = ActivationParameters
    joined_by = ""

    def confirm_label(self, target: Target) -> str:
        return f"Activate {target.name}"

    def possible(self, target: Target) -> Verdict:
        if target.status == ACTIVE:
            return no(f"{target.name} is active already.")
        if target.status in {LOCKED_OUT, PASSWORD_EXPIRED}:
            return no(blocked(target.name, target.status))
        if target.transitioning_to == DEPROVISIONED:
            return no(_being_ended(target.name))
        return YES

    def irrelevant(self, target: Target) -> frozenset[str]:
        return frozenset({"send_email" if target.status == SUSPENDED else "also_unsuspend"})

    def effects(self, target: Target) -> list[str]:
        name = target.name
        if target.status == SUSPENDED:
            return [
                f"{name} is suspended: nothing happens unless “Also unsuspend” is chosen.",
                "Unsuspended, the same password, groups and applications are back in use.",
            ]
        if target.status in _SENT_AGAIN:
            return [
                f"Okta makes a new activation link for {name}; an earlier one may stop working.",
                f"It goes to {target.email}, or is shown here once if no e-mail is sent.",
                "The status stays as it is until the person has used the link.",
            ]
        back = (
            "What groups give comes back by itself; direct assignments and data do not."
            if target.status == DEPROVISIONED
            else "Applications that groups give are assigned by Okta."
        )
        return [
            f"The account of {name} is opened; Okta does it in the background.",
            f"The link goes to {target.email}, or is shown here once if no e-mail is sent.",
            "Without a password the person is PROVISIONED until one is set.",
            back,
        ]

    def reveals(self, order: Order) -> SecretKind | None:
        # Unsuspending gives no link.
        asked = not order.values["send_email"] and order.target.status != SUSPENDED
        return _LINK.kind if asked else None

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        return await lifecycle.look(door, order)

    def decide(self, seen: Observation, order: Order) -> Decision:
        name, status = order.target.name, seen.facts["status"]
        if seen.facts["transitioning_to"] == DEPROVISIONED:
            return lifecycle.refuse(_being_ended(name))
        if status == ACTIVE:
            return Already(f"{name} was active already; nothing was sent.")
        if seen.facts["transitioning_to"] is not None:
            return Await(f"Okta is activating {name} already; nothing was sent.")
        if status == SUSPENDED:
            if order.values["also_unsuspend"]:
                return Go(lifecycle.call(order, "unsuspend"))
            return lifecycle.refuse(
                f"{name} is suspended; use Unsuspend user, or choose “Also unsuspend”."
            )
        operation = _OPENED.get(status) or _SENT_AGAIN.get(status)
        if operation is None:
            return lifecycle.refuse(blocked(name, status))
        send = order.values["send_email"]
        query = {"sendEmail": "true" if send else "false"}
        return Go(lifecycle.call(order, operation, query, None if send else _LINK))

    def prove(self, trial: Trial) -> Proof:
        status = trial.after.facts["status"]
        if trial.after.facts["transitioning_to"] is not None:
            return Proof.UNDER_WAY
        if status == ACTIVE:
            return Proof.HOLDS
        if trial.before.facts.get("status") in _SENT_AGAIN:
            # A link that was made again leaves no trace in the user.
            return Proof.HOLDS if trial.accepted else Proof.CANNOT_TELL
        return Proof.HOLDS if status == PROVISIONED else Proof.DOES_NOT_HOLD

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        name, was = order.target.name, before.facts.get("status")
        if was == SUSPENDED:
            return f"{name} is unsuspended; Okta shows the status {after.facts['status']}."
        link = (
            f"Okta mailed the activation link to {name}."
            if order.values["send_email"]
            else f"An activation link for {name} was made, to be handed over."
        )
        if was in _SENT_AGAIN:
            return f"{link} Okta shows the status {after.facts['status']} until it is used."
        if after.facts["status"] == PROVISIONED:
            return f"{name} is provisioned and has to set a password first. {link}"
        return f"{name} is active; Okta shows the status ACTIVE. {link}"


def _being_ended(name: str) -> str:
    return f"Okta is deprovisioning {name} at the moment; activate again when that has ended."
