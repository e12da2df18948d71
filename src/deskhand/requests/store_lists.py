"""SQL of the inbox: requests with the people around them, filtered, sorted and counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from deskhand.accounts.model import Account
from deskhand.directory.model import Person, SyncRun, SyncState
from deskhand.directory.text import like, words
from deskhand.kernel import clock
from deskhand.requests import attention
from deskhand.requests.model import OPEN, Attention, Priority, Request, Status
from deskhand.requests.refs import id_of
from deskhand.requests.views import Counts, Filter, Row, Sort

_requester = aliased(Person, name="requester")
_subject = aliased(Person, name="subject")
_rank = sa.case({each: rank for rank, each in enumerate(Priority)}, value=Request.priority)
_ORDERS: dict[Sort, tuple[sa.ColumnElement[Any], ...]] = {
    "updated": (Request.updated_at.desc(), Request.id.desc()),
    "-created": (Request.created_at.desc(), Request.id.desc()),
    "created": (Request.created_at.asc(), Request.id.asc()),
    "priority": (_rank.desc(), Request.updated_at.desc(), Request.id.desc()),
}


async def row(session: AsyncSession, request_id: int) -> Row | None:
    found = await session.execute(_rows().where(Request.id == request_id))
    one = found.one_or_none()
    return _row(one, clock.now()) if one is not None else None


async def page(
    session: AsyncSession,
    asked: Filter,
    *,
    requester_id: int | None,
    account_id: str,
    limit: int,
    offset: int,
) -> tuple[list[Row], int]:
    """Requests that match, in the order that was asked for, and how many there are.

    `requester_id` narrows them to one requester's own; None means everybody's.
    """
    now = clock.now()
    wanted = _wanted(asked, account_id, now)
    if requester_id is not None:
        wanted += _own(requester_id)
    found = await session.execute(
        _rows().where(*wanted).order_by(*_ORDERS[asked.sort]).limit(limit).offset(offset)
    )
    counted = _joined(sa.select(sa.func.count(Request.id))).where(*wanted)
    return [_row(each, now) for each in found], await session.scalar(counted) or 0


async def counts(session: AsyncSession, *, requester_id: int | None, account_id: str) -> Counts:
    """How many there are of each kind."""
    is_open = Request.status.in_(OPEN)
    now = clock.now()
    query = sa.select(
        *(_count(Request.status == status) for status in Status),
        _count(sa.and_(is_open, Request.assignee_id == account_id)),
        _count(sa.and_(is_open, Request.assignee_id.is_(None))),
        *(_count(_needs(kind, now)) for kind in Attention),
    )
    if requester_id is not None:
        query = query.where(*_own(requester_id))
    found: Any = (await session.execute(query)).one()
    new, in_progress, waiting, resolved, mine, unassigned, failed, unknown, overdue = found
    return Counts(
        open=new + in_progress + waiting,
        new=new,
        in_progress=in_progress,
        waiting=waiting,
        resolved=resolved,
        mine=mine,
        unassigned=unassigned,
        attention=failed + unknown + overdue,
        failed=failed,
        unknown=unknown,
        overdue=overdue,
    )


async def held_syncs(session: AsyncSession) -> list[dict[str, int]]:
    """What the newest sync of each connection holds, by family, where it holds anything.

    Only the newest one's removals can be applied; one that came after it has judged them anew.
    """
    newer = aliased(SyncRun)
    found = await session.scalars(
        sa.select(SyncRun.held).where(
            SyncRun.state == SyncState.HELD,
            ~sa.exists().where(
                newer.connection_id == SyncRun.connection_id,
                newer.generation > SyncRun.generation,
            ),
        )
    )
    return list(found)


def _own(requester_id: int) -> list[sa.ColumnElement[bool]]:
    """What `rules.may_see` lets a requester see."""
    return [Request.requester_id == requester_id, Request.internal.is_(False)]


def _joined(query: Any) -> Any:
    return (
        query.select_from(Request)
        .join(_requester, _requester.id == Request.requester_id)
        .join(_subject, _subject.id == Request.subject_id)
    )


def _rows() -> Any:
    query = sa.select(Request, _requester, _subject, Account)
    return _joined(query).outerjoin(Account, Account.id == Request.assignee_id)


def _row(found: Any, now: datetime) -> Row:
    request, requester, subject, assignee = found
    return Row(request, requester, subject, assignee, *attention.of(request, now))


def _wanted(asked: Filter, account_id: str, now: datetime) -> list[sa.ColumnElement[bool]]:
    exact = (
        (Request.priority, asked.priority),
        (Request.origin, asked.origin),
        (Request.assignee_id, asked.assignee),
        (Request.assignee_id, account_id if asked.mine else None),
    )
    wanted = [column == value for column, value in exact if value is not None]
    if asked.status == "open":
        wanted.append(Request.status.in_(OPEN))
    elif asked.status != "all":
        wanted.append(Request.status == asked.status)
    if asked.unassigned:
        wanted.append(Request.assignee_id.is_(None))
    if asked.attention:
        wanted.append(sa.or_(*(_needs(kind, now) for kind in Attention)))
    if asked.attention_kind is not None:
        wanted.append(_needs(asked.attention_kind, now))
    if asked.person is not None:
        around = (Request.requester_id, Request.subject_id)
        wanted.append(sa.or_(*(column == asked.person for column in around)))
    return wanted + [_has(word) for word in words(asked.q)]


def _needs(kind: Attention, now: datetime) -> sa.ColumnElement[bool]:
    """What `attention.of` says of a request, asked of the database."""
    if kind != Attention.OVERDUE:
        return Request.attention_kind == kind
    late = (
        sa.and_(Request.priority == priority, Request.created_at < now - limit)
        for priority, limit in attention.FIRST_ANSWER.items()
    )
    return sa.and_(Request.attention_kind.is_(None), Request.status == Status.NEW, sa.or_(*late))


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
