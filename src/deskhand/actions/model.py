"""Tables of action runs and of the journal of their calls."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from deskhand.kernel.db import Base


class RunState(StrEnum):
    """`already`: the goal held, nothing was sent. `unknown`: sent, and nobody can tell."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    ALREADY = "already"
    PENDING = "pending"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def settled(self) -> bool:
        return self not in {RunState.QUEUED, RunState.RUNNING, RunState.PENDING}


class CallState(StrEnum):
    """`started` is committed before the call leaves; `lost` means that no answer came back."""

    STARTED = "started"
    ANSWERED = "answered"
    LOST = "lost"
    NOT_SENT = "not_sent"


class ActionRun(Base):
    """One action on one person. `epoch` makes each hand-over to the engine unique.

    `actor_role` is the role in which it was ordered. `idempotency_key` is the actor's own name of
    the order: repeated under the same name it is this run again.
    """

    __tablename__ = "action_run"

    id: Mapped[str] = mapped_column(primary_key=True)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"))
    action_key: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject_ref: Mapped[str | None]
    parameters: Mapped[dict[str, Any]]
    shown_parameters: Mapped[list[Any]]
    state: Mapped[str]
    epoch: Mapped[int] = mapped_column(default=1)
    actor_kind: Mapped[str]
    actor_id: Mapped[str]
    actor_name: Mapped[str]
    actor_role: Mapped[str]
    origin: Mapped[str]
    correlation_id: Mapped[str]
    idempotency_key: Mapped[str | None]
    retry_of: Mapped[str | None] = mapped_column(ForeignKey("action_run.id"))
    before: Mapped[dict[str, Any] | None]
    summary: Mapped[str | None]
    advice: Mapped[dict[str, Any] | None]
    submitted_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    resume_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("actor_kind", "actor_id", "idempotency_key"),
        Index(None, "state", "submitted_at"),
        Index(None, "person_id"),
        Index(None, "subject_ref"),
    )


class ActionCall(Base):
    """A call to the provider: a write's journal row, or the read that proved it.

    `answer` is what the answer meant (`declare.Kind`): after a crash it says what is left to do.
    """

    __tablename__ = "action_call"

    id: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("action_run.id"))
    attempt: Mapped[int]
    purpose: Mapped[str]
    method: Mapped[str]
    path: Mapped[str]
    state: Mapped[str]
    answer: Mapped[str | None]
    http_status: Mapped[int | None]
    error_code: Mapped[str | None]
    error_summary: Mapped[str | None]
    causes: Mapped[list[Any]]
    provider_request_id: Mapped[str | None]
    duration_ms: Mapped[float | None]
    started_at: Mapped[datetime]

    __table_args__ = (Index(None, "run_id", "id"),)


class ActionSecret(Base):
    """What a run's write revealed, sealed until it is shown, once, or expires; then it is gone.

    `shown_to` is the name of whoever saw it.
    """

    __tablename__ = "action_secret"

    run_id: Mapped[str] = mapped_column(ForeignKey("action_run.id"), primary_key=True)
    kind: Mapped[str]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    shown_to: Mapped[str | None]

    __table_args__ = (Index(None, "expires_at"),)


class ActionSetting(Base):
    """What an administrator has set for an action; without a row the defaults hold."""

    __tablename__ = "action_setting"

    action_key: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    roles: Mapped[list[Any]]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
