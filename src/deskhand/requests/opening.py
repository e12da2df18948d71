"""A new request: what it must say, and its first entry."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.directory.service import Directory
from deskhand.directory.text import fold
from deskhand.kernel import audit, clock, context
from deskhand.kernel.errors import FieldError, invalid
from deskhand.requests import repeats, store
from deskhand.requests.entries import enter
from deskhand.requests.model import EntryKind, Request, Status
from deskhand.requests.text import is_blank


@dataclass(frozen=True, slots=True)
class New:
    """A request that is to be. `closes_itself`: it is there for an action, and ends with it.

    `internal`: it is the desk's own, which its requester does not see.
    """

    title: str
    requester_id: int
    subject_id: int
    description: str = ""
    status: Status = Status.NEW
    assignee_id: str | None = None
    closes_itself: bool = False
    internal: bool = False
    idempotency_key: str | None = None


async def add(session: AsyncSession, directory: Directory, new: New) -> Request:
    """Write it, in the name of whoever acts now. Raises `invalid`, a message a field."""
    title, description = new.title.strip(), new.description.strip()
    if is_blank(title):
        raise invalid(
            "A request needs a title.",
            FieldError("title", "Say in one line what it is about."),
        )
    await _demand_people(session, directory, new)
    now = clock.now()
    request = Request(
        title=title,
        description=description,
        search_text=fold(title),
        status=new.status,
        requester_id=new.requester_id,
        subject_id=new.subject_id,
        assignee_id=new.assignee_id,
        origin=context.current().origin,
        version=1,
        closes_itself=new.closes_itself,
        internal=new.internal,
        created_at=now,
        updated_at=now,
    )
    session.add(request)
    # The number is the database's.
    await session.flush()
    enter(
        session,
        request.id,
        EntryKind.OPENED,
        body=description or None,
        idempotency_key=new.idempotency_key,
    )
    if not await store.flush_entry(session):
        raise repeats.other_order()
    audit.record(
        session,
        audit.Tag.REQUEST_CREATE,
        f"request/{request.id}",
        requester=new.requester_id,
        subject=new.subject_id,
    )
    return request


async def repeated(session: AsyncSession, account_id: str, new: New) -> Request | None:
    """The request that the account has opened as this one before; None when it is new.

    The account stays locked: the same sent twice at once finds itself. Raises `invalid` when the
    key stands for something else.
    """
    if new.idempotency_key is None:
        return None
    await store.lock_account(session, account_id)
    return await repeats.opened(
        session,
        new.idempotency_key,
        title=new.title.strip(),
        description=new.description.strip(),
        requester_id=new.requester_id,
        subject_id=new.subject_id,
    )


async def _demand_people(session: AsyncSession, directory: Directory, new: New) -> None:
    known = await directory.people(session, {new.requester_id, new.subject_id})
    named = (("requester_id", new.requester_id), ("subject_id", new.subject_id))
    absent = [
        FieldError(field, "This person is not in the directory.")
        for field, each in named
        if each not in known
    ]
    if absent:
        raise invalid("The request names somebody who is not in the directory.", *absent)
