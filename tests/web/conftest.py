"""A filled desk behind a real server, and browsers on it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from deskhand.kernel.db import Database
from deskhand.web.app import create_app
from tests.web.client import Browser, serving
from tests.web.desk import Desk

Open = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.fill()
    return made


@pytest.fixture
async def url(desk: Desk) -> AsyncGenerator[str]:
    async with serving(create_app(desk.parts)) as address:
        yield address


@pytest.fixture
async def browser(url: str) -> AsyncGenerator[Open]:
    """Opens a browser, signed in as the account of that first name if one is given."""
    async with AsyncExitStack() as stack:

        async def open_one(key: str | None = None) -> Browser:
            made = await stack.enter_async_context(Browser(url))
            if key is not None:
                reply = await made.sign_in(key)
                assert reply.status == 200, reply.body
            return made

        yield open_one
