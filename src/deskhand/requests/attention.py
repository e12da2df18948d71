"""What the desk must look at: actions that went wrong, and requests that nobody has answered."""

from __future__ import annotations

from datetime import datetime, timedelta

from deskhand.requests.model import Attention, Priority, Request, Status

FIRST_ANSWER = {
    Priority.URGENT: timedelta(hours=1),
    Priority.HIGH: timedelta(hours=4),
    Priority.NORMAL: timedelta(days=1),
    Priority.LOW: timedelta(days=3),
}
"""How long a new request may stay untouched."""


def of(request: Request, now: datetime) -> tuple[Attention | None, str | None]:
    """Why the desk must look at it, and in words; a failure is told before a long wait."""
    if request.attention_kind is not None:
        return Attention(request.attention_kind), request.attention
    limit = FIRST_ANSWER[Priority(request.priority)]
    if request.status == Status.NEW and request.created_at < now - limit:
        return Attention.OVERDUE, f"Nobody has answered it within {_words(limit)}"
    return None, None


def _words(limit: timedelta) -> str:
    hours = round(limit.total_seconds() / 3600)
    count, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
