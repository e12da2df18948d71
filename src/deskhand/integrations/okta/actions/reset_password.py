"""Reset password: by mail, by a link, or with a temporary password that is shown once.

Okta: `lifecycle/reset_password` and `lifecycle/expire_password_with_temp_password`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pydantic import Field

from deskhand.actions.declare import (
    Action,
    Advice,
    Decision,
    Go,
    Observation,
    Order,
    Parameters,
    Pause,
    Proof,
    Refuse,
    Reveals,
    Risk,
    SecretKind,
    Section,
    Target,
    Trial,
    Write,
)
from deskhand.integrations.okta.actions import statuses
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.kernel.permissions import YES, Verdict, no

# A second mail makes the link of the first one useless.
_QUIET = timedelta(minutes=10)
_POSSIBLE = {
    statuses.ACTIVE,
    statuses.PROVISIONED,
    statuses.RECOVERY,
    statuses.PASSWORD_EXPIRED,
    statuses.LOCKED_OUT,
}
_LEADS_TO = {
    "email": statuses.RECOVERY,
    "link": statuses.RECOVERY,
    "temporary": statuses.PASSWORD_EXPIRED,
}
_REVEALS = {
    "link": Reveals(SecretKind.RESET_LINK, "resetPasswordUrl"),
    "temporary": Reveals(SecretKind.TEMPORARY_PASSWORD, "tempPassword"),
}


class PasswordParameters(Parameters):
    method: Literal["email", "link", "temporary"] = Field(
        "email",
        title="How",
        json_schema_extra={
            "x-labels": {
                "email": "Send a reset e-mail",
                "link": "Give me a reset link",
                "temporary": "Set a temporary password",
            },
            "x-help": {
                "email": "Okta mails a link. Choose another way if the mailbox is behind Okta.",
                "link": "Shown here once; hand it over on a way that only the person can read.",
                "temporary": "Shown here once; the person changes it at the next sign-in.",
            },
        },
    )
    revoke_sessions: bool = Field(
        False,
        title="Sign out of Okta everywhere",
        description="End all Okta sessions of the person as well.",
    )


class ResetPassword(Action):
    """Not repeatable without harm: what a lost answer held is gone, and that is said."""

    key = "okta.user.reset_password"
    title = "Reset password"
    section = Section.USER
    description = "Mail a reset link, or set a temporary password that is shown once."
    slash = "/okta reset password"
    risk = Risk.HIGH
    scopes = ("okta.users.manage",)
    danger = True
    parameters = PasswordParameters

    def possible(self, target: Target) -> Verdict:
        keeper = statuses.keeper(target.credential_provider)
        if keeper is not None:
            return no(f"The password of {target.name} is kept by {keeper}; reset it there.")
        if target.status not in _POSSIBLE:
            return no(_not_now(target.name, target.status))
        return YES

    def effects(self, target: Target) -> list[str]:
        return [
            f"{target.name} cannot sign in with the old password any more, from this moment on.",
            f"A mailed link goes to {target.email}, which is of no use if that opens through Okta.",
            "Any other link or password is shown here once, and destroyed after 30 minutes.",
            "This cannot be undone.",
        ]

    def reveals(self, order: Order) -> SecretKind | None:
        found = _REVEALS.get(order.values["method"])
        return found.kind if found is not None else None

    def pause(self, order: Order) -> Pause | None:
        if order.values["method"] != "email":
            return None
        reason = (
            f"A reset e-mail went to {order.target.name} a moment ago; another one would make its "
            "link useless."
        )
        return Pause(_QUIET, reason, {"method": "email"})

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        user = await door.user(order.target.external_id)
        facts = {"status": user.status, "provider": user.provider}
        return Observation(facts, (user.call,))

    def decide(self, seen: Observation, order: Order) -> Decision:
        name = order.target.name
        keeper = statuses.keeper(seen.facts["provider"])
        if keeper is not None:
            return Refuse(f"The password of {name} is kept by {keeper}. Nothing was sent.")
        if seen.facts["status"] not in _POSSIBLE:
            return Refuse(
                f"{_not_now(name, seen.facts['status'])} Nothing was sent.",
                Advice("The directory has been read anew; choose what fits this status."),
            )
        user = f"/api/v1/users/{order.target.external_id}/lifecycle"
        method = order.values["method"]
        revoke = {"revokeSessions": "true"} if order.values["revoke_sessions"] else {}
        if method == "temporary":
            path = f"{user}/expire_password_with_temp_password"
            return Go(Write("POST", path, query=revoke, reveals=_REVEALS[method]))
        query = {"sendEmail": "true" if method == "email" else "false", **revoke}
        return Go(
            Write("POST", f"{user}/reset_password", query=query, reveals=_REVEALS.get(method))
        )

    def prove(self, trial: Trial) -> Proof:
        goal = _LEADS_TO[trial.order.values["method"]]
        if trial.after.facts["status"] != goal:
            return Proof.DOES_NOT_HOLD
        # Who was in that status before shows nothing new; only Okta's word tells.
        told = trial.accepted or trial.before.facts["status"] != goal
        return Proof.HOLDS if told else Proof.CANNOT_TELL

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        method, name = order.values["method"], order.target.name
        ended = " Okta sessions were ended." if order.values["revoke_sessions"] else ""
        if method == "email":
            return f"Okta mailed a reset link to {name}; no sign-in until it is used.{ended}"
        if method == "link":
            return f"A reset link for {name} was made, to be handed over.{ended}"
        return f"A temporary password for {name} was set, to be handed over.{ended}"


def _not_now(name: str, status: str) -> str:
    said = f"{name} {statuses.words(status)}"
    if status == statuses.SUSPENDED:
        return f"{said}; unsuspend first."
    if status in {statuses.STAGED, statuses.DEPROVISIONED}:
        return f"{said}; activate first."
    return f"{said}; Okta resets no password then."
