"""An org on loopback, and the product's provider connected to it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest
from aiohttp import web

from deskhand.directory.provider import ConnectionAccess
from deskhand.integrations.okta.provider import OktaProvider
from deskhand.integrations.okta.source import OktaSource
from deskhand.kernel.http import Http, Timeouts
from tests.unit.integrations.okta.org import Org


@pytest.fixture
async def org() -> AsyncGenerator[Org]:
    made = Org()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def provider(moved_clock: Callable[..., Any]) -> AsyncGenerator[OktaProvider]:
    """Patient for a fraction of a second only; its pauses pass at once."""
    made = OktaProvider(
        http=Http(timeouts=Timeouts(connect=10, silence=0.6, total=20)), random=lambda: 0.0
    )
    yield made
    await made.close()


@pytest.fixture
def access(org: Org) -> ConnectionAccess:
    return ConnectionAccess(1, org.url, "api_token", "00secret")


@pytest.fixture
def source(provider: OktaProvider, access: ConnectionAccess) -> OktaSource:
    return provider.source(access)
