"""Scopes that applications were granted, and what people consented to."""

from __future__ import annotations

from typing import Any

import pytest

from deskhand.sandbox.okta.apps.model import UserConsent
from deskhand.sandbox.okta.state.model import App
from tests.contract.sandbox.client import Okta


def grants(app: App) -> str:
    return f"/api/v1/apps/{app.id}/grants"


async def test_a_scope_is_granted_read_and_revoked(okta: Okta) -> None:
    app = okta.app("Payroll Reports")
    path = grants(app)
    assert (await okta.get(path)).body == []
    wish = {"scopeId": "okta.users.read", "issuer": okta.sandbox.url}
    made = await okta.post(path, wish)
    assert made.status == 201
    grant = made.body
    assert (grant["scopeId"], grant["source"], grant["status"]) == (
        "okta.users.read",
        "ADMIN",
        "ACTIVE",
    )
    client = app.body["credentials"]["oauthClient"]["client_id"]
    assert (grant["clientId"], grant["issuer"]) == (client, okta.sandbox.url)
    me = (await okta.get("/api/v1/users/me")).body["id"]
    assert grant["createdBy"] == {"id": me, "type": "User"}
    assert grant["id"].startswith("oag")
    assert grant["_links"]["self"]["href"] == f"{okta.sandbox.url}{path}/{grant['id']}"
    assert "_embedded" not in grant
    one = f"{path}/{grant['id']}"
    embedded = (await okta.get(one, expand="scope")).body
    assert embedded == {**grant, "_embedded": {"scope": {"id": "okta.users.read"}}}
    assert (await okta.get(path)).body == [grant]
    gone = await okta.delete(one)
    assert (gone.status, gone.body) == (204, None)
    for method in ("GET", "DELETE"):
        assert (await okta.call(method, one)).code == "E0000007"
    told = [(e.event_type, e.debug) for e in okta.tenant.events if "consent" in e.event_type]
    assert told == [
        ("app.oauth2.admin.consent.grant", {"grantedScopes": "okta.users.read"}),
        ("app.oauth2.admin.consent.revoke", {"revokedScopes": "okta.users.read"}),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"scopeId": None},
        {"scopeId": "okta.users.guess"},
        {"scopeId": "openid"},
        {"issuer": None},
        {"issuer": "https://elsewhere.example"},
    ],
)
async def test_what_is_not_granted(okta: Okta, change: dict[str, Any]) -> None:
    wish = {"scopeId": "okta.users.read", "issuer": okta.sandbox.url, **change}
    got = await okta.post(grants(okta.app("Payroll Reports")), wish)
    assert (got.status, got.code) == (400, "E0000001")
    assert len(okta.tenant.scope_grants) == 0


async def test_a_scope_is_granted_once_and_to_each_application_by_itself(okta: Okta) -> None:
    first, second = grants(okta.app("Payroll Reports")), grants(okta.app("Acme Intranet"))
    wish = {"scopeId": "okta.groups.manage", "issuer": okta.sandbox.url}
    made = await okta.post(first, wish)
    got = await okta.post(first, wish)
    assert (got.status, got.code) == (400, "E0000001")
    assert (await okta.post(second, wish)).status == 201
    assert (await okta.get(f"{second}/{made.body['id']}")).code == "E0000007"
    saml = await okta.post(grants(okta.app("Slack")), wish)
    assert saml.code == "E0000001"
    assert (await okta.get("/api/v1/apps/0oanone/grants")).code == "E0000007"


@pytest.mark.parametrize("role", ["ORG_ADMIN", "APP_ADMIN", "READ_ONLY_ADMIN"])
async def test_only_a_super_administrator_grants_scopes(okta: Okta, role: str) -> None:
    path = grants(okta.app("Payroll Reports"))
    wish = {"scopeId": "okta.users.read", "issuer": okta.sandbox.url}
    made = (await okta.post(path, wish)).body
    await okta.control("PUT", "admins/okta.service", {"roles": [role]})
    got = await okta.post(path, {**wish, "scopeId": "okta.apps.read"})
    assert (got.status, got.code) == (403, "E0000006")
    assert (await okta.delete(f"{path}/{made['id']}")).code == "E0000006"
    assert (await okta.get(path)).body == [made]


