"""SQL of what runs have revealed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.model import ActionSecret
from deskhand.kernel.db import locked


async def of_run(session: AsyncSession, run_id: str, *, lock: bool = False) -> ActionSecret | None:
    query = sa.select(ActionSecret).where(ActionSecret.run_id == run_id)
    return await session.scalar(locked(query) if lock else query)


async def of_runs(session: AsyncSession, run_ids: Iterable[str]) -> dict[str, ActionSecret]:
    query = sa.select(ActionSecret).where(ActionSecret.run_id.in_(set(run_ids)))
    return {each.run_id: each for each in await session.scalars(query)}


async def sealed(session: AsyncSession) -> list[ActionSecret]:
    """Those that have not been shown and have not expired, locked."""
    query = sa.select(ActionSecret).where(ActionSecret.sealed.is_not(None))
    return list(await session.scalars(locked(query.order_by(ActionSecret.run_id))))


async def forget_expired(session: AsyncSession, now: datetime) -> None:
    """Destroy the secrets whose time is over; that there were some is kept."""
    await session.execute(
        sa.update(ActionSecret)
        .where(ActionSecret.expires_at <= now, ActionSecret.sealed.is_not(None))
        .values(sealed=None)
    )
