"""What can be done to a person in Okta: one action a file, listed here in the panel's order."""

from __future__ import annotations

from deskhand.actions.declare import Action
from deskhand.integrations.okta.actions.add_to_group import AddToGroup
from deskhand.integrations.okta.actions.reset_mfa import ResetMfa
from deskhand.integrations.okta.actions.suspend_user import SuspendUser


def all_actions() -> tuple[Action, ...]:
    return (ResetMfa(), SuspendUser(), AddToGroup())
