"""Writing the timeline: each entry carries who acts and as part of what."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.kernel import clock, context
from deskhand.requests.model import EntryKind, TimelineEntry, Visibility


def enter(
    session: AsyncSession,
    request_id: int,
    kind: EntryKind,
    *,
    visibility: Visibility = Visibility.PUBLIC,
    body: str | None = None,
    change: dict[str, Any] | None = None,
    action_run_id: str | None = None,
    idempotency_key: str | None = None,
) -> TimelineEntry:
    """Add an entry to the caller's transaction; `change` is `{"from": …, "to": …}`."""
    who = context.current()
    entry = TimelineEntry(
        request_id=request_id,
        at=clock.now(),
        kind=kind,
        visibility=visibility,
        actor_kind=who.actor.kind,
        actor_id=who.actor.id,
        actor_name=who.actor.name,
        body=body,
        change=change,
        action_run_id=action_run_id,
        correlation_id=who.correlation_id,
        idempotency_key=idempotency_key,
    )
    session.add(entry)
    return entry
