"""Giving and taking applications: every path is looked at first, and none is made twice."""

from __future__ import annotations

import pytest

from deskhand.actions.declare import Already, Go, Kind, Refuse, Write
from deskhand.integrations.okta.actions.assign_application import AssignApplication
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.remove_application import RemoveApplication
from deskhand.sandbox.okta import assignment
from deskhand.sandbox.okta.server import Sandbox
from deskhand.sandbox.okta.state.model import App, User
from tests.contract.okta.acting import carry_out, order

GIVE, TAKE = AssignApplication(), RemoveApplication()


def through_group(sandbox: Sandbox) -> tuple[App, User, str]:
    """Somebody active who has an application through exactly one group that is not Everyone."""
    tenant = sandbox.tenant
    for app in tenant.apps:
        if app.status != "ACTIVE" or not app.sign_on_mode:
            continue
        for found in tenant.app_users.of_left(app.id).values():
            user = tenant.users[found.user_id]
            groups = assignment.granting_groups(tenant, app.id, user.id)
            if user.status == "ACTIVE" and not found.direct and len(groups) == 1:
                return app, user, tenant.groups[groups[0]].name
    raise AssertionError("no group gives an application")


def lone(sandbox: Sandbox, user: User) -> App:
    tenant = sandbox.tenant
    app = next(
        each
        for each in tenant.apps
        if each.status == "ACTIVE" and each.sign_on_mode and not tenant.app_groups.of_left(each.id)
    )
    tenant.app_users.remove(app.id, user.id)
    return app


def elena(sandbox: Sandbox) -> User:
    return next(each for each in sandbox.tenant.users if each.login == "elena.moreau@acme.example")


async def test_given_directly_and_not_twice(sandbox: Sandbox, door: OktaDoor) -> None:
    user = elena(sandbox)
    app = lone(sandbox, user)
    what = order(GIVE, user, app)
    outcome = await carry_out(sandbox, door, GIVE, what)
    assert outcome.told == "done"
    assert outcome.summary == f"Elena Moreau has {app.label} now, directly."
    found = sandbox.tenant.app_users.get(app.id, user.id)
    assert found is not None
    assert found.direct
    again = await carry_out(sandbox, door, GIVE, what)
    assert (again.told, again.writes) == ("already", [])
    assert again.summary == f"Elena Moreau had {app.label} already, directly; nothing was sent."


async def test_no_second_path_is_made_beside_a_group(sandbox: Sandbox, door: OktaDoor) -> None:
    app, user, group = through_group(sandbox)
    outcome = await carry_out(sandbox, door, GIVE, order(GIVE, user, app))
    assert (outcome.told, outcome.writes) == ("already", [])
    assert f"through group {group}" in outcome.summary
    assert "second path" in outcome.summary


async def test_both_paths_are_named(sandbox: Sandbox, door: OktaDoor) -> None:
    app, user, group = through_group(sandbox)
    assignment.assign(sandbox.tenant, app, user, direct=True)
    given = await carry_out(sandbox, door, GIVE, order(GIVE, user, app))
    assert (given.told, given.writes) == ("already", [])
    assert f"directly, and through group {group}" in given.summary
    taken = await carry_out(sandbox, door, TAKE, order(TAKE, user, app))
    assert (taken.told, taken.writes) == ("refused", [])
    assert f"directly and through group {group}" in taken.summary


async def test_what_a_group_is_about_to_give_is_waited_for(
    sandbox: Sandbox, door: OktaDoor
) -> None:
    app, user, group = through_group(sandbox)
    sandbox.tenant.app_users.remove(app.id, user.id)
    what = order(GIVE, user, app)
    decision = GIVE.decide(await GIVE.observe(door, what), what)
    assert isinstance(decision, Already)
    assert group in decision.summary


async def test_an_inactive_application_is_not_given(sandbox: Sandbox, door: OktaDoor) -> None:
    user = elena(sandbox)
    app = lone(sandbox, user)
    app.status = "INACTIVE"
    outcome = await carry_out(sandbox, door, GIVE, order(GIVE, user, app))
    assert (outcome.told, outcome.writes) == ("refused", [])
    assert outcome.summary == f"{app.label} is inactive in Okta. Nothing was sent."


async def test_what_a_group_gives_is_left_to_the_group(sandbox: Sandbox, door: OktaDoor) -> None:
    app, user, group = through_group(sandbox)
    what = order(TAKE, user, app)
    decision = TAKE.decide(await TAKE.observe(door, what), what)
    assert isinstance(decision, Refuse)
    assert f"through group {group}. Nothing was sent." in decision.summary
    assert decision.advice is not None
    assert "Remove from group" in decision.advice.text


async def test_a_group_that_came_meanwhile_is_okta_s_refusal(
    sandbox: Sandbox, door: OktaDoor
) -> None:
    """Between our look and our call a group has come to give the application."""
    app, user, _ = through_group(sandbox)
    answer = await door.write(Write("DELETE", f"/api/v1/apps/{app.id}/users/{user.id}"))
    assert (answer.kind, answer.http_status, answer.error_code) == (
        Kind.REFUSED,
        403,
        "E0000046",
    )
    assert "group memberships" in answer.causes[0]
    assert answer.advice is not None
    assert "Remove from group" in answer.advice.text


async def test_taken_away_and_not_twice(sandbox: Sandbox, door: OktaDoor) -> None:
    user = elena(sandbox)
    app = lone(sandbox, user)
    assignment.assign(sandbox.tenant, app, user, direct=True)
    what = order(TAKE, user, app)
    outcome = await carry_out(sandbox, door, TAKE, what)
    assert outcome.told == "done"
    assert [each.method for each in outcome.writes] == ["DELETE"]
    again = await carry_out(sandbox, door, TAKE, what)
    assert (again.told, again.writes) == ("already", [])
    # The proof that it is gone is Okta's own "not found".
    seen = await TAKE.observe(door, what)
    assert [each.error_code for each in seen.calls] == ["E0000007"]


async def test_a_race_for_the_same_assignment_ends_well(sandbox: Sandbox, door: OktaDoor) -> None:
    user = elena(sandbox)
    app = lone(sandbox, user)
    what = order(GIVE, user, app)
    decision = GIVE.decide(await GIVE.observe(door, what), what)
    assert isinstance(decision, Go)
    assignment.assign(sandbox.tenant, app, user, direct=True)
    answer = await door.write(decision.write)
    assert (answer.kind, answer.error_code) == (Kind.MAYBE_DONE, "E0000062")


@pytest.mark.parametrize(
    ("body", "code", "word"),
    [
        ({"credentials": {"userName": "elena"}}, "E0000041", "share one user name"),
        ({"profile": {"email": "x@acme.example"}}, "E0000075", "mapping"),
    ],
)
async def test_what_an_application_does_not_take_is_explained(
    sandbox: Sandbox, door: OktaDoor, body: dict[str, object], code: str, word: str
) -> None:
    user = elena(sandbox)
    scheme = "SHARED_USERNAME_AND_PASSWORD"
    app = next(
        each
        for each in sandbox.tenant.apps
        if (
            each.provisions
            if code == "E0000075"
            else each.body["credentials"].get("scheme") == scheme
        )
    )
    sandbox.tenant.app_users.remove(app.id, user.id)
    write = Write("POST", f"/api/v1/apps/{app.id}/users", json={"id": user.id, **body})
    answer = await door.write(write)
    assert (answer.kind, answer.error_code) == (Kind.REFUSED, code)
    assert answer.advice is not None
    assert word in answer.advice.text
