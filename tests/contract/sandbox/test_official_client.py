"""Okta's own client as an independent witness: it must take the tenant for an Okta."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox.client import Okta
from tests.contract.sandbox.official import done, every, models, refused, told

pytestmark = pytest.mark.filterwarnings("ignore:::okta", "ignore:::pydantic")


async def test_it_reads_the_whole_directory(client: Any, okta: Okta) -> None:
    tenant = okta.tenant
    users = await every(client.list_users, limit=30)
    known = {user.id for user in tenant.users if user.status != "DEPROVISIONED"}
    assert {user.id for user in users} == known
    assert len(users) == len(known)

    groups = await every(client.list_groups, limit=7)
    assert {group.id for group in groups} == {group.id for group in tenant.groups}
    vpn = okta.group("VPN Users")
    members = await every(client.list_group_users, vpn.id, limit=10)
    assert {user.id for user in members} == set(tenant.memberships.of_left(vpn.id))

    apps = await every(client.list_applications, limit=6)
    assert {app.id for app in apps} == {app.id for app in tenant.apps}
    handbook = okta.app("Company Handbook")
    given = await every(client.list_application_users, handbook.id, limit=20)
    assert {user.id for user in given} == set(tenant.app_users.of_left(handbook.id))
    assert len(await told(client.list_application_group_assignments(handbook.id))) == 1


async def test_it_takes_a_person_through_his_life(client: Any, okta: Okta) -> None:
    elena = okta.user()
    assert len(await told(client.list_factors(elena.id))) == 3
    for operation, status in (
        (client.suspend_user, "SUSPENDED"),
        (client.unsuspend_user, "ACTIVE"),
    ):
        await told(operation(elena.id))
        assert okta.user().status == status
        assert (await told(client.get_user(elena.id))).status == status
    await told(client.reset_factors(elena.id))
    assert await told(client.list_factors(elena.id)) == []
    await told(client.reset_password(elena.id, send_email=True))
    assert (await told(client.get_user(elena.id))).status == "RECOVERY"
    await told(client.deactivate_user(elena.id))
    assert (await told(client.get_user(elena.id))).status == "DEPROVISIONED"
    assert not okta.tenant.app_users.of_right(elena.id)
    await told(client.activate_user(elena.id, send_email=False))
    assert okta.user().status == "ACTIVE"


async def test_it_changes_a_membership_and_an_assignment(client: Any, okta: Okta) -> None:
    group, user = okta.group("Payroll Viewers"), okta.user()
    _, _, error = await client.assign_user_to_group(group.id, user.id)
    assert error is None
    assert okta.tenant.memberships.get(group.id, user.id)
    _, _, error = await client.unassign_user_from_group(group.id, user.id)
    assert error is None
    assert okta.tenant.memberships.get(group.id, user.id) is None


async def test_it_understands_the_rest(client: Any, okta: Okta) -> None:
    assert len(await told(client.list_group_rules())) == len(okta.tenant.rules)
    assert len(await told(client.list_user_types())) == 2
    assert len(await told(client.list_api_tokens())) == 1
    schema = await told(client.get_user_schema("default"))
    assert schema.definitions.base.properties.login is not None
    _, answer, error = await client.get_user("00unobodyhasthisid00")
    assert answer.status == 404
    assert "E0000007" in str(error)


async def test_it_ends_everything_a_person_is_signed_in_with(client: Any, okta: Okta) -> None:
    elena = okta.user()
    [held] = await told(client.list_user_clients(elena.id))
    tokens = await told(client.list_refresh_tokens_for_user_and_client(elena.id, held.client_id))
    assert {token.id for token in tokens} == {
        token.id for token in okta.tenant.oauth_tokens_of(elena.id)
    }
    await done(client.revoke_user_sessions(elena.id, oauth_tokens=True, forget_devices=True))
    assert okta.tenant.sessions_of(elena.id) == []
    assert await told(client.list_user_clients(elena.id)) == []
    assert okta.user().remembered_devices == []


async def test_it_sets_passwords_and_unlocks(client: Any, okta: Okta) -> None:
    locked = okta.with_status("LOCKED_OUT")
    await told(client.unlock_user(locked.id))
    assert locked.status == "ACTIVE"
    expired = await told(client.expire_password(locked.id))
    assert expired.status == "PASSWORD_EXPIRED"
    # The client takes the answer for a user and drops the password in it.
    await done(client.expire_password_with_temp_password(locked.id))
    link = await told(client.reset_password(locked.id, send_email=False))
    assert link.reset_password_url.startswith(f"{okta.sandbox.url}/reset_password/")
    assert "E0000032" in await refused(client.unlock_user(locked.id))


async def test_it_activates_with_a_link_and_waits_for_a_deactivation(
    client: Any, okta: Okta
) -> None:
    await okta.control("PUT", "settings", {"transition_seconds": 60})
    staged = okta.with_status("STAGED")
    token = await told(client.activate_user(staged.id, send_email=False))
    assert token.activation_token in token.activation_url
    assert (await told(client.get_user(staged.id))).transitioning_to_status == "PROVISIONED"
    await okta.control("POST", "clock", {"advance_seconds": 61})
    again = await told(client.reactivate_user(staged.id, send_email=False))
    assert again.activation_token != token.activation_token
    await told(client.deactivate_user(staged.id, prefer="respond-async"))
    waiting = await told(client.get_user(staged.id))
    assert (waiting.status, waiting.transitioning_to_status) == ("PROVISIONED", "DEPROVISIONED")
    assert "E0000112" in await refused(client.suspend_user(staged.id))
    await okta.control("POST", "clock", {"advance_seconds": 61})
    assert (await told(client.get_user(staged.id))).status == "DEPROVISIONED"


async def test_it_gives_and_takes_applications(client: Any, okta: Okta) -> None:
    app, user = okta.app("Google Workspace"), okta.user()
    okta.tenant.app_users.remove(app.id, user.id)
    wish = models.AppUserAssignRequest(id=user.id, scope="USER")
    given = await told(client.assign_user_to_application(app.id, wish))
    assert (given.id, given.scope, given.sync_state) == (user.id, "USER", "SYNCHRONIZED")
    assert "E0000062" in await refused(client.assign_user_to_application(app.id, wish))
    assert (await told(client.get_application_user(app.id, user.id))).id == user.id
    await done(client.unassign_user_from_application(app.id, user.id))
    assert "E0000007" in await refused(client.get_application_user(app.id, user.id))
    group_given = okta.app("Salesforce")
    assert "E0000046" in await refused(
        client.unassign_user_from_application(group_given.id, user.id)
    )


async def test_it_reads_what_stands_around_a_group(client: Any, okta: Okta) -> None:
    payroll = okta.group("Payroll Viewers")
    owners = await told(client.list_group_owners(payroll.id))
    assert {owner.id for owner in owners} == set(payroll.owners)
    apps = await told(client.list_assigned_applications_for_group(payroll.id))
    assert [app.label for app in apps] == ["Payroll Reports"]
    groups = await told(client.list_groups(q="Payroll", expand="stats"))
    assert [group.id for group in groups] == [payroll.id]
    rules = {rule.name: rule for rule in await told(client.list_group_rules(limit=50))}
    assert rules["Fill On-call Engineers"].status == "INACTIVE"
    rule = await told(client.get_group_rule(rules["Fill Engineering Department"].id))
    assert len(rule.conditions.people.users.exclude) == 2
    assert "E0000060" in await refused(
        client.assign_user_to_group(okta.tenant.everyone.id, okta.user().id)
    )
