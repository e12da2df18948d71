"""Every action on a person in every status: what becomes of it, and that nothing else was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from deskhand.actions.declare import Action
from deskhand.integrations.okta.actions import all_actions, statuses
from deskhand.integrations.okta.actions.activate_user import ActivateUser
from deskhand.integrations.okta.actions.add_to_group import AddToGroup
from deskhand.integrations.okta.actions.assign_application import AssignApplication
from deskhand.integrations.okta.actions.deprovision_user import DeprovisionUser
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.remove_application import RemoveApplication
from deskhand.integrations.okta.actions.remove_from_group import RemoveFromGroup
from deskhand.integrations.okta.actions.reset_mfa import ResetMfa
from deskhand.integrations.okta.actions.reset_password import ResetPassword
from deskhand.integrations.okta.actions.restore_sessions import RestoreSessions
from deskhand.integrations.okta.actions.revoke_sessions import RevokeSessions
from deskhand.integrations.okta.actions.suspend_user import SuspendUser
from deskhand.integrations.okta.actions.unlock_user import UnlockUser
from deskhand.integrations.okta.actions.unsuspend_user import UnsuspendUser
from deskhand.sandbox.okta import assignment, membership, transitions
from deskhand.sandbox.okta.server import Sandbox
from deskhand.sandbox.okta.state.model import App, Group, User
from tests.contract.okta.acting import carry_out, order

# The last two are mastered by Active Directory.
COLUMNS = (*statuses.ALL, "ACTIVE in AD", "LOCKED_OUT in AD")
WORDS = {
    "d": "done",
    "a": "already",
    "-": "refused",
    "p": "pending done",
}


@dataclass
class Row:
    """One action with its options; `cells` has a letter for each column."""

    action: Action
    cells: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return " ".join([self.action.title, *(f"{k}={v}" for k, v in self.values.items())])


ROWS = (
    #                                        STAGED
    #                                        |  PROVISIONED
    #                                        |  |  ACTIVE
    #                                        |  |  |  RECOVERY
    #                                        |  |  |  |  PASSWORD_EXPIRED
    #                                        |  |  |  |  |  LOCKED_OUT
    #                                        |  |  |  |  |  |  SUSPENDED
    #                                        |  |  |  |  |  |  |  DEPROVISIONED
    #                                        |  |  |  |  |  |  |  |  ACTIVE in AD
    #                                        |  |  |  |  |  |  |  |  |  LOCKED_OUT in AD
    Row(ActivateUser(),                     "p  d  a  d  -  -  -  p  a  -"),
    Row(ActivateUser(),                     "p  d  a  d  -  -  d  p  a  -", {"also_unsuspend": True}),
    Row(ActivateUser(),                     "p  d  a  d  -  -  -  p  a  -", {"send_email": False}),
    Row(SuspendUser(),                      "-  -  d  -  -  -  a  -  d  -"),
    Row(UnsuspendUser(),                    "-  -  a  -  -  -  d  -  a  -"),
    Row(UnlockUser(),                       "-  -  a  -  -  d  -  -  a  -"),
    Row(ResetPassword(),                    "-  d  d  d  d  d  -  -  -  -"),
    Row(ResetPassword(),                    "-  d  d  d  d  d  -  -  -  -", {"method": "link"}),
    Row(ResetPassword(),                    "-  d  d  d  d  d  -  -  -  -", {"method": "temporary"}),
    Row(ResetMfa(),                         "d  d  d  d  d  d  d  -  d  d"),
    Row(RevokeSessions(),                   "-  d  d  d  d  d  d  -  d  d"),
    Row(RestoreSessions(),                  "-  -  a  -  -  d  d  -  a  -"),
    Row(DeprovisionUser(),                  "p  p  p  p  p  p  p  a  p  p"),
    Row(AddToGroup(),                       "d  d  d  d  d  d  d  d  d  d"),
    Row(RemoveFromGroup(),                  "d  d  d  d  d  d  d  d  d  d"),
    Row(AssignApplication(),                "d  d  d  d  d  d  -  -  d  d"),
    Row(RemoveApplication(),                "d  d  d  d  d  d  d  a  d  d"),
)  # fmt: skip


def people(sandbox: Sandbox) -> dict[str, User]:
    """Somebody without administrator rights for each column."""
    found: dict[str, User] = {}
    for user in sandbox.tenant.users:
        if user.provider not in {"OKTA", "ACTIVE_DIRECTORY"} or sandbox.tenant.roles_of(user):
            continue
        name = user.status if user.provider == "OKTA" else f"{user.status} in AD"
        found.setdefault(name, user)
    return {name: found[name] for name in COLUMNS}


def joined(sandbox: Sandbox, user: User) -> Group:
    group = next(each for each in sandbox.tenant.groups if each.name == "VPN Users")
    membership.add(sandbox.tenant, group, user)
    return group


def left(sandbox: Sandbox, user: User) -> Group:
    group = joined(sandbox, user)
    membership.remove(sandbox.tenant, group, user)
    return group


def lone_app(sandbox: Sandbox, user: User) -> App:
    """An application that no group gives, and that the person does not have."""
    tenant = sandbox.tenant
    app = next(
        each
        for each in tenant.apps
        if each.status == "ACTIVE" and each.sign_on_mode and not tenant.app_groups.of_left(each.id)
    )
    tenant.app_users.remove(app.id, user.id)
    return app


def given_app(sandbox: Sandbox, user: User) -> App:
    app = lone_app(sandbox, user)
    if user.status != "DEPROVISIONED":
        assignment.assign(sandbox.tenant, app, user, direct=True)
    return app


PICKS: dict[str, Callable[[Sandbox, User], Group | App]] = {
    AddToGroup.key: left,
    RemoveFromGroup.key: joined,
    AssignApplication.key: lone_app,
    RemoveApplication.key: given_app,
}


def test_the_table_holds_every_action() -> None:
    assert {row.action.key for row in ROWS} == {action.key for action in all_actions()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_an_action_in_every_status(sandbox: Sandbox, door: OktaDoor, row: Row) -> None:
    sandbox.tenant.settings.transition_seconds = 2.0
    expected = dict(zip(COLUMNS, (WORDS[cell] for cell in row.cells.split()), strict=True))
    told: dict[str, str] = {}
    for name, user in people(sandbox).items():
        pick = PICKS.get(row.action.key)
        picked = pick(sandbox, user) if pick is not None else None
        what = order(row.action, user, picked, **row.values)
        possible = row.action.possible(what.target)
        outcome = await carry_out(sandbox, door, row.action, what)
        told[name] = outcome.told
        assert len(outcome.writes) == ("done" in outcome.told), (name, outcome)
        # Whatever the fresh look refuses was offered as impossible before, with its reason.
        if outcome.told == "refused" and not asks_for_more(row, user):
            assert not possible.allowed, name
            assert user.name in (possible.reason or ""), name
        if "done" in outcome.told:
            assert possible.allowed, name
        assert (outcome.secret is not None) is expects_secret(row, user, outcome.told), name
    assert told == expected


def asks_for_more(row: Row, user: User) -> bool:
    """A suspended person is activated only by whoever ticks that it is meant."""
    return row.action.key == ActivateUser.key and user.status == "SUSPENDED"


def expects_secret(row: Row, user: User, told: str) -> bool:
    asked = row.values.get("send_email") is False or row.values.get("method") in {
        "link",
        "temporary",
    }
    return asked and "done" in told and user.status != "SUSPENDED"


async def test_who_is_being_activated_is_waited_for(sandbox: Sandbox, door: OktaDoor) -> None:
    sandbox.tenant.settings.transition_seconds = 2.0
    user = people(sandbox)["STAGED"]
    action = ActivateUser()
    what = order(action, user)
    transitions.activate(sandbox.tenant, user)
    outcome = await carry_out(sandbox, door, action, what)
    assert (outcome.told, outcome.writes) == ("pending", [])


async def test_who_is_being_deprovisioned_is_not_activated_meanwhile(
    sandbox: Sandbox, door: OktaDoor
) -> None:
    sandbox.tenant.settings.transition_seconds = 2.0
    user = people(sandbox)["SUSPENDED"]
    transitions.deactivate(sandbox.tenant, user)
    action = ActivateUser()
    what = order(action, user, also_unsuspend=True)
    assert not action.possible(what.target).allowed
    outcome = await carry_out(sandbox, door, action, what)
    assert (outcome.told, outcome.writes) == ("refused", [])
    again = await carry_out(sandbox, door, DeprovisionUser(), order(DeprovisionUser(), user))
    assert (again.told, again.writes) == ("pending", [])
