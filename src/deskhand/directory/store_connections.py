"""SQL of connections."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import Connection, ConnectionState, SetupState
from deskhand.kernel.db import locked


async def by_id(
    session: AsyncSession, connection_id: int, *, lock: bool = False
) -> Connection | None:
    query = sa.select(Connection).where(Connection.id == connection_id)
    return await session.scalar(locked(query) if lock else query)


async def of_provider(
    session: AsyncSession, provider: str, *, lock: bool = False
) -> Connection | None:
    """The connection of this kind; there is one at most for now."""
    query = sa.select(Connection).where(Connection.provider == provider).order_by(Connection.id)
    return await session.scalar((locked(query) if lock else query).limit(1))


async def alone(session: AsyncSession) -> None:
    """Nobody else changes connections until the caller's transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(sa.text("LOCK TABLE connection IN SHARE ROW EXCLUSIVE MODE"))


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """Connections that work, are set up, and whose next sync is due."""
    found = await session.scalars(
        sa.select(Connection.id).where(
            Connection.state == ConnectionState.CONNECTED,
            Connection.setup == SetupState.FINISHED,
            Connection.next_sync_at <= now,
        )
    )
    return list(found)


async def touch(session: AsyncSession, connection_id: int, at: datetime) -> None:
    """The provider answered a call just now."""
    await session.execute(
        sa.update(Connection).where(Connection.id == connection_id).values(last_call_at=at)
    )
