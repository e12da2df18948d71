"""Dates of a demonstration's requests: what is written now is shown as having happened then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.requests import store
from deskhand.requests.model import EntryKind, Request, Status


async def backdate(session: AsyncSession, request: Request, at: datetime, *, after: int = 0) -> int:
    """Move all entries that follow the entry `after` to a moment, and the request with them.

    Returns the id of the last one. The audit log keeps the moment of writing.
    """
    await session.flush()
    entries = await store.entries(session, request.id, "all", staff=True)
    for entry in entries:
        if entry.id <= after:
            continue
        entry.at = at
        if entry.kind == EntryKind.OPENED:
            request.created_at = at
        if entry.kind == EntryKind.REPLY:
            request.last_message_at = at
    request.updated_at = at
    if request.status == Status.RESOLVED:
        request.resolved_at = at
    await session.flush()
    return entries[-1].id
