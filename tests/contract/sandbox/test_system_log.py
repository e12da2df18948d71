"""The System Log: what is on it, and who did it."""

from __future__ import annotations

import json
import re

from deskhand.sandbox.okta.auth import Principal
from deskhand.sandbox.okta.syslog.denials import EVENT_TYPES
from deskhand.sandbox.okta.syslog.events import Doing, acting, note, rate_limited
from deskhand.sandbox.okta.syslog.kinds import MESSAGES
from tests.contract.sandbox.client import ELENA, TOKEN, Okta
from tests.contract.sandbox.log import Watch

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def assignable(okta: Okta, *, provisions: bool = False) -> str:
    """An active application that Elena has not got and no group gives."""
    tenant, user = okta.tenant, okta.user()
    return next(
        app.id
        for app in tenant.apps
        if app.status == "ACTIVE"
        and app.provisions == provisions
        and app.sign_on_mode == ("SAML_2_0" if provisions else "BOOKMARK")
        and tenant.app_users.get(app.id, user.id) is None
    )


async def test_an_event_tells_who_what_and_from_where(okta: Okta) -> None:
    watch, user, group = Watch(okta), okta.user(), okta.group("Payroll Viewers")
    okta.tenant.memberships.remove(group.id, user.id)
    path = f"/api/v1/groups/{group.id}/users/{user.id}"
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0 Safari/537.36 Edg/131.0"
    headers = {**okta.headers, "User-Agent": agent, "X-Forwarded-For": "203.0.113.9, 10.0.0.7"}
    got = await okta.call("PUT", path, headers=headers)
    assert got.status == 204
    event = watch.events()[0]
    service, token = okta.user("okta.service"), next(iter(okta.tenant.tokens))
    entity = {"detailEntry": None}
    assert event["actor"] == entity | {
        "id": service.id,
        "type": "User",
        "alternateId": service.login,
        "displayName": "Deskhand Service",
    }
    assert event["target"] == [
        entity
        | {
            "id": user.id,
            "type": "User",
            "alternateId": ELENA,
            "displayName": "Elena Moreau",
        },
        entity
        | {
            "id": group.id,
            "type": "UserGroup",
            "alternateId": "unknown",
            "displayName": "Payroll Viewers",
        },
    ]
    request_id = got.headers["x-okta-request-id"]
    assert event["transaction"] == {
        "type": "WEB",
        "id": request_id,
        "detail": {"requestApiTokenId": token.id},
    }
    assert event["debugContext"]["debugData"] == {
        "requestId": request_id,
        "requestUri": path,
        "url": path,
    }
    client = event["client"]
    assert client["userAgent"] == {"rawUserAgent": agent, "os": "Windows 10", "browser": "EDGE"}
    assert (client["device"], client["ipAddress"], client["id"]) == (
        "Computer",
        "203.0.113.9",
        None,
    )
    chain = event["request"]["ipChain"]
    assert [link["ip"] for link in chain] == ["203.0.113.9", "10.0.0.7", "127.0.0.1"]
    assert isinstance(chain[1]["geographicalContext"]["postalCode"], str)
    assert event["outcome"] == {"result": "SUCCESS", "reason": None}
    assert (event["version"], event["severity"], event["device"]) == ("0", "INFO", None)
    assert event["legacyEventType"] == "core.user_group_member.user_add"
    assert event["displayMessage"] == "User added to a group"
    assert STAMP.fullmatch(event["published"])
    assert re.fullmatch(
        r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-.{12}", event["uuid"]
    )


async def test_names_stay_as_they_were(okta: Okta) -> None:
    watch, group = Watch(okta), okta.group("Payroll Viewers")
    await okta.put(f"/api/v1/groups/{group.id}", {"profile": {"name": "First name"}})
    await okta.put(f"/api/v1/groups/{group.id}", {"profile": {"name": "Second name"}})
    found = [event["target"][0]["displayName"] for event in watch.events()]
    assert found == ["First name", "Second name"]


USER, GROUP, APP = ["User"], ["UserGroup"], ["AppInstance"]
ASSIGNED = ["AppUser", "User", "AppInstance"]


