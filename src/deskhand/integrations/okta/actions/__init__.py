"""What can be done to a person in Okta: one action a file, listed here in the panel's order."""

from __future__ import annotations

from deskhand.actions.declare import Action
from deskhand.integrations.okta.actions.activate_user import ActivateUser
from deskhand.integrations.okta.actions.add_to_group import AddToGroup
from deskhand.integrations.okta.actions.assign_application import AssignApplication
from deskhand.integrations.okta.actions.deprovision_user import DeprovisionUser
from deskhand.integrations.okta.actions.remove_application import RemoveApplication
from deskhand.integrations.okta.actions.remove_from_group import RemoveFromGroup
from deskhand.integrations.okta.actions.reset_mfa import ResetMfa
from deskhand.integrations.okta.actions.reset_password import ResetPassword
from deskhand.integrations.okta.actions.restore_sessions import RestoreSessions
from deskhand.integrations.okta.actions.revoke_sessions import RevokeSessions
from deskhand.integrations.okta.actions.suspend_user import SuspendUser
from deskhand.integrations.okta.actions.unlock_user import UnlockUser
from deskhand.integrations.okta.actions.unsuspend_user import UnsuspendUser


def all_actions() -> tuple[Action, ...]:
    return (
        ActivateUser(),
        SuspendUser(),
        UnsuspendUser(),
        UnlockUser(),
        ResetPassword(),
        ResetMfa(),
        RevokeSessions(),
        RestoreSessions(),
        DeprovisionUser(),
        AddToGroup(),
        RemoveFromGroup(),
        AssignApplication(),
        RemoveApplication(),
    )
