"""SQL of single requests and their timelines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.actions.model import ActionRun
from deskhand.kernel.db import locked as under_lock
from deskhand.requests.model import EntryKind, Request, TimelineEntry, Visibility
from deskhand.requests.views import Part

_PARTS: dict[Part, sa.ColumnElement[bool]] = {
    "all": sa.true(),
    "public": TimelineEntry.visibility == Visibility.PUBLIC,
    "notes": TimelineEntry.kind == EntryKind.NOTE,
    "actions": TimelineEntry.kind == EntryKind.ACTION,
}


async def exists(session: AsyncSession) -> bool:
    return await session.scalar(sa.select(Request.id).limit(1)) is not None


async def locked(session: AsyncSession, request_id: int) -> Request | None:
    """The request as it is now, held until the transaction ends."""
    return await session.scalar(under_lock(sa.select(Request).where(Request.id == request_id)))


async def by_id(session: AsyncSession, request_id: int) -> Request | None:
    return await session.get(Request, request_id)


async def entries(
    session: AsyncSession, request_id: int, part: Part, *, staff: bool
) -> list[TimelineEntry]:
    """A part of the timeline, oldest first; those who are not staff get public entries only."""
    query = sa.select(TimelineEntry).where(TimelineEntry.request_id == request_id, _PARTS[part])
    if not staff:
        query = query.where(_PARTS["public"])
    return list(await session.scalars(query.order_by(TimelineEntry.id)))


async def entry_counts(session: AsyncSession, request_id: int, *, staff: bool) -> dict[Part, int]:
    """How many entries each part of the timeline has."""
    query = sa.select(
        *(sa.func.count(sa.case((condition, 1))) for condition in _PARTS.values())
    ).where(TimelineEntry.request_id == request_id)
    if not staff:
        query = query.where(_PARTS["public"])
    found = (await session.execute(query)).one()
    return dict(zip(_PARTS, found, strict=True))


async def entry_of_key(
    session: AsyncSession, actor_kind: str, actor_id: str, idempotency_key: str
) -> TimelineEntry | None:
    """What this actor has written under this key."""
    return await session.scalar(
        sa.select(TimelineEntry).where(
            TimelineEntry.actor_kind == actor_kind,
            TimelineEntry.actor_id == actor_id,
            TimelineEntry.idempotency_key == idempotency_key,
        )
    )


async def flush_entry(session: AsyncSession) -> bool:
    """Write the new entry; False when its idempotency key was used in another transaction just now.

    The caller's transaction must be given up then.
    """
    try:
        await session.flush()
    except IntegrityError:
        return False
    return True


async def lock_account(session: AsyncSession, account_id: str) -> None:
    """Hold an account, so that what it does twice at once happens one after the other."""
    query = sa.select(Account.id).where(Account.id == account_id)
    # Not against rows that only refer to the account.
    await session.execute(query.with_for_update(key_share=True))


async def last_resolved_at(session: AsyncSession, request_id: int) -> datetime | None:
    """When the request was last resolved, whatever became of it since."""
    found = await session.scalars(
        sa.select(TimelineEntry)
        .where(TimelineEntry.request_id == request_id, TimelineEntry.kind == EntryKind.STATUS)
        .order_by(TimelineEntry.id.desc())
    )
    return next((each.at for each in found if (each.change or {}).get("to") == "resolved"), None)


async def settled_runs(
    session: AsyncSession, subject_ref: str, after: datetime | None, run_id: str
) -> Sequence[ActionRun]:
    """Action runs of a request that ended after a moment, and the one of this id, in that order."""
    query = sa.select(ActionRun).where(
        ActionRun.subject_ref == subject_ref, ActionRun.settled_at.is_not(None)
    )
    if after is not None:
        # The run that ends now counts whatever a clock that was set back says.
        query = query.where(sa.or_(ActionRun.settled_at > after, ActionRun.id == run_id))
    return list(await session.scalars(query.order_by(ActionRun.settled_at, ActionRun.id)))


async def has_unsettled_runs(session: AsyncSession, subject_ref: str) -> bool:
    """Whether an action of the request has not ended."""
    found = await session.scalar(
        sa.select(ActionRun.id)
        .where(ActionRun.subject_ref == subject_ref, ActionRun.settled_at.is_(None))
        .limit(1)
    )
    return found is not None
