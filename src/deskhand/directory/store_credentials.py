"""Sealed credentials of connections, all at once: for a change of the key that seals them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import Connection
from deskhand.kernel import audit
from deskhand.kernel.crypto import KeyRing
from deskhand.kernel.db import locked


def row_of(connection_id: int) -> str:
    """What a connection's credentials are bound to."""
    return f"connection/{connection_id}/credentials"


async def reseal(session: AsyncSession, keys: KeyRing) -> int:
    """Seal with the newest key what an older one has sealed; returns how many there were.

    Raises `unreadable_secret` for a value that none of the keys opens; then nothing is changed.
    """
    query = sa.select(Connection).where(Connection.credentials.is_not(None))
    count = 0
    for each in await session.scalars(locked(query.order_by(Connection.id))):
        sealed = each.credentials or b""
        if sealed.startswith(keys.newest_key_id):
            continue
        row = row_of(each.id)
        each.credentials = keys.seal(keys.open(sealed, row=row), row=row)
        audit.record(session, audit.Tag.CONNECTION_CREDENTIALS_RESEAL, f"connection/{each.id}")
        count += 1
    return count
