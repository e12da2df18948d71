"""Accounts on both databases, with a moved clock."""

from __future__ import annotations

import pytest

from deskhand.accounts.model import Account
from deskhand.accounts.service import Accounts
from deskhand.kernel.db import Database
from deskhand.kernel.permissions import Role

PASSWORD = "correct horse battery"
_HASHES: list[str] = []


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database)


@pytest.fixture
async def noah(accounts: Accounts, database: Database) -> Account:
    """An agent who can sign in with `PASSWORD`."""
    if not _HASHES:
        # One hash serves all: making it takes a tenth of a second.
        _HASHES.append(await accounts.hash(PASSWORD))
    async with database.transaction() as session:
        return await accounts.create(
            session,
            email=" Noah.Berg@Acme.example ",
            name="Noah Berg",
            role=Role.AGENT,
            password_hash=_HASHES[0],
        )
