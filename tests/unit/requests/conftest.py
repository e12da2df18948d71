"""A filled desk, without a server around it."""

from __future__ import annotations

import pytest

from deskhand.kernel.db import Database
from tests.web.desk import Desk


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.fill()
    return made
