"""The audit log: one row for each act that matters, written in the act's own transaction."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from deskhand.kernel import clock, context, ids
from deskhand.kernel.db import Base


class Tag(StrEnum):
    """What happened: `subject:thing:verb`."""

    ACCOUNT_SESSION_START = "account:session:start"
    ACCOUNT_SESSION_END = "account:session:end"
    ACCOUNT_SESSION_REFUSE = "account:session:refuse"
    ACCOUNT_CREATE = "account:account:create"
    ACCOUNT_DISABLE = "account:account:disable"
    ACCOUNT_ENABLE = "account:account:enable"
    ACCOUNT_ROLE_CHANGE = "account:role:change"
    ACCOUNT_PASSWORD_CHANGE = "account:password:change"  # noqa: S105  # a tag, not a password
    CONNECTION_CREATE = "connection:connection:create"
    CONNECTION_TOKEN_REPLACE = "connection:token:replace"  # noqa: S105  # a tag, not a password
    CONNECTION_CREDENTIALS_RESEAL = "connection:credentials:reseal"
    CONNECTION_ADDRESS_CHANGE = "connection:address:change"
    CONNECTION_BREAK = "connection:connection:break"
    CONNECTION_RECOVER = "connection:connection:recover"
    CONNECTION_SETUP_FINISH = "connection:setup:finish"
    DIRECTORY_SYNC_START = "directory:sync:start"
    DIRECTORY_SYNC_END = "directory:sync:end"
    DIRECTORY_REMOVALS_APPLY = "directory:removals:apply"
    ACTION_RUN_SUBMIT = "action:run:submit"
    ACTION_RUN_SETTLE = "action:run:settle"
    ACTION_SECRET_REVEAL = "action:secret:reveal"  # noqa: S105  # a tag, not a password
    ACTION_SETTING_CHANGE = "action:setting:change"
    REQUEST_CREATE = "request:request:create"
    REQUEST_STATUS_CHANGE = "request:status:change"
    REQUEST_ASSIGNEE_CHANGE = "request:assignee:change"
    REQUEST_PRIORITY_CHANGE = "request:priority:change"


class AuditEvent(Base):
    """Who did what to which thing, from where, and as part of what."""

    __tablename__ = "audit_event"

    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    tag: Mapped[str]
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    actor_name: Mapped[str]
    origin: Mapped[str]
    correlation_id: Mapped[str]
    thing: Mapped[str]
    details: Mapped[dict[str, Any]]

    __table_args__ = (Index(None, "thing"), Index(None, "correlation_id"), Index(None, "tag"))


def record(session: AsyncSession, tag: Tag, thing: str, **details: Any) -> None:
    """Add an event to the caller's transaction; `thing` is such as `request/12`. No secrets."""
    who = context.current()
    session.add(
        AuditEvent(
            id=ids.new(),
            at=clock.now(),
            tag=tag,
            actor_kind=who.actor.kind,
            actor_id=who.actor.id,
            actor_name=who.actor.name,
            origin=who.origin,
            correlation_id=who.correlation_id,
            thing=thing,
            details=details,
        )
    )