async def test_grants_end_with_their_application(okta: Okta) -> None:
    app = okta.app("Payroll Reports")
    await okta.post(grants(app), {"scopeId": "okta.logs.read", "issuer": okta.sandbox.url})
    consent(okta, app, "okta.users.read")
    await okta.post(f"/api/v1/apps/{app.id}/lifecycle/deactivate")
    await okta.delete(f"/api/v1/apps/{app.id}")
    assert not len(okta.tenant.scope_grants)
    assert not len(okta.tenant.user_consents)


def consent(okta: Okta, app: App, scope: str) -> UserConsent:
    tenant = okta.tenant
    client = app.body["credentials"]["oauthClient"]["client_id"]
    made = UserConsent(tenant.ids.make("oag"), okta.user().id, client, scope, tenant.clock.stamp())
    tenant.user_consents.put(made)
    return made


async def test_what_a_person_consented_to(okta: Okta) -> None:
    user, intranet, payroll = okta.user(), okta.app("Acme Intranet"), okta.app("Payroll Reports")
    given = [consent(okta, intranet, scope) for scope in ("profile", "email", "groups")]
    other = consent(okta, payroll, "profile")
    path = f"/api/v1/users/{user.id}/grants"
    found = await okta.walk(path, limit=3)
    assert [each["id"] for each in found] == sorted(each.id for each in (*given, other))
    assert {each["source"] for each in found} == {"END_USER"}
    assert {each["userId"] for each in found} == {user.id}
    narrowed = await okta.walk(path, scopeId="profile", expand="scope")
    assert {each["clientId"] for each in narrowed} == {given[0].client_id, other.client_id}
    assert {each["_embedded"]["scope"]["id"] for each in narrowed} == {"profile"}
    one = (await okta.get(f"{path}/{other.id}")).body
    assert one["_links"]["app"]["title"] == "Payroll Reports"
    clients = await okta.walk(f"/api/v1/users/{user.id}/clients")
    assert other.client_id in {each["client_id"] for each in clients}
    of_client = f"/api/v1/users/{user.id}/clients/{other.client_id}/grants"
    assert [each["id"] for each in await okta.walk(of_client)] == [other.id]


async def test_a_person_takes_consents_back(okta: Okta) -> None:
    user, app = okta.user(), okta.app("Acme Intranet")
    given = [consent(okta, app, scope) for scope in ("profile", "email")]
    other = consent(okta, okta.app("Payroll Reports"), "profile")
    root = f"/api/v1/users/{user.id}"
    assert (await okta.delete(f"{root}/grants/{given[0].id}")).status == 204
    assert (await okta.get(f"{root}/grants/{given[0].id}")).code == "E0000007"
    elsewhere = f"/api/v1/users/{okta.user('noah.berg').id}/grants/{given[1].id}"
    assert (await okta.delete(elsewhere)).code == "E0000007"
    assert (await okta.delete(f"{root}/clients/{other.client_id}/grants")).status == 204
    assert [each["id"] for each in await okta.walk(f"{root}/grants")] == [given[1].id]
    assert (await okta.delete(f"{root}/grants")).status == 204
    assert await okta.walk(f"{root}/grants") == []
    assert (await okta.get(f"{root}/clients/0oanone/grants")).code == "E0000007"


async def test_a_deleted_person_consented_to_nothing(okta: Okta) -> None:
    user = okta.user()
    consent(okta, okta.app("Acme Intranet"), "profile")
    for _ in range(2):
        await okta.delete(f"/api/v1/users/{user.id}")
    assert not len(okta.tenant.user_consents)
