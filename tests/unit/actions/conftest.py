"""A desk whose provider is made of paper."""

from __future__ import annotations

import pytest

from deskhand.kernel.db import Database
from tests.unit.actions.paper import Desk, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def desk(database: Database, world: World) -> Desk:
    made = Desk(database, world)
    await made.prepare()
    return made
