"""The sandbox tenant in this process, and the product's provider on it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator

import pytest

from deskhand.directory.provider import ConnectionAccess
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.provider import OktaProvider
from deskhand.integrations.okta.source import OktaSource
from deskhand.kernel import clock
from deskhand.kernel.http import Http, Timeouts
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import Sandbox, serve

TOKEN = "contract-token"


class SharedTime(clock.MovableClock):
    """The product's time; when the product waits, the tenant's clock moves along."""

    def __init__(self) -> None:
        super().__init__(clock.now())
        self.sandbox: Sandbox | None = None

    async def sleep(self, seconds: float) -> None:
        if self.sandbox is not None:
            self.sandbox.tenant.clock.advance(seconds)
        await super().sleep(seconds)


@pytest.fixture
def shared_time() -> Iterator[SharedTime]:
    moving = SharedTime()
    previous = clock.use(moving)
    yield moving
    clock.use(previous)


@pytest.fixture
async def sandbox(shared_time: SharedTime) -> AsyncGenerator[Sandbox]:
    async with serve(Plan(api_tokens=(TOKEN,))) as served:
        shared_time.sandbox = served
        yield served


@pytest.fixture
async def provider(shared_time: SharedTime) -> AsyncGenerator[OktaProvider]:
    """Gives up on a silent tenant soon."""
    made = OktaProvider(
        http=Http(timeouts=Timeouts(connect=10, silence=0.6, total=20)), random=lambda: 0.0
    )
    yield made
    await made.close()


@pytest.fixture
def access(sandbox: Sandbox) -> ConnectionAccess:
    return ConnectionAccess(1, sandbox.url, "api_token", TOKEN)


@pytest.fixture
def source(provider: OktaProvider, access: ConnectionAccess) -> OktaSource:
    return provider.source(access)


@pytest.fixture
def door(provider: OktaProvider, access: ConnectionAccess) -> OktaDoor:
    return provider.door(access)
