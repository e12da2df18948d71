"""Replies and notes, and what a reply does to its request."""

from __future__ import annotations

from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.kernel.errors import FieldError, invalid
from deskhand.requests import moves, repeats, rules, store
from deskhand.requests.entries import enter
from deskhand.requests.model import EntryKind, Request, Status, TimelineEntry, Visibility
from deskhand.requests.text import is_blank

MessageKind = Literal["reply", "note"]


def demand_text(body: str) -> str:
    """The message without the space around it. Raises `invalid` when nothing is to be seen."""
    body = body.strip()
    if is_blank(body):
        raise invalid("The message is empty.", FieldError("body", "Write something."))
    return body


async def add(
    session: AsyncSession,
    account: Account,
    request: Request,
    kind: MessageKind,
    body: str,
    *,
    idempotency_key: str | None,
) -> tuple[TimelineEntry, bool]:
    """Write it on a locked request, and whether it is new: sent again, it is there already."""
    found = await repeats.message(session, idempotency_key, request, EntryKind(kind), body)
    if found is not None:
        return found, False
    internal = kind == "note"
    entry = enter(
        session,
        request.id,
        EntryKind(kind),
        body=body,
        visibility=Visibility.INTERNAL if internal else Visibility.PUBLIC,
        idempotency_key=idempotency_key,
    )
    if not await store.flush_entry(session):
        raise repeats.other_order()
    # There is a conversation now: it ends when people say so.
    request.closes_itself = False
    if not internal:
        _reply(session, account, request, entry)
    request.updated_at = entry.at
    return entry, True


def _reply(session: AsyncSession, account: Account, request: Request, entry: TimelineEntry) -> None:
    request.last_message_at = entry.at
    if rules.reply_moves(account, request):
        moves.move(session, request, Status.IN_PROGRESS)
        request.version += 1
