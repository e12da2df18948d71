"""Requests: list, open, read, change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.kernel.permissions import Permission
from deskhand.requests.model import Attention, Priority, Status
from deskhand.requests.refs import ref_of
from deskhand.requests.rules import sees_all
from deskhand.requests.service import KEEP
from deskhand.requests.views import Filter, Row, Sort, StatusFilter
from deskhand.web.api.views import (
    MOST_ID,
    AccountRefView,
    IdempotencyKey,
    PersonRefView,
    Text,
    VerdictView,
    account_ref,
    person_ref,
    verdict_view,
)
from deskhand.web.edge import AccountDep, PartsDep, Reading, Writing, needs
from deskhand.web.parts import Parts
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["requests"], responses=PROBLEMS)

StatusName = Literal["new", "in_progress", "waiting", "resolved"]
PriorityName = Literal["low", "normal", "high", "urgent"]
AttentionName = Literal["failed", "unknown", "overdue"]
OriginName = Literal[
    "admin_dashboard",
    "employee_portal",
    "public_api",
    "command_line",
    "schedule",
    "setup",
]
AccountId = Annotated[Text, Field(max_length=40)]
Ref = Annotated[str, Path(max_length=30, examples=["REQ-12"])]
LONGEST_TEXT = 20_000


class RequestRowView(BaseModel):
    """One line of the inbox; `attention` says why somebody of the desk must look at it.

    Employees are told neither that nor the `priority`, and see no `internal` request: that is the
    desk's own, opened for an action on a person. `last_message_at` is that of the last public reply.
    """

    ref: str
    title: str
    status: StatusName
    priority: PriorityName | None
    internal: bool
    requester: PersonRefView
    subject: PersonRefView
    assignee: AccountRefView | None
    origin: OriginName
    created_at: datetime
    updated_at: datetime
    last_message_at: datetime | None
    resolved_at: datetime | None
    attention_kind: AttentionName | None
    attention: str | None


class CountsView(BaseModel):
    """How many the account sees; `mine` and `unassigned` count open ones.

    `attention` is `failed`, `unknown` and `overdue` together. `held` counts syncs whose removals
    wait for an administrator, and `held_removals` what they hold.
    """

    model_config = ConfigDict(from_attributes=True)

    open: int
    new: int
    in_progress: int
    waiting: int
    resolved: int
    mine: int
    unassigned: int
    attention: int
    failed: int
    unknown: int
    overdue: int
    held: int
    held_removals: int


class RequestsView(BaseModel):
    items: list[RequestRowView]
    total: int
    counts: CountsView


class MayView(BaseModel):
    """What the signed-in account may do with the request."""

    reply: VerdictView
    note: VerdictView
    set_status: VerdictView
    assign: VerdictView
    set_priority: VerdictView
    resolve: VerdictView


class RequestView(RequestRowView):
    """A request; a change names the `version` that it was decided on."""

    description: str
    version: int
    may: MayView


class OpenBody(BaseModel):
    """Without a requester it is for oneself; without a subject it is about the requester."""

    title: Text = Field(min_length=1, max_length=200)
    description: Text = Field("", max_length=LONGEST_TEXT)
    requester_id: Annotated[int, Field(ge=1, le=MOST_ID)] | None = None
    subject_id: Annotated[int, Field(ge=1, le=MOST_ID)] | None = None


class ChangeBody(BaseModel):
    """What to change; an `assignee_id` of null takes the assignee away."""

    version: int = Field(ge=1, le=2**31 - 1)
    status: StatusName | None = None
    assignee_id: AccountId | None = None
    priority: PriorityName | None = None


@router.get("/requests", operation_id="listRequests")
async def list_requests(
    parts: PartsDep,
    account: AccountDep,
    session: Reading,
    status: StatusFilter = "open",
    mine: bool = False,
    unassigned: bool = False,
    attention: bool = False,
    attention_kind: AttentionName | None = None,
    person: Annotated[int, Query(ge=1, le=MOST_ID)] | None = None,
    assignee: AccountId | None = None,
    priority: PriorityName | None = None,
    origin: OriginName | None = None,
    sort: Sort = "updated",
    q: Annotated[Text, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> RequestsView:
    """Requests by status and more, the latest change first; employees get their own.

    `q` looks for its words in numbers, titles and the names of requester and subject. `person` is
    whom it is about or who asked for it, `assignee` an account.
    """
    asked = Filter(
        status=status,
        mine=mine,
        unassigned=unassigned,
        attention=attention,
        q=q,
        attention_kind=Attention(attention_kind) if attention_kind is not None else None,
        person=person,
        assignee=assignee,
        priority=Priority(priority) if priority is not None else None,
        origin=origin,
        sort=sort,
    )
    page = await parts.requests.page(session, account, asked, limit=limit, offset=offset)
    return RequestsView(
        items=[RequestRowView.model_validate(_row(row, account)) for row in page.rows],
        total=page.total,
        counts=CountsView.model_validate(page.counts),
    )


@router.post(
    "/requests",
    operation_id="openRequest",
    status_code=201,
    dependencies=[needs(Permission.REQUESTS_CREATE)],
)
async def open_request(
    body: OpenBody,
    parts: PartsDep,
    account: AccountDep,
    session: Writing,
    idempotency_key: IdempotencyKey = None,
) -> RequestView:
    """Ask for something, for oneself or, as the service desk, for somebody else."""
    made = await parts.requests.open_as(
        session,
        account,
        title=body.title,
        description=body.description,
        requester_id=body.requester_id,
        subject_id=body.subject_id,
        idempotency_key=idempotency_key,
    )
    return await _request(parts, session, account, ref_of(made.id))


@router.get("/requests/{ref}", operation_id="getRequest")
async def get_request(
    ref: Ref, parts: PartsDep, account: AccountDep, session: Reading
) -> RequestView:
    return await _request(parts, session, account, ref)


@router.patch("/requests/{ref}", operation_id="changeRequest")
async def change_request(
    ref: Ref, body: ChangeBody, parts: PartsDep, account: AccountDep, session: Writing
) -> RequestView:
    """Move, assign or rank it. A change of an old version is refused with 409.

    Employees may resolve what they asked for, and nothing else.
    """
    await parts.requests.change(
        session,
        account,
        ref,
        version=body.version,
        status=Status(body.status) if body.status is not None else None,
        assignee_id=body.assignee_id if "assignee_id" in body.model_fields_set else KEEP,
        priority=Priority(body.priority) if body.priority is not None else None,
    )
    return await _request(parts, session, account, ref)


async def _request(parts: Parts, session: AsyncSession, account: Account, ref: str) -> RequestView:
    row = await parts.requests.get(session, account, ref)
    may = parts.requests.may(account, row.request)
    return RequestView.model_validate(
        {
            **_row(row, account),
            "description": row.request.description,
            "version": row.request.version,
            "may": {
                "reply": verdict_view(may.reply),
                "note": verdict_view(may.note),
                "set_status": verdict_view(may.set_status),
                "assign": verdict_view(may.assign),
                "set_priority": verdict_view(may.set_priority),
                "resolve": verdict_view(may.resolve),
            },
        }
    )


def _row(row: Row, account: Account) -> dict[str, Any]:
    request, staff = row.request, sees_all(account)
    return {
        "ref": ref_of(request.id),
        "title": request.title,
        "status": request.status,
        "priority": request.priority if sees_all(account) else None,
        "internal": request.internal,
        "requester": person_ref(row.requester),
        "subject": person_ref(row.subject),
        "assignee": account_ref(row.assignee) if row.assignee is not None else None,
        "origin": request.origin,
        "created_at": request.created_at,
        "updated_at": request.updated_at,
        "last_message_at": request.last_message_at,
        "resolved_at": request.resolved_at,
        "attention_kind": row.attention_kind if staff else None,
        "attention": row.attention if staff else None,
    }
