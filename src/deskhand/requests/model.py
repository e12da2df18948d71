"""Tables of requests and their timelines."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from deskhand.kernel.db import Base

Key = BigInteger().with_variant(Integer(), "sqlite")


class Status(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"


OPEN = (Status.NEW, Status.IN_PROGRESS, Status.WAITING)


class EntryKind(StrEnum):
    OPENED = "opened"
    REPLY = "reply"
    NOTE = "note"
    STATUS = "status"
    ASSIGNMENT = "assignment"
    ACTION = "action"


class Visibility(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class Request(Base):
    """A request, shown as REQ-`id`. `subject` is whom it is about, mostly the requester himself.

    `version` counts changes of status and assignee: a writer names the version he saw.
    `attention` says why somebody must look at it, or is null. `search_text` is the folded title.
    """

    __tablename__ = "request"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    title: Mapped[str]
    description: Mapped[str]
    search_text: Mapped[str]
    status: Mapped[str]
    requester_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    assignee_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    origin: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    attention: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
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

    __table_args__ = (
        Index(None, "request_id", "id"),
        Index(None, "action_run_id"),
    )
