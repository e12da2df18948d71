"""Okta's own client as a service application: it proves itself with a key, and binds its tokens to one."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.contract.sandbox.client import ELENA
from tests.contract.sandbox.oauth_client import OAuth, rsa_key
from tests.contract.sandbox.official import Client, done, models, refused, told

pytestmark = pytest.mark.filterwarnings("ignore:::okta", "ignore:::pydantic")
SCOPES = ("okta.users.manage", "okta.groups.manage", "okta.apps.read", "okta.logs.read")


@asynccontextmanager
async def signing(oauth: OAuth, *, dpop: bool, kid: str = "one") -> AsyncGenerator[Any]:
    """The client with the key that the service application of this id has."""
    key = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    config = {
        "orgUrl": oauth.base,
        "authorizationMode": "PrivateKey",
        "clientId": "0oaService",
        "scopes": list(SCOPES),
        "privateKey": key.decode(),
        "kid": kid,
        "dpopEnabled": dpop,
    }
    async with Client(config) as found:
        yield found


@pytest.fixture(params=[False, True], ids=["bearer", "dpop"])
async def dpop(
    oauth: OAuth, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> bool:
    """Whether the service application has to bind its tokens to a key."""
    monkeypatch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
    await oauth.service(*SCOPES, dpop=request.param)
    return bool(request.param)


@pytest.fixture
async def client(oauth: OAuth, dpop: bool) -> AsyncGenerator[Any]:
    async with signing(oauth, dpop=dpop) as found:
        yield found


async def test_it_reads_and_changes_what_its_scopes_open(
    client: Any, oauth: OAuth, dpop: bool
) -> None:
    tenant, elena = oauth.okta.tenant, oauth.okta.user()
    assert len(await told(client.list_users())) > 50
    assert len(await told(client.list_applications(limit=50))) == len(
        [app for app in tenant.apps if app.status != "DELETED"]
    )
    # Its own encoding of the @ is not the tenant's.
    assert (await told(client.get_user(ELENA))).id == elena.id
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
    assert [row.jkt is not None for row in tenant.access_tokens] == [dpop]
    # With a proof the first call only learns the nonce.
    paths = [call["path"] for call in await oauth.okta.calls()]
    assert paths.count("/oauth2/v1/token") == 1 + dpop


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


@pytest.mark.parametrize("dpop", [True], indirect=True)
async def test_what_it_says_when_it_is_not_let_in(oauth: OAuth, dpop: bool) -> None:
    async with signing(oauth, dpop=False) as unbound:
        told_of = await refused(unbound.list_users())
        assert "The DPoP proof JWT header is missing." in told_of
    async with signing(oauth, dpop=dpop, kid="two") as stranger:
        assert "invalid_client" in await refused(stranger.list_users())
