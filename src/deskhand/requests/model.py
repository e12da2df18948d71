"""Tables of requests and their timelines."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deskhand.kernel.db import Base

Key = BigInteger().with_variant(Integer(), "sqlite")


class Status(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"


OPEN = (Status.NEW, Status.IN_PROGRESS, Status.WAITING)


class Priority(StrEnum):
    """From the least to the most pressing."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Attention(StrEnum):
    """Why the desk must look at a request. `overdue` is never stored: it comes with time."""

    FAILED = "failed"
    UNKNOWN = "unknown"
    OVERDUE = "overdue"


class EntryKind(StrEnum):
    OPENED = "opened"
    REPLY = "reply"
    NOTE = "note"
    STATUS = "status"
    ASSIGNMENT = "assignment"
    PRIORITY = "priority"
    ACTION = "action"


class Visibility(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class Request(Base):
    """A request, shown as REQ-`id`. `subject` is whom it is about, mostly the requester himself.

    `version` counts changes of status, assignee and priority: a writer names the version he saw.
    `attention_kind` and `attention` say which actions of it went wrong, or are both null.
    `search_text` is the folded title. `closes_itself`: opened for an action only, it is resolved
    when that is done. `internal`: the desk's own, which its requester does not see.
    `last_message_at` is that of the last public reply.
    """

    __tablename__ = "request"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    title: Mapped[str]
    description: Mapped[str]
    search_text: Mapped[str]
    status: Mapped[str]
    priority: Mapped[str] = mapped_column(default=Priority.NORMAL)
    requester_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    origin: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    attention_kind: Mapped[str | None]
    attention: Mapped[str | None]
    closes_itself: Mapped[bool] = mapped_column(default=False)
    internal: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    last_message_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "status", "updated_at"),
        Index(None, "requester_id"),
        Index(None, "subject_id"),
        Index(None, "assignee_id"),
    )


class TimelineEntry(Base):
    """One thing that happened on a request. An action's details are in its own run's rows.

    Ids count up, so that entries of one transaction keep the order in which they were made.
    `idempotency_key` is the actor's own name of what he wrote: repeated under it, it is this entry.
    """

    __tablename__ = "timeline_entry"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    visibility: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    actor_name: Mapped[str]
    body: Mapped[str | None]
    change: Mapped[dict[str, Any] | None]
    action_run_id: Mapped[str | None] = mapped_column(ForeignKey("action_run.id"))
    correlation_id: Mapped[str]
    idempotency_key: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("actor_kind", "actor_id", "idempotency_key"),
        Index(None, "request_id", "id"),
        Index(None, "action_run_id"),
    )


class SavedView(Base):
    """A filter of the inbox under a name. `shared` ones are there for the whole service desk.

    `name_key` is the folded name: an owner has each name once. `filter` is as the API takes it.
    """

    __tablename__ = "saved_view"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    name_key: Mapped[str]
    filter: Mapped[dict[str, Any]]
    shared: Mapped[bool]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("owner_id", "name_key"),)
