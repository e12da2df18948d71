"""All SQL of the requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from deskhand.accounts.model import Account
from deskhand.actions.model import ActionRun
from deskhand.directory.model import Person
from deskhand.directory.text import like, words
from deskhand.requests.model import OPEN, EntryKind, Request, Status, TimelineEntry, Visibility
from deskhand.requests.refs import id_of
from deskhand.requests.views import Counts, Filter, Row

_requester = aliased(Person, name="requester")
_subject = aliased(Person, name="subject")


async def exists(session: AsyncSession) -> bool:
    return await session.scalar(sa.select(Request.id).limit(1)) is not None


async def locked(session: AsyncSession, request_id: int) -> Request | None:
    """The request as it is now, held until the transaction ends."""
    return await session.scalar(
        sa.select(Request)
        .where(Request.id == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def lock_person(session: AsyncSession, person_id: int) -> None:
    """Hold a person before a request about him is written and acted on.

    The new request's foreign key holds the person too, but not alone: two at once would then both
    wait for the other when the action wants him for itself.
    """
    await session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())


async def row(session: AsyncSession, request_id: int) -> Row | None:
    found = await session.execute(_rows().where(Request.id == request_id))
    one = found.one_or_none()
    return Row(*one) if one is not None else None


async def requester_id(session: AsyncSession, request_id: int) -> int | None:
    return await session.scalar(sa.select(Request.requester_id).where(Request.id == request_id))


async def page(
    session: AsyncSession,
    asked: Filter,
    *,
    requester_id: int | None,
    account_id: str,
    limit: int,
    offset: int,
) -> tuple[list[Row], int]:
    """Requests that match, newest change first, and how many there are.

    `requester_id` narrows them to one requester's own; None means everybody's.
    """
    wanted = _wanted(asked, account_id)
    if requester_id is not None:
        wanted.append(Request.requester_id == requester_id)
    order = (Request.updated_at.desc(), Request.id.desc())
    found = await session.execute(
        _rows().where(*wanted).order_by(*order).limit(limit).offset(offset)
    )
    counted = _joined(sa.select(sa.func.count(Request.id))).where(*wanted)
    return [Row(*each) for each in found], await session.scalar(counted) or 0


async def counts(session: AsyncSession, *, requester_id: int | None, account_id: str) -> Counts:
    """How many there are of each kind."""
    is_open = Request.status.in_(OPEN)
    query = sa.select(
        *(_count(Request.status == status) for status in Status),
        _count(sa.and_(is_open, Request.assignee_id == account_id)),
        _count(sa.and_(is_open, Request.assignee_id.is_(None))),
        _count(Request.attention.is_not(None)),
    )
    if requester_id is not None:
        query = query.where(Request.requester_id == requester_id)
    found: Any = (await session.execute(query)).one()
    new, in_progress, waiting, resolved, mine, unassigned, attention = found
    return Counts(
        open=new + in_progress + waiting,
        new=new,
        in_progress=in_progress,
        waiting=waiting,
        resolved=resolved,
        mine=mine,
        unassigned=unassigned,
        attention=attention,
    )


async def entries(
    session: AsyncSession, request_id: int, visibility: Visibility | None
) -> list[TimelineEntry]:
    """The timeline, oldest first; only entries of this visibility if one is given."""
    query = sa.select(TimelineEntry).where(TimelineEntry.request_id == request_id)
    if visibility is not None:
        query = query.where(TimelineEntry.visibility == visibility)
    return list(await session.scalars(query.order_by(TimelineEntry.id)))


async def last_resolved_at(session: AsyncSession, request_id: int) -> datetime | None:
    """When the request was last resolved, whatever became of it since."""
    found = await session.scalars(
        sa.select(TimelineEntry)
        .where(TimelineEntry.request_id == request_id, TimelineEntry.kind == EntryKind.STATUS)
        .order_by(TimelineEntry.id.desc())
    )
    return next((each.at for each in found if (each.change or {}).get("to") == "resolved"), None)


async def settled_runs(
    session: AsyncSession, subject_ref: str, after: datetime | None
) -> Sequence[ActionRun]:
    """Action runs of a request that ended after a moment, in that order."""
    query = sa.select(ActionRun).where(
        ActionRun.subject_ref == subject_ref, ActionRun.settled_at.is_not(None)
    )
    if after is not None:
        query = query.where(ActionRun.settled_at > after)
    return list(await session.scalars(query.order_by(ActionRun.settled_at, ActionRun.id)))


def _joined(query: Any) -> Any:
    return (
        query.select_from(Request)
        .join(_requester, _requester.id == Request.requester_id)
        .join(_subject, _subject.id == Request.subject_id)
    )


def _rows() -> Any:
    query = sa.select(Request, _requester, _subject, Account)
    return _joined(query).outerjoin(Account, Account.id == Request.assignee_id)


def _wanted(asked: Filter, account_id: str) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    if asked.status == "open":
        wanted.append(Request.status.in_(OPEN))
    elif asked.status != "all":
        wanted.append(Request.status == asked.status)
    if asked.mine:
        wanted.append(Request.assignee_id == account_id)
    if asked.unassigned:
        wanted.append(Request.assignee_id.is_(None))
    if asked.attention:
        wanted.append(Request.attention.is_not(None))
    return wanted + [_has(word) for word in words(asked.q)]


def _has(word: str) -> sa.ColumnElement[bool]:
    """The word is in the title or in the name of the requester or the subject, or is the number."""
    pattern = like(word)
    texts = (Request.search_text, _requester.sort_name, _subject.sort_name)
    found: list[sa.ColumnElement[bool]] = [text.like(pattern, escape="\\") for text in texts]
    number = id_of(word)
    if number is not None:
        found.append(Request.id == number)
    return sa.or_(*found)


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.count(sa.case((condition, 1)))