async def test_each_lifecycle_change_is_on_the_log(okta: Okta) -> None:
    watch, path = Watch(okta), f"/api/v1/users/{okta.user().id}"
    held = [
        app_id
        for app_id in okta.tenant.app_users.of_right(okta.user().id)
        if okta.tenant.apps[app_id].status == "ACTIVE"
    ]
    for operation, expected in (
        ("suspend", ["user.lifecycle.suspend"]),
        ("unsuspend", ["user.lifecycle.unsuspend"]),
        ("expire_password", ["user.account.expire_password"]),
        (
            "expire_password_with_temp_password",
            ["user.account.update_password", "user.account.expire_password"],
        ),
        (
            "reset_password?revokeSessions=true&sendEmail=false",
            ["user.account.reset_password", "user.session.clear"],
        ),
        ("reactivate", ["user.lifecycle.reactivate"]),
    ):
        got = await okta.post(f"{path}/lifecycle/{operation}")
        assert got.status == 200, operation
        assert watch.told() == [(kind, USER, "SUCCESS") for kind in expected], operation
    await okta.post(f"{path}/lifecycle/deactivate")
    told = watch.told()
    assert told[0] == ("user.lifecycle.deactivate", USER, "SUCCESS")
    removed = ("application.user_membership.remove", ASSIGNED, "SUCCESS")
    assert told.count(removed) == len(held) > 0
    await okta.post(f"{path}/lifecycle/activate?sendEmail=false")
    assert watch.told()[0] == ("user.lifecycle.activate", USER, "SUCCESS")
    await okta.delete(path)
    assert watch.told()[0] == ("user.lifecycle.deactivate", USER, "SUCCESS")
    await okta.delete(path)
    assert watch.told() == [
        ("user.lifecycle.delete.initiated", USER, "SUCCESS"),
        ("user.lifecycle.delete.completed", USER, "SUCCESS"),
    ]


async def test_locks_and_sign_ins_are_the_persons_own(okta: Okta) -> None:
    watch, user = Watch(okta), okta.user()
    await okta.control("POST", f"sign-in/{user.login}")
    await okta.control("POST", f"lock-out/{user.login}")
    start, lock = watch.events()
    assert (start["eventType"], lock["eventType"]) == ("user.session.start", "user.account.lock")
    assert start["actor"]["id"] == lock["actor"]["id"] == user.id
    assert (lock["severity"], lock["outcome"]["reason"]) == ("WARN", "LOCKED_OUT")
    [session] = [each for each in okta.tenant.sessions.of(user.id) if each.cookie is None][-1:]
    told = start["authenticationContext"]["externalSessionId"]
    assert told.startswith("idx")
    assert session.id not in json.dumps(start)
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/unlock")
    await okta.delete(f"/api/v1/users/{user.id}/sessions?oauthTokens=true")
    kinds = [event["eventType"] for event in watch.events()]
    assert kinds[:2] == ["user.account.unlock_by_admin", "user.session.clear"]
    assert set(kinds[2:]) == {"app.oauth2.token.revoke"}


async def test_a_created_person_and_his_changes(okta: Okta) -> None:
    watch = Watch(okta)
    profile = {
        "firstName": "Ada",
        "lastName": "Byron",
        "login": "ada@acme.example",
        "email": "ada@acme.example",
        "department": "Finance",
    }
    made = await okta.post("/api/v1/users", {"profile": profile})
    path = f"/api/v1/users/{made.body['id']}"
    events = watch.events()
    kinds = [event["eventType"] for event in events]
    assert kinds[0] == "user.lifecycle.create"
    assert "user.lifecycle.activate" in kinds
    [joined] = [event for event in events if event["eventType"] == "group.user_membership.add"]
    assert joined["actor"]["type"] == "SystemPrincipal"
    assert joined["transaction"]["type"] == "JOB"
    assert joined["client"]["ipAddress"] is None
    assert joined["request"] == {"ipChain": []}
    assert joined["debugContext"] == {"debugData": {}}
    change = {"title": "Countess", "email": "countess@acme.example", "secondEmail": "a@b.example"}
    await okta.post(path, {"profile": change, "credentials": {"password": {"value": "Analytic-1"}}})
    events = watch.events()
    assert [event["eventType"] for event in events] == [
        "user.account.update_profile",
        "user.account.update_primary_email",
        "user.account.update_secondary_email",
        "user.account.update_password",
    ]
    assert events[0]["target"][0]["changeDetails"] == {
        "from": {"email": "ada@acme.example", "secondEmail": None, "title": None},
        "to": change,
    }
    assert "changeDetails" not in events[1]["target"][0]
    await okta.post(path, {"profile": change})
    assert watch.told() == []


