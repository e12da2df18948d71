"""Requests: list, open, read, change, talk."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.accounts.model import Account
from deskhand.kernel.permissions import Permission
from deskhand.requests.model import Status
from deskhand.requests.refs import ref_of
from deskhand.requests.rules import sees_all
from deskhand.requests.service import KEEP
from deskhand.requests.views import Filter, Item, Row
from deskhand.web.api.views import (
    MOST_ID,
    AccountRefView,
    ActionRunView,
    PersonRefView,
    Text,
    VerdictView,
    account_ref,
    person_ref,
    run_view,
    verdict_view,
)
from deskhand.web.edge import AccountDep, PartsDep, Reading, Writing, needs
from deskhand.web.parts import Parts
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["requests"], responses=PROBLEMS)

StatusName = Literal["new", "in_progress", "waiting", "resolved"]
Ref = Annotated[str, Path(max_length=30, examples=["REQ-12"])]
_LONGEST_TEXT = 20_000


class RequestRowView(BaseModel):
    """One line of the inbox; `attention` says why somebody of the desk must look at it."""

    ref: str
    title: str
    status: StatusName
    requester: PersonRefView
    subject: PersonRefView
    assignee: AccountRefView | None
    origin: str
    created_at: datetime
    updated_at: datetime
    attention: str | None


class CountsView(BaseModel):
    """How many the account sees; `mine` and `unassigned` count open ones."""

    model_config = ConfigDict(from_attributes=True)

    open: int
    new: int
    in_progress: int
    waiting: int
    resolved: int
    mine: int
    unassigned: int
    attention: int


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


class RequestView(RequestRowView):
    """A request; a change names the `version` that it was decided on."""

    description: str
    version: int
    may: MayView


class OpenBody(BaseModel):
    """Without a requester it is for oneself; without a subject it is about the requester."""

    title: Text = Field(min_length=1, max_length=200)
    description: Text = Field("", max_length=_LONGEST_TEXT)
    requester_id: Annotated[int, Field(ge=1, le=MOST_ID)] | None = None
    subject_id: Annotated[int, Field(ge=1, le=MOST_ID)] | None = None


class ChangeBody(BaseModel):
    """What to change; an `assignee_id` of null takes the assignee away."""

    version: int = Field(ge=1, le=2**31 - 1)
    status: StatusName | None = None
    assignee_id: Annotated[Text, Field(max_length=40)] | None = None


class MessageBody(BaseModel):
    """A reply is public; a note stays in the service desk."""

    kind: Literal["reply", "note"]
    body: Text = Field(min_length=1, max_length=_LONGEST_TEXT)


class ActorView(BaseModel):
    kind: Literal["person", "system", "workflow", "agent"]
    name: str


class ChangeView(BaseModel):
    """Statuses for a change of status, names for a change of assignee; null for nobody."""

    from_: str | None = Field(alias="from")
    to: str | None


class TimelineItemView(BaseModel):
    id: str
    at: datetime
    kind: Literal["opened", "reply", "note", "status", "assignment", "action"]
    visibility: Literal["public", "internal"]
    actor: ActorView
    body: str | None
    change: ChangeView | None
    action: ActionRunView | None


class TimelineView(BaseModel):
    items: list[TimelineItemView]


@router.get("/requests", operation_id="listRequests")
async def list_requests(
    parts: PartsDep,
    account: AccountDep,
    session: Reading,
    status: Literal["new", "in_progress", "waiting", "resolved", "open", "all"] = "open",
    mine: bool = False,
    unassigned: bool = False,
    attention: bool = False,
    q: Annotated[Text, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> RequestsView:
    """Requests by status and more, the latest change first; employees get their own.

    `q` looks for its words in numbers, titles and the names of requester and subject.
    """
    asked = Filter(status, mine, unassigned, attention, q)
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
    body: OpenBody, parts: PartsDep, account: AccountDep, session: Writing
) -> RequestView:
    """Ask for something, for oneself or, as the service desk, for somebody else."""
    made = await parts.requests.open_as(
        session,
        account,
        title=body.title,
        description=body.description,
        requester_id=body.requester_id,
        subject_id=body.subject_id,
    )
    return await _request(parts, session, account, ref_of(made.id))


@router.get("/requests/{ref}", operation_id="getRequest")
async def get_request(
    ref: Ref, parts: PartsDep, account: AccountDep, session: Reading
) -> RequestView:
    return await _request(parts, session, account, ref)


@router.patch(
    "/requests/{ref}",
    operation_id="changeRequest",
    dependencies=[needs(Permission.REQUESTS_WORK)],
)
async def change_request(
    ref: Ref, body: ChangeBody, parts: PartsDep, account: AccountDep, session: Writing
) -> RequestView:
    """Move or assign it. A change of an old version is refused with 409."""
    await parts.requests.change(
        session,
        account,
        ref,
        version=body.version,
        status=Status(body.status) if body.status is not None else None,
        assignee_id=body.assignee_id if "assignee_id" in body.model_fields_set else KEEP,
    )
    return await _request(parts, session, account, ref)


@router.get("/requests/{ref}/timeline", operation_id="getTimeline")
async def get_timeline(
    ref: Ref, parts: PartsDep, account: AccountDep, session: Reading
) -> TimelineView:
    """Everything that happened on it, oldest first; employees get the public part."""
    items = await parts.requests.timeline(session, account, ref)
    return TimelineView(items=[_item(each) for each in items])


@router.post("/requests/{ref}/messages", operation_id="writeMessage", status_code=201)
async def write_message(
    ref: Ref, body: MessageBody, parts: PartsDep, account: AccountDep, session: Writing
) -> TimelineItemView:
    """Reply, or leave a note for the service desk."""
    return _item(await parts.requests.write(session, account, ref, body.kind, body.body))


async def _request(parts: Parts, session: AsyncSession, account: Account, ref: str) -> RequestView:
    row = await parts.requests.get(session, account, ref)
    may = parts.requests.may(account)
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
            },
        }
    )


def _row(row: Row, account: Account) -> dict[str, Any]:
    request = row.request
    return {
        "ref": ref_of(request.id),
        "title": request.title,
        "status": request.status,
        "requester": person_ref(row.requester),
        "subject": person_ref(row.subject),
        "assignee": account_ref(row.assignee) if row.assignee is not None else None,
        "origin": request.origin,
        "created_at": request.created_at,
        "updated_at": request.updated_at,
        "attention": request.attention if sees_all(account) else None,
    }


def _item(item: Item) -> TimelineItemView:
    entry = item.entry
    return TimelineItemView.model_validate(
        {
            "id": str(entry.id),
            "at": entry.at,
            "kind": entry.kind,
            "visibility": entry.visibility,
            "actor": {"kind": entry.actor_kind, "name": entry.actor_name},
            "body": entry.body,
            "change": entry.change,
            "action": run_view(item.run) if item.run is not None else None,
        }
    )
