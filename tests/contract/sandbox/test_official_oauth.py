"""Okta's own client as a service application: it proves itself with a key, and binds its tokens to one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.contract.sandbox.oauth_client import OAuth, rsa_key
from tests.contract.sandbox.official import Client, done, models, told

pytestmark = pytest.mark.filterwarnings("ignore:::okta", "ignore:::pydantic")
SCOPES = ("okta.users.manage", "okta.groups.manage", "okta.apps.read", "okta.logs.read")


@pytest.fixture(params=[False, True], ids=["bearer", "dpop"])
async def client(
    oauth: OAuth, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Any]:
    monkeypatch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
    await oauth.service(*SCOPES, dpop=request.param)
    key = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    config = {
        "orgUrl": oauth.base,
        "authorizationMode": "PrivateKey",
        "clientId": "0oaService",
        "scopes": list(SCOPES),
        "privateKey": key.decode(),
        "kid": "one",
        "dpopEnabled": request.param,
    }
    async with Client(config) as found:
        yield found


async def test_it_reads_and_changes_what_its_scopes_open(client: Any, oauth: OAuth) -> None:
    tenant, elena = oauth.okta.tenant, oauth.okta.user()
    assert len(await told(client.list_users())) > 50
    assert len(await told(client.list_applications(limit=50))) == len(
        [app for app in tenant.apps if app.status != "DELETED"]
    )
    await told(client.suspend_user(elena.id))
    assert (await told(client.get_user(elena.id))).status == "SUSPENDED"
    await told(client.unsuspend_user(elena.id))
    assert len(await told(client.list_factors(elena.id))) == 3
    group = oauth.okta.group("Payroll Viewers")
    await done(client.assign_user_to_group(group.id, elena.id))
    assert tenant.memberships.get(group.id, elena.id)
    profile = models.OktaUserGroupProfile(name="Designers")
    made = await told(client.add_group(models.AddGroupRequest(profile=profile)))
    await done(client.delete_group(made.id))
    assert len(await told(client.list_group_rules())) == len(tenant.rules)
    assert await told(client.list_log_events(limit=5))
    # Everything above by one access token.
    assert oauth.noted("app.oauth2.token.grant.access_token") == 1


async def test_it_is_refused_what_no_scope_opens(client: Any, oauth: OAuth) -> None:
    app, elena = oauth.okta.app("Google Workspace"), oauth.okta.user()
    oauth.okta.tenant.app_users.remove(app.id, elena.id)
    wish = models.AppUserAssignRequest(id=elena.id, scope="USER")
    for call in (client.list_user_types, partial(client.assign_user_to_application, app.id, wish)):
        # The client takes an empty answer for no error.
        found, answer, _ = await call()
        assert not found
        assert answer.status_code == 403
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert oauth.okta.tenant.app_users.get(app.id, elena.id) is None
