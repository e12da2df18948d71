"""What the actions send, and what they take for proven: from looks alone, without an org."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.actions import form
from deskhand.actions.declare import Action, Go, Observation, Order, Proof, Target, Trial, Write
from deskhand.integrations.okta.actions import all_actions
from deskhand.kernel import clock

ACTIONS = {each.key.removeprefix("okta.user."): each for each in all_actions()}


def order(action: Action, **values: Any) -> Order:
    read = form.read(action, values).model_dump(mode="json")
    return Order(Target(1, "00u1", "Elena Moreau", "ACTIVE", email="e@acme.example"), {}, read)


def seen(status: str) -> Observation:
    return Observation({"status": status, "transitioning_to": None, "provider": "OKTA"})


def sent(key: str, status: str = "ACTIVE", **values: Any) -> Write:
    decision = ACTIONS[key].decide(seen(status), order(ACTIONS[key], **values))
    assert isinstance(decision, Go)
    return decision.write


def proof(key: str, before: str, after: str, *, accepted: bool, **values: Any) -> Proof:
    action = ACTIONS[key]
    trial = Trial(seen(before), seen(after), order(action, **values), clock.now(), accepted)
    return action.prove(trial)


@pytest.mark.parametrize("oauth_tokens", [True, False])
@pytest.mark.parametrize("forget_devices", [True, False])
def test_what_ends_with_the_sessions_is_always_said(
    oauth_tokens: bool, forget_devices: bool
) -> None:
    write = sent("revoke_sessions", oauth_tokens=oauth_tokens, forget_devices=forget_devices)
    assert write.query == {
        "oauthTokens": str(oauth_tokens).lower(),
        "forgetDevices": str(forget_devices).lower(),
    }


def test_a_deactivation_is_asked_for_in_the_background_and_mails_nobody() -> None:
    write = sent("deprovision")
    assert write.background
    assert (write.path, write.query) == (
        "/api/v1/users/00u1/lifecycle/deactivate",
        {"sendEmail": "false"},
    )


@pytest.mark.parametrize("status", ["PROVISIONED", "RECOVERY"])
def test_a_link_that_was_made_again_is_proven_by_oktas_word_alone(status: str) -> None:
    assert proof("activate", status, status, accepted=True) is Proof.HOLDS
    assert proof("activate", status, status, accepted=False) is Proof.CANNOT_TELL


@pytest.mark.parametrize(
    ("method", "goal"),
    [("email", "RECOVERY"), ("link", "RECOVERY"), ("temporary", "PASSWORD_EXPIRED")],
)
def test_a_reset_of_who_was_reset_before_is_proven_by_oktas_word_alone(
    method: str, goal: str
) -> None:
    again = {"before": goal, "after": goal, "method": method}
    assert proof("reset_password", **again, accepted=True) is Proof.HOLDS
    assert proof("reset_password", **again, accepted=False) is Proof.CANNOT_TELL
    fresh = {"before": "ACTIVE", "after": goal, "method": method}
    assert proof("reset_password", **fresh, accepted=False) is Proof.HOLDS


PUSH = {"id": "opf1", "label": "Okta Verify push", "status": "ACTIVE"}
SMS = {"id": "sms1", "label": "SMS", "status": "PENDING_ACTIVATION"}
NEW = {"id": "uft1", "label": "Google Authenticator", "status": "ACTIVE"}
STARTED = {**SMS, "id": "sms2"}
FINISHED = {**SMS, "status": "ACTIVE"}


def listed(factors: list[Any]) -> Observation:
    return Observation({"status": "ACTIVE", "factors": factors})


@pytest.mark.parametrize(
    ("before", "after", "lost", "told"),
    [
        # (factors before and after; what is proven without Okta's word, and with it)
        ([PUSH], [], "holds", "holds"),
        ([], [], "holds", "holds"),
        ([PUSH], [PUSH], "does_not_hold", "does_not_hold"),
        ([PUSH], [NEW], "holds", "holds"),
        ([PUSH], [PUSH, NEW], "cannot_tell", "cannot_tell"),
        ([PUSH], [STARTED], "holds", "holds"),
        ([PUSH, SMS], [], "holds", "holds"),
        ([PUSH, SMS], [SMS], "holds", "holds"),
        ([PUSH, SMS], [PUSH], "does_not_hold", "does_not_hold"),
        ([PUSH, SMS], [PUSH, FINISHED], "cannot_tell", "cannot_tell"),
        ([SMS], [SMS], "does_not_hold", "holds"),
        ([SMS], [FINISHED], "cannot_tell", "holds"),
        ([SMS], [SMS, NEW], "cannot_tell", "holds"),
        ([SMS], [], "holds", "holds"),
    ],
)
def test_a_reset_is_judged_by_what_was_enrolled(
    before: list[Any], after: list[Any], lost: str, told: str
) -> None:
    action = ACTIONS["reset_mfa"]
    for accepted, expected in ((False, lost), (True, told)):
        trial = Trial(listed(before), listed(after), order(action), clock.now(), accepted)
        assert action.prove(trial).value == expected, (before, after, accepted)


def test_a_reset_tells_of_what_went_only() -> None:
    action = ACTIONS["reset_mfa"]
    before = listed([PUSH, SMS])
    assert action.done(before, listed([SMS]), order(action)) == (
        "1 factor cleared: Okta Verify push."
    )
    assert action.done(before, listed([]), order(action)) == (
        "2 factors cleared: Okta Verify push, SMS (being set up)."
    )
