"""A tenant of one test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import Sandbox, serve
from tests.contract.sandbox.browser import Browser
from tests.contract.sandbox.client import TOKEN, Okta
from tests.contract.sandbox.oauth_client import OAuth


@pytest.fixture
async def sandbox() -> AsyncGenerator[Sandbox]:
    async with serve(Plan(users=80, api_tokens=(TOKEN,))) as found:
        yield found


@pytest.fixture
async def okta(sandbox: Sandbox) -> AsyncGenerator[Okta]:
    async with aiohttp.ClientSession() as session:
        yield Okta(sandbox, session)
    # The transports close in the next turn of the loop.
    await asyncio.sleep(0)


@pytest.fixture
async def browser(okta: Okta) -> AsyncGenerator[Browser]:
    # Addresses have no cookies unless a jar is told so.
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(okta, session)
    await asyncio.sleep(0)


@pytest.fixture
async def oauth(okta: Okta) -> AsyncGenerator[OAuth]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        yield OAuth(okta, browser)
    await asyncio.sleep(0)


@pytest.fixture
async def client(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Any]:
    """Okta's own client with an API token of a super administrator."""
    # Seconds to import, for the few tests that use it.
    from tests.contract.sandbox.official import Client

    monkeypatch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
    async with Client({"orgUrl": sandbox.url, "token": TOKEN}) as found:
        yield found