async def test_groups_and_memberships(okta: Okta) -> None:
    watch, user = Watch(okta), okta.user()
    made = await okta.post("/api/v1/groups", {"profile": {"name": "Log readers"}})
    group = f"/api/v1/groups/{made.body['id']}"
    app = assignable(okta)
    await okta.put(f"{group}/users/{user.id}")
    await okta.put(f"/api/v1/apps/{app}/groups/{made.body['id']}")
    await okta.put(f"/api/v1/apps/{app}/groups/{made.body['id']}", {"priority": 3})
    await okta.put(f"{group}/users/{user.id}")
    await okta.put(group, {"profile": {"name": "Log keepers"}})
    await okta.delete(group)
    gift = ["UserGroup", "AppInstance"]
    assert watch.told() == [
        ("group.lifecycle.create", GROUP, "SUCCESS"),
        ("group.user_membership.add", ["User", "UserGroup"], "SUCCESS"),
        ("group.application_assignment.add", gift, "SUCCESS"),
        ("application.user_membership.add", ASSIGNED, "SUCCESS"),
        ("group.application_assignment.update", gift, "SUCCESS"),
        ("group.profile.update", GROUP, "SUCCESS"),
        ("group.application_assignment.remove", gift, "SUCCESS"),
        ("application.user_membership.remove", ASSIGNED, "SUCCESS"),
        ("group.lifecycle.delete", GROUP, "SUCCESS"),
    ]


async def test_rules_work_as_jobs(okta: Okta) -> None:
    watch = Watch(okta)
    group = await okta.post("/api/v1/groups", {"profile": {"name": "Parisians"}})
    rule = await okta.post(
        "/api/v1/groups/rules",
        {
            "type": "group_rule",
            "name": "People in Paris",
            "conditions": {
                "expression": {"value": 'user.city=="Paris"', "type": "urn:okta:expression:1.0"}
            },
            "actions": {"assignUserToGroups": {"groupIds": [group.body["id"]]}},
        },
    )
    path = f"/api/v1/groups/rules/{rule.body['id']}"
    watch.events()
    await okta.post(f"{path}/lifecycle/activate")
    trigger, *added, evaluation = watch.events()
    members = okta.tenant.memberships.of_left(group.body["id"])
    assert trigger["eventType"] == "group.user_membership.rule.trigger"
    assert trigger["transaction"]["type"] == "WEB"
    assert {event["target"][0]["id"] for event in added} == set(members) != set()
    assert {event["transaction"]["id"] for event in [*added, evaluation]} == {
        evaluation["transaction"]["id"]
    }
    assert evaluation["eventType"] == "group.user_membership.rule.evaluation"
    assert evaluation["transaction"]["type"] == "JOB"
    await okta.delete(f"/api/v1/groups/{group.body['id']}/users/{next(iter(members))}")
    assert watch.told() == [
        ("group.user_membership.rule.add_exclusion", ["User", "GroupRule"], "SUCCESS"),
        ("group.user_membership.remove", ["User", "UserGroup"], "SUCCESS"),
    ]
    await okta.delete(f"/api/v1/groups/{group.body['id']}")
    assert watch.told()[0][0] == "group.user_membership.rule.invalidate"


async def test_rule_off_and_gone(okta: Okta) -> None:
    watch = Watch(okta)
    rule = next(rule for rule in okta.tenant.rules if rule.status == "ACTIVE")
    fed = [
        row
        for row in okta.tenant.memberships.of_left(rule.group_ids[0]).values()
        if not row.direct and okta.tenant.users[row.user_id].status != "DEPROVISIONED"
    ]
    path = f"/api/v1/groups/rules/{rule.id}"
    await okta.post(f"{path}/lifecycle/deactivate")
    told = watch.told()
    assert told[0] == ("group.user_membership.rule.deactivated", ["GroupRule"], "SUCCESS")
    left = [entry for entry in told if entry[0] == "group.user_membership.remove"]
    assert len(left) == len(fed) > 0
    await okta.delete(path)
    assert watch.told() == []


