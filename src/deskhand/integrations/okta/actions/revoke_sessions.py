"""Revoke sessions: sign a person out of Okta (Okta: `DELETE /users/{id}/sessions`)."""

from __future__ import annotations

from pydantic import Field

from deskhand.actions.declare import (
    Action,
    Decision,
    Go,
    Observation,
    Order,
    Parameters,
    Proof,
    Risk,
    Section,
    Target,
    Trial,
    Write,
)
from deskhand.integrations.okta.actions import lifecycle
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.statuses import DEPROVISIONED, STAGED
from deskhand.kernel.permissions import YES, Verdict, no

# In neither can there be a session, and a run that says "done" would claim that some were ended.
_NOTHING_THERE = {
    STAGED: "has not been activated yet, so there are no sessions to revoke.",
    DEPROVISIONED: "is deprovisioned; Okta ended all sessions with that.",
}


class SessionParameters(Parameters):
    oauth_tokens: bool = Field(
        True,
        title="Revoke OAuth tokens too",
        description="Access and refresh tokens that Okta issued for the person.",
    )
    forget_devices: bool = Field(
        False,
        title="Forget remembered devices",
        description="Okta asks for multi-factor again on every device.",
    )


class RevokeSessions(Action):
    """Okta lists no sessions of a person, so only its own word proves it; repeating is harmless."""

    key = "okta.user.revoke_sessions"
    title = "Revoke sessions"
    section = Section.USER
    description = "End all Okta sessions, and OAuth tokens with them."
    slash = "/okta revoke sessions"
    risk = Risk.MEDIUM
    scopes = ("okta.users.manage",)
    danger = True
    parameters = SessionParameters

    def possible(self, target: Target) -> Verdict:
        reason = _NOTHING_THERE.get(target.status)
        return no(f"{target.name} {reason}") if reason else YES

    def effects(self, target: Target) -> list[str]:
        return [
            f"All Okta sessions of {target.name} end at once, with whatever else is chosen.",
            "Sessions inside applications and native apps may live on until they expire there.",
            "The password still works: the person can sign in again.",
            "Ended sessions cannot be brought back.",
        ]

    async def observe(self, door: OktaDoor, order: Order) -> Observation:
        return await lifecycle.look(door, order)

    def decide(self, seen: Observation, order: Order) -> Decision:
        reason = _NOTHING_THERE.get(seen.facts["status"])
        if reason is not None:
            return lifecycle.refuse(f"{order.target.name} {reason}")
        # Okta's own defaults differ from org to org.
        query = {
            "oauthTokens": "true" if order.values["oauth_tokens"] else "false",
            "forgetDevices": "true" if order.values["forget_devices"] else "false",
        }
        return Go(Write("DELETE", f"/api/v1/users/{order.target.external_id}/sessions", query))

    def prove(self, trial: Trial) -> Proof:
        return Proof.HOLDS if trial.accepted else Proof.HARMLESS

    def done(self, before: Observation, after: Observation, order: Order) -> str:
        ended = (
            "Okta sessions and OAuth tokens" if order.values["oauth_tokens"] else "Okta sessions"
        )
        said = f"{ended} of {order.target.name} are ended."
        if order.values["forget_devices"]:
            said += " Remembered devices are forgotten."
        return f"{said} Sessions inside applications may live on."
