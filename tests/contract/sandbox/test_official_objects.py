"""Okta's own client makes, reads, changes and ends one of every kind of object."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.contract.sandbox.client import Okta
from tests.contract.sandbox.official import done, models, refused, told

pytestmark = pytest.mark.filterwarnings("ignore:::okta", "ignore:::pydantic")


def person(**more: Any) -> Any:
    return models.UserProfile(
        login="new@acme.example",
        email="new@acme.example",
        first_name="New",
        last_name="Comer",
        **more,
    )


async def test_a_person(client: Any, okta: Okta) -> None:
    password = models.PasswordCredential(value="Correct-horse-1")
    wish = models.CreateUserRequest(
        profile=person(department="Design"),
        credentials=models.UserCredentialsWritable(password=password),
    )
    made = await told(client.create_user(wish, activate=False))
    assert (made.status, made.profile.department) == ("STAGED", "Design")
    [found] = await told(client.list_users(search='profile.login eq "new@acme.example"'))
    assert found.id == made.id
    change = models.UpdateUserRequest(profile=models.UserProfile(title="Head"))
    assert (await told(client.update_user(made.id, change))).profile.department == "Design"
    replaced = await told(
        client.replace_user(made.id, models.UpdateUserRequest(profile=person(nick_name="N")))
    )
    assert (replaced.profile.department, replaced.profile.nick_name) == (None, "N")
    assert await told(client.list_user_blocks(made.id)) == []
    assert [
        group.profile.actual_instance.name for group in await told(client.list_user_groups(made.id))
    ] == ["Everyone"]
    await done(client.deactivate_user(made.id))
    await done(client.delete_user(made.id))
    assert "E0000007" in await refused(client.get_user(made.id))


async def test_a_session(client: Any, okta: Okta) -> None:
    [session, other] = okta.tenant.sessions_of(okta.user().id)
    found = await told(client.get_session(session.id))
    assert (found.login, found.status) == (okta.user().login, "ACTIVE")
    assert (await told(client.refresh_session(session.id))).id == session.id
    await done(client.revoke_session(session.id))
    assert "E0000007" in await refused(client.get_session(session.id))
    assert okta.tenant.sessions_of(okta.user().id) == [other]


async def test_a_group_its_owner_and_its_application(client: Any, okta: Okta) -> None:
    profile = models.OktaUserGroupProfile(name="Designers", description="They draw")
    made = await told(client.add_group(models.AddGroupRequest(profile=profile)))
    assert made.type == "OKTA_GROUP"
    profile.name = "Design"
    changed = await told(client.replace_group(made.id, models.AddGroupRequest(profile=profile)))
    assert changed.profile.actual_instance.name == "Design"
    wish = models.AssignGroupOwnerRequestBody(id=okta.user().id, type="USER")
    owner = await told(client.assign_group_owner(made.id, wish))
    assert [one.id for one in await told(client.list_group_owners(made.id))] == [owner.id]
    await done(client.delete_group_owner(made.id, owner.id))
    app = okta.app("Salesforce")
    given = models.ApplicationGroupAssignment(priority=3)
    assert (await told(client.assign_group_to_application(app.id, made.id, given))).priority == 3
    found = await told(client.get_application_group_assignment(app.id, made.id))
    assert found.id == made.id
    await done(client.unassign_application_from_group(app.id, made.id))
    await done(client.delete_group(made.id))
    assert "E0000007" in await refused(client.get_group(made.id))


async def test_a_rule(client: Any, okta: Okta) -> None:
    target = okta.group("Payroll Viewers")
    elena = okta.user()

    def rule(kind: type, name: str) -> Any:
        return kind(
            type="group_rule",
            name=name,
            conditions=models.GroupRuleConditions(
                expression=models.GroupRuleExpression(
                    type="urn:okta:expression:1.0", value=f'user.login=="{elena.login}"'
                )
            ),
            actions=models.GroupRuleAction(
                assign_user_to_groups=models.GroupRuleGroupAssignment(group_ids=[target.id])
            ),
        )

    made = await told(client.create_group_rule(rule(models.CreateGroupRuleRequest, "Elena")))
    assert made.status == "INACTIVE"
    changed = await told(client.replace_group_rule(made.id, rule(models.GroupRule, "Only Elena")))
    assert changed.name == "Only Elena"
    await done(client.activate_group_rule(made.id))
    members = await told(client.list_group_users(target.id))
    assert elena.id in {member.id for member in members}
    await done(client.deactivate_group_rule(made.id))
    await done(client.delete_group_rule(made.id, remove_users=True))
    assert "E0000007" in await refused(client.get_group_rule(made.id))


async def test_an_application(client: Any, okta: Okta) -> None:
    settings = models.BookmarkApplicationSettings(
        app=models.BookmarkApplicationSettingsApplication(
            request_integration=False, url="https://wiki.example"
        )
    )
    wish = models.BookmarkApplication(
        name="bookmark", label="Wiki", sign_on_mode="BOOKMARK", settings=settings
    )
    made = await told(client.create_application(wish))
    assert (made.label, made.status, made.sign_on_mode) == ("Wiki", "ACTIVE", "BOOKMARK")
    wish.label = "Encyclopedia"
    assert (await told(client.replace_application(made.id, wish))).label == "Encyclopedia"
    assign = models.AppUserAssignRequest(id=okta.user().id, scope="USER")
    await told(client.assign_user_to_application(made.id, assign))
    [given] = await told(client.list_application_users(made.id))
    assert given.id == okta.user().id
    tiles = await told(client.list_app_links(okta.user().id))
    assert made.id in {tile.app_instance_id for tile in tiles}
    await done(client.deactivate_application(made.id))
    assert (await told(client.get_application(made.id))).status == "INACTIVE"
    await done(client.activate_application(made.id))
    await done(client.deactivate_application(made.id))
    await done(client.delete_application(made.id))
    assert "E0000007" in await refused(client.get_application(made.id))


async def test_scopes_that_an_application_may_have(client: Any, okta: Okta) -> None:
    app = okta.app("Acme Intranet")
    wish = models.OAuth2ScopeConsentGrant(scope_id="okta.users.read", issuer=okta.sandbox.url)
    grant = await told(client.grant_consent_to_scope(app.id, wish))
    assert grant.scope_id == "okta.users.read"
    assert (await told(client.get_scope_consent_grant(app.id, grant.id))).id == grant.id
    assert [one.id for one in await told(client.list_scope_consent_grants(app.id))] == [grant.id]
    await done(client.revoke_scope_consent_grant(app.id, grant.id))
    assert await told(client.list_scope_consent_grants(app.id)) == []


async def test_a_factor(client: Any, okta: Okta) -> None:
    user = okta.with_status("ACTIVE")
    for factor in await told(client.list_factors(user.id)):
        await done(client.unenroll_factor(user.id, factor.id))
    wish = models.UserFactorSMS(
        factor_type="sms",
        provider="OKTA",
        profile=models.UserFactorSMSProfile(phone_number="+15550100"),
    )
    made = await told(client.enroll_factor(user.id, wish, update_phone=True, activate=True))
    assert (made.status, made.profile.phone_number) == ("ACTIVE", "+15550100")
    assert (await told(client.get_factor(user.id, made.id))).id == made.id
    # Codes are not asked for here: the client takes the texts of a challenge's profile for objects.
    assert await told(client.list_supported_security_questions(user.id))
    await done(client.unenroll_factor(user.id, made.id))
    assert await told(client.list_factors(user.id)) == []


async def test_a_role(client: Any, okta: Okta) -> None:
    user = okta.user()
    wish = models.AssignRoleToUserRequest(
        models.StandardRoleAssignmentSchema(type="HELP_DESK_ADMIN")
    )
    given = await told(client.assign_role_to_user(user.id, wish))
    assert given.actual_instance.type == "HELP_DESK_ADMIN"
    [found] = await told(client.list_assigned_roles_for_user(user.id))
    assert found.actual_instance.id == given.actual_instance.id
    await done(client.unassign_role_from_user(user.id, given.actual_instance.id))
    assert await told(client.list_assigned_roles_for_user(user.id)) == []


async def test_a_linked_object(client: Any, okta: Okta) -> None:
    def side(name: str) -> Any:
        return models.LinkedObjectDetails(name=name, title=name.title(), type="USER")

    wish = models.LinkedObject(primary=side("mentor"), associated=side("mentee"))
    made = await told(client.create_linked_object_definition(wish))
    assert made.primary.name == "mentor"
    assert (await told(client.get_linked_object_definition("mentee"))).primary.name == "mentor"
    assert len(await told(client.list_linked_object_definitions())) >= 1
    elena, other = okta.user(), okta.with_status("ACTIVE")
    await done(client.assign_linked_object_value_for_primary(elena.id, "mentor", other.id))
    [link] = await told(client.list_linked_objects_for_user(elena.id, "mentor"))
    assert link.links.var_self.href.endswith(other.id)
    await done(client.delete_linked_object_for_user(elena.id, "mentor"))
    await done(client.delete_linked_object_definition("mentor"))
    assert "E0000007" in await refused(client.get_linked_object_definition("mentor"))


async def test_what_the_organisation_is(client: Any, okta: Okta) -> None:
    org = await told(client.get_org_settings())
    assert org.company_name == okta.tenant.org.company
    assert (await told(client.get_wellknown_org_metadata())).id == org.id
    types = await told(client.list_user_types())
    default = next(kind for kind in types if kind.default)
    assert (await told(client.get_user_type(default.id))).name == "user"
    [token] = await told(client.list_api_tokens())
    change = models.ApiTokenUpdate(name="Renamed")
    assert (await told(client.upsert_api_token(token.id, change))).name == "Renamed"
    await done(client.revoke_current_api_token())
    assert "E0000011" in await refused(client.list_api_tokens())


async def test_the_system_log(client: Any, okta: Okta) -> None:
    since = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    await done(client.suspend_user(okta.user().id))
    events = await told(
        client.list_log_events(since=since, filter='eventType eq "user.lifecycle.suspend"')
    )
    assert [event.target[0].id for event in events] == [okta.user().id]
    assert events[0].outcome.result == "SUCCESS"