async def test_assignments_by_hand_and_provisioning(okta: Okta) -> None:
    watch, user = Watch(okta), okta.user()
    plain, provisioned = assignable(okta), assignable(okta, provisions=True)
    for app in (plain, provisioned):
        await okta.post(f"/api/v1/apps/{app}/users", {"id": user.id})
    names = {"credentials": {"userName": "elena"}}
    await okta.post(f"/api/v1/apps/{provisioned}/users/{user.id}", names)
    for app in (plain, provisioned):
        assert (await okta.delete(f"/api/v1/apps/{app}/users/{user.id}")).status == 204
    kinds = [kind for kind, _, _ in watch.told()]
    assert kinds == [
        "application.user_membership.add",
        "application.user_membership.add",
        "application.user_membership.provision",
        "application.provision.user.push",
        "application.user_membership.change_username",
        "application.user_membership.remove",
        "application.user_membership.remove",
        "application.user_membership.deprovision",
        "application.provision.user.deactivate",
    ]


async def test_an_assignment_is_told_with_the_name_that_was_given(okta: Okta) -> None:
    watch, wish = Watch(okta), {"id": okta.user().id, "credentials": {"userName": "elena"}}
    await okta.post(f"/api/v1/apps/{assignable(okta)}/users", wish)
    [event] = watch.events()
    assert event["target"][0]["alternateId"] == "elena"


async def test_applications_come_and_go(okta: Okta) -> None:
    watch, app = Watch(okta), assignable(okta)
    for call in (
        okta.post(f"/api/v1/apps/{app}/lifecycle/deactivate"),
        okta.post(f"/api/v1/apps/{app}/lifecycle/activate"),
        okta.post(f"/api/v1/apps/{app}/lifecycle/deactivate"),
        okta.delete(f"/api/v1/apps/{app}"),
    ):
        assert (await call).status < 300
    told = [kind for kind, targets, _ in watch.told() if targets == APP]
    assert told == [
        f"application.lifecycle.{kind}"
        for kind in ("deactivate", "activate", "deactivate", "delete")
    ]


async def test_tokens_and_roles_of_the_control_api(okta: Okta) -> None:
    watch = Watch(okta)
    secret = "00a-token-that-nobody-may-read"
    token = await okta.control("POST", "tokens", {"token": secret, "admin": "maya.lindqvist"})
    await okta.control("DELETE", f"tokens/{token['id']}")
    await okta.control("PUT", "admins/elena.moreau", {"roles": ["HELP_DESK_ADMIN"]})
    await okta.control("PUT", "admins/elena.moreau", {"roles": ["APP_ADMIN"]})
    events = watch.events()
    told = [event["eventType"] for event in events if not event["eventType"].startswith("group.")]
    assert told == [
        "system.api_token.create",
        "system.api_token.revoke",
        "user.account.privilege.grant",
        "user.account.privilege.revoke",
        "user.account.privilege.grant",
    ]
    assert events[0]["target"][0]["type"] == "Token"
    assert events[2]["debugContext"]["debugData"]["privilegeGranted"] == "Help Desk Administrator"
    assert secret not in json.dumps(events)
    watch.events()
    await okta.delete("/api/v1/api-tokens/current")
    assert watch.told() == [("system.api_token.revoke", ["Token"], "SUCCESS")]


async def test_refused_changes_are_failures(okta: Okta) -> None:
    watch, user = Watch(okta), okta.user()
    await okta.control("PUT", "admins/okta.service", {"roles": ["HELP_DESK_ADMIN"]})
    watch.events()
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/suspend")
    [event] = watch.events()
    assert event["eventType"] == "user.lifecycle.suspend"
    assert event["target"][0]["id"] == user.id
    assert event["outcome"] == {
        "result": "FAILURE",
        "reason": "You do not have permission to perform the requested action",
    }
    assert event["debugContext"]["debugData"]["errorCode"] == "E0000006"
    assert event["actor"]["displayName"] == "Deskhand Service"
    assert user.status == "ACTIVE"


async def test_wrong_states_are_failures_and_wrong_requests_are_not(okta: Okta) -> None:
    watch, user = Watch(okta), okta.user()
    for path, expected in (
        ("lifecycle/unsuspend", "user.lifecycle.unsuspend"),
        ("lifecycle/activate", "user.lifecycle.activate"),
        ("lifecycle/unlock", "user.account.unlock_by_admin"),
    ):
        await okta.post(f"/api/v1/users/{user.id}/{path}")
        assert watch.told() == [(expected, USER, "FAILURE")]
    await okta.delete(f"/api/v1/groups/{okta.tenant.everyone.id}/users/{user.id}")
    assert watch.told() == [("group.user_membership.remove", ["User", "UserGroup"], "FAILURE")]
    for method, path, body in (
        ("POST", "/api/v1/users", {"profile": {"firstName": "Only"}}),
        ("POST", "/api/v1/groups", {}),
        ("POST", "/api/v1/users/nobody/lifecycle/suspend", None),
        ("POST", f"/api/v1/users/{user.id}/lifecycle/deactivate?sendEmail=maybe", None),
        ("GET", "/api/v1/users/nobody", None),
        ("POST", "/api/v1/apps/0oanothing/users", {"id": user.id}),
    ):
        assert (await okta.call(method, path, body)).status >= 400
    assert watch.told() == []


