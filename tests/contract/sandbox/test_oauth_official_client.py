"""Okta's own client signs in with a private key, and binds its tokens to another."""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from tests.contract.sandbox.client import ELENA
from tests.contract.sandbox.oauth_client import OAuth, rsa_key

with warnings.catch_warnings():
    # It is not ours to repair.
    warnings.simplefilter("ignore")
    from okta.client import Client

pytestmark = pytest.mark.filterwarnings("ignore:::okta", "ignore:::pydantic")
SCOPES = ["okta.users.manage", "okta.groups.read"]


@asynccontextmanager
async def client(oauth: OAuth, monkeypatch: pytest.MonkeyPatch, **more: Any) -> AsyncGenerator[Any]:
    monkeypatch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
    key = rsa_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    config = {
        "orgUrl": oauth.base,
        "authorizationMode": "PrivateKey",
        "clientId": "0oaService",
        "privateKey": key.decode(),
        "kid": "one",
        "scopes": SCOPES,
        **more,
    }
    async with Client(config) as found:
        yield found


@pytest.mark.parametrize("dpop", [False, True])
async def test_it_reads_and_acts(oauth: OAuth, monkeypatch: pytest.MonkeyPatch, dpop: bool) -> None:
    await oauth.service(*SCOPES, dpop=dpop)
    async with client(oauth, monkeypatch, dpopEnabled=dpop) as okta:
        users, _, error = await okta.list_users(limit=5)
        assert error is None, error
        assert len(users) == 5
        groups, _, error = await okta.list_groups()
        assert error is None, error
        assert len(groups) == len(oauth.okta.tenant.groups)
        # Its own encoding of the @ is not the tenant's.
        user, _, error = await okta.get_user(ELENA)
        assert error is None, error
        *_, error = await okta.suspend_user(user.id)
        assert error is None, error
    assert oauth.okta.user().status == "SUSPENDED"
    rows = list(oauth.okta.tenant.access_tokens)
    assert [row.jkt is not None for row in rows] == [dpop]
    paths = [call["path"] for call in await oauth.okta.calls()]
    assert paths.count("/oauth2/v1/token") == 1 + dpop


async def test_what_it_says_of_refusals(oauth: OAuth, monkeypatch: pytest.MonkeyPatch) -> None:
    await oauth.service(*SCOPES, dpop=True)
    async with client(oauth, monkeypatch) as okta:
        *_, error = await okta.list_users()
        assert "The DPoP proof JWT header is missing." in str(error)
    async with client(oauth, monkeypatch, dpopEnabled=True, kid="two") as okta:
        *_, error = await okta.list_users()
        assert "invalid_client" in str(error)
