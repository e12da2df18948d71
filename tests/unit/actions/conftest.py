"""A desk whose provider is made of paper."""

from __future__ import annotations

import pytest

from deskhand.actions.declare import Action
from deskhand.kernel.db import Database
from tests.unit.actions.paper import ACTIONS, Desk, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def actions() -> tuple[Action, ...]:
    return ACTIONS


@pytest.fixture
async def desk(database: Database, world: World, actions: tuple[Action, ...]) -> Desk:
    made = Desk(database, world, actions)
    await made.prepare()
    return made
