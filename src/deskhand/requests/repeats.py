"""What was written before under the same idempotency key: a lost answer is asked for again."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.kernel import context
from deskhand.kernel.errors import DeskhandError, invalid
from deskhand.requests import store
from deskhand.requests.model import EntryKind, Request, TimelineEntry


async def message(
    session: AsyncSession, key: str | None, request: Request, kind: EntryKind, body: str
) -> TimelineEntry | None:
    """The entry that the actor has written under this key; the caller holds the request.

    Raises `invalid` when the key stands for something else.
    """
    found = await _found(session, key)
    if found is not None and (found.request_id, found.kind, found.body) != (request.id, kind, body):
        raise other_order()
    return found


async def opened(
    session: AsyncSession,
    key: str | None,
    *,
    title: str,
    description: str,
    requester_id: int,
    subject_id: int,
) -> Request | None:
    """The request that the actor has opened under this key; the caller holds the actor's account.

    Raises `invalid` when the key stands for something else.
    """
    found = await _found(session, key)
    if found is None:
        return None
    request = await store.locked(session, found.request_id)
    asked = (title, description, requester_id, subject_id)
    if (
        request is None
        or found.kind != EntryKind.OPENED
        or (request.title, request.description, request.requester_id, request.subject_id) != asked
    ):
        raise other_order()
    return request


def other_order() -> DeskhandError:
    return invalid(
        "This idempotency key was used for something else. What is new needs a key of its own."
    )


async def _found(session: AsyncSession, key: str | None) -> TimelineEntry | None:
    if key is None:
        return None
    actor = context.current().actor
    return await store.entry_of_key(session, actor.kind, actor.id, key)
