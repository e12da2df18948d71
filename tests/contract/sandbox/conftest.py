"""A tenant of one test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import aiohttp
import pytest

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import Sandbox, serve
from tests.contract.sandbox.client import TOKEN, Okta


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
