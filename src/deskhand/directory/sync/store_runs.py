"""SQL of sync runs and of the parts they have finished."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.model import SyncPart, SyncRun, SyncState
from deskhand.kernel.db import locked, upsert_rows

_ACTIVE = (SyncState.QUEUED, SyncState.RUNNING)
_parts = cast("sa.Table", SyncPart.__table__)


async def run(session: AsyncSession, run_id: str, *, lock: bool = False) -> SyncRun | None:
    query = sa.select(SyncRun).where(SyncRun.id == run_id)
    return await session.scalar(locked(query) if lock else query)


async def active(session: AsyncSession, connection_id: int | None = None) -> list[SyncRun]:
    """Runs that are queued or running, of one connection or of all."""
    query = sa.select(SyncRun).where(SyncRun.state.in_(_ACTIVE))
    if connection_id is not None:
        query = query.where(SyncRun.connection_id == connection_id)
    return list(await session.scalars(query))


async def recent(session: AsyncSession, connection_id: int, limit: int) -> list[SyncRun]:
    """Newest first."""
    return list(
        await session.scalars(
            sa.select(SyncRun)
            .where(SyncRun.connection_id == connection_id)
            .order_by(SyncRun.queued_at.desc(), SyncRun.id.desc())
            .limit(limit)
        )
    )


async def next_generation(session: AsyncSession, connection_id: int) -> int:
    newest = await session.scalar(
        sa.select(sa.func.max(SyncRun.generation)).where(SyncRun.connection_id == connection_id)
    )
    return (newest or 0) + 1


async def save_progress(session: AsyncSession, run_id: str, values: dict[str, Any]) -> bool:
    """Store where the run is; whether somebody has asked to cancel it."""
    await session.execute(
        sa.update(SyncRun)
        .where(SyncRun.id == run_id, SyncRun.state == SyncState.RUNNING)
        .values(**values)
    )
    return bool(
        await session.scalar(sa.select(SyncRun.cancel_requested).where(SyncRun.id == run_id))
    )


async def finish_parts(
    session: AsyncSession, run_id: str, parts: Sequence[tuple[str, dict[str, Any]]]
) -> None:
    """Record parts as read and applied, in the transaction that applies them."""
    rows = [{"run_id": run_id, "part": part, "counts": counts} for part, counts in parts]
    await upsert_rows(session, _parts, rows, key=("run_id", "part"))


async def parts(session: AsyncSession, run_id: str) -> list[tuple[str, dict[str, Any]]]:
    found = await session.execute(
        sa.select(SyncPart.part, SyncPart.counts)
        .where(SyncPart.run_id == run_id)
        .order_by(SyncPart.part)
    )
    return [(part, counts) for part, counts in found]


async def drop_parts(session: AsyncSession, run_id: str) -> None:
    await session.execute(sa.delete(SyncPart).where(SyncPart.run_id == run_id))
