"""The timeline of a request: what happened, and what people say."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from deskhand.requests.views import Item, Part
from deskhand.web.api.requests import LONGEST_TEXT, Ref
from deskhand.web.api.views import ActionRunView, IdempotencyKey, Text, run_view
from deskhand.web.edge import AccountDep, PartsDep, Reading, Writing
from deskhand.web.problems import PROBLEMS

router = APIRouter(prefix="/api/v1", tags=["requests"], responses=PROBLEMS)


class MessageBody(BaseModel):
    """A reply is public; a note stays in the service desk."""

    kind: Literal["reply", "note"]
    body: Text = Field(min_length=1, max_length=LONGEST_TEXT)


class ActorView(BaseModel):
    kind: Literal["person", "system", "workflow", "agent"]
    name: str


class ChangeView(BaseModel):
    """Statuses or priorities, or names for a change of assignee; null for nobody."""

    from_: str | None = Field(alias="from")
    to: str | None


class TimelineItemView(BaseModel):
    id: str
    at: datetime
    kind: Literal["opened", "reply", "note", "status", "assignment", "priority", "action"]
    visibility: Literal["public", "internal"]
    actor: ActorView
    body: str | None
    change: ChangeView | None
    action: ActionRunView | None


class TimelineCountsView(BaseModel):
    """How many entries each part has, of those that the account may see."""

    all: int
    public: int
    notes: int
    actions: int


class TimelineView(BaseModel):
    items: list[TimelineItemView]
    counts: TimelineCountsView


@router.get("/requests/{ref}/timeline", operation_id="getTimeline")
async def get_timeline(
    ref: Ref, parts: PartsDep, account: AccountDep, session: Reading, kind: Part = "all"
) -> TimelineView:
    """What happened on it, oldest first, all or one part; employees get what is public."""
    found = await parts.requests.timeline(session, account, ref, kind)
    return TimelineView(
        items=[_item(each) for each in found.items],
        counts=TimelineCountsView.model_validate(found.counts),
    )


@router.post("/requests/{ref}/messages", operation_id="writeMessage", status_code=201)
async def write_message(
    ref: Ref,
    body: MessageBody,
    parts: PartsDep,
    account: AccountDep,
    session: Writing,
    idempotency_key: IdempotencyKey = None,
) -> TimelineItemView:
    """Reply, or leave a note for the service desk."""
    written = await parts.requests.write(
        session, account, ref, body.kind, body.body, idempotency_key=idempotency_key
    )
    return _item(written)


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