def test_every_kind_of_event_has_words_of_its_own() -> None:
    assert set(EVENT_TYPES.values()) <= set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


async def test_no_secret_is_on_the_log(okta: Okta) -> None:
    user = okta.user()
    path = f"/api/v1/users/{user.id}"
    secrets = [TOKEN]
    given = await okta.post(f"{path}/lifecycle/reset_password?sendEmail=false")
    link = given.body["resetPasswordUrl"]
    secrets.append(link.rpartition("/")[2])
    form = {"password": "Chosen-2026"}
    async with okta.session.post(link, data=form, headers={"Origin": okta.sandbox.url}) as answer:
        assert answer.status < 400
    secrets.append("Chosen-2026")
    temporary = await okta.post(f"{path}/lifecycle/expire_password_with_temp_password")
    secrets.append(temporary.body["tempPassword"])
    old, new = temporary.body["tempPassword"], "Another-2027"
    body = {"oldPassword": {"value": old}, "newPassword": {"value": new}}
    assert (await okta.post(f"{path}/credentials/change_password", body)).status == 200
    secrets.append(new)
    text = json.dumps([event.body for event in okta.tenant.events])
    assert "user.account.update_password" in text
    assert [secret for secret in secrets if secret in text] == []


async def test_rate_limits_are_on_the_log(okta: Okta) -> None:
    watch = Watch(okta)
    rate_limited(okta.tenant, "/api/v1/users", violated=True)
    rate_limited(okta.tenant, "/api/v1/users", violated=False)
    events = watch.events()
    assert [event["eventType"] for event in events] == [
        "system.org.rate_limit.violation",
        "system.org.rate_limit.warning",
    ]
    assert {event["severity"] for event in events} == {"WARN"}
    assert events[0]["target"][0]["id"] == "/api/v1/users"


async def test_a_service_application_acts_in_its_own_name(okta: Okta) -> None:
    watch = Watch(okta)
    principal = Principal("0oaclient", "Deskhand", frozenset(), client_id="0oaclient")
    doing = Doing(
        principal,
        "request-1",
        "/api/v1/sessions/102secret/lifecycle/refresh",
        "2001:db8::1",
        "deskhand/1.0",
        query="limit=5",
        forwarded=("198.51.100.4",),
    )
    with acting(okta.tenant, doing):
        note(okta.tenant, "user.lifecycle.suspend", okta.user())
    [event] = watch.events()
    assert (event["actor"]["type"], event["actor"]["id"]) == ("PublicClientApp", "0oaclient")
    assert event["client"]["id"] == "0oaclient"
    assert event["transaction"] == {"type": "WEB", "id": "request-1", "detail": {}}
    assert (
        event["debugContext"]["debugData"]["url"]
        == "/api/v1/sessions/***/lifecycle/refresh?limit=5"
    )
    assert [link["version"] for link in event["request"]["ipChain"]] == ["V4", "V6"]
    assert event["client"]["geographicalContext"] is None
    assert event["client"]["userAgent"]["browser"] == "UNKNOWN"


async def test_a_transition_is_told_when_asked_for_and_ends_as_a_job(okta: Okta) -> None:
    await okta.control("PUT", "settings", {"transition_seconds": 60})
    watch, user = Watch(okta), okta.user()
    await okta.post(f"/api/v1/users/{user.id}/lifecycle/deactivate")
    [event] = watch.events()
    assert event["eventType"] == "user.lifecycle.deactivate"
    assert event["actor"]["displayName"] == "Deskhand Service"
    await okta.control("POST", "clock", {"advance_seconds": 61})
    assert (await okta.get(f"/api/v1/users/{user.id}")).body["status"] == "DEPROVISIONED"
    ended = watch.events()
    assert {event["eventType"] for event in ended} >= {"application.user_membership.remove"}
    assert {event["actor"]["type"] for event in ended} == {"SystemPrincipal"}
    assert len({event["transaction"]["id"] for event in ended}) == 1
