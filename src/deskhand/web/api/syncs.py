"""Syncs: start, follow, stop, and what to do with removals that were held."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from deskhand.directory.sync.view import as_json
from deskhand.kernel.permissions import Permission
from deskhand.web.edge import PartsDep, Reading, Writing, needs
from deskhand.web.problems import PROBLEMS, NextStepView

router = APIRouter(prefix="/api/v1", tags=["syncs"], responses=PROBLEMS)

SyncId = Annotated[str, Path(max_length=40)]


class ConnectionProblemView(BaseModel):
    """What an administrator must mend, with Okta's own proof where there is one."""

    title: str
    detail: str
    http_status: int | None = None
    error_code: str | None = None
    okta_request_id: str | None = None
    at: datetime
    next: NextStepView | None = None


class FamilyView(BaseModel):
    """Progress of one kind of thing; `done` and `total` count what the label names."""

    key: Literal["users", "groups", "memberships", "apps", "assignments"]
    label: str
    state: Literal["waiting", "running", "done", "failed"]
    done: int
    total: int | None


class SyncCountsView(BaseModel):
    read: int
    created: int
    updated: int
    removed: int


class EndpointCallsView(BaseModel):
    endpoint: str
    count: int


class SyncRunView(BaseModel):
    """One sync: where it is, what it changed, what it cost.

    `held` counts by family the removals that were too many to be true; an administrator can apply
    them.
    """

    id: str
    kind: Literal["full"]
    trigger: Literal["setup", "schedule", "manual", "command_line"]
    started_by: str | None
    state: Literal["queued", "running", "succeeded", "failed", "held", "cancelled"]
    queued_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    seconds: float | None
    families: list[FamilyView]
    eta_text: str | None
    counts: dict[str, SyncCountsView]
    calls: list[EndpointCallsView]
    calls_total: int
    peak_memory_mb: float | None
    problem: ConnectionProblemView | None
    notes: list[str]
    held: dict[str, int]


class SyncsView(BaseModel):
    items: list[SyncRunView]


@router.post(
    "/connections/okta/sync",
    operation_id="syncNow",
    status_code=202,
    dependencies=[needs(Permission.SYNC_RUN)],
)
async def sync_now(parts: PartsDep, session: Writing) -> SyncRunView:
    """Start a full sync, unless one is running."""
    return SyncRunView.model_validate(as_json(await parts.directory.start_sync(session)))


@router.get(
    "/connections/okta/syncs",
    operation_id="listSyncs",
    dependencies=[needs(Permission.CONNECTIONS_READ)],
)
async def list_syncs(
    parts: PartsDep, session: Reading, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> SyncsView:
    """The newest syncs."""
    found = await parts.directory.connection(session)
    if found.id is None:
        return SyncsView(items=[])
    runs = await parts.directory.sync.recent(session, found.id, limit)
    return SyncsView(items=[SyncRunView.model_validate(as_json(run)) for run in runs])


@router.get(
    "/syncs/{sync_id}",
    operation_id="getSync",
    dependencies=[needs(Permission.CONNECTIONS_READ)],
)
async def get_sync(sync_id: SyncId, parts: PartsDep, session: Reading) -> SyncRunView:
    return SyncRunView.model_validate(as_json(await parts.directory.sync.get(session, sync_id)))


@router.post(
    "/syncs/{sync_id}/cancel",
    operation_id="cancelSync",
    dependencies=[needs(Permission.SYNC_RUN)],
)
async def cancel_sync(sync_id: SyncId, parts: PartsDep, session: Writing) -> SyncRunView:
    """Stop between two pages; what was applied stays."""
    return SyncRunView.model_validate(as_json(await parts.directory.sync.cancel(session, sync_id)))


@router.post(
    "/syncs/{sync_id}/apply",
    operation_id="applyHeldRemovals",
    status_code=202,
    dependencies=[needs(Permission.CONNECTIONS_MANAGE)],
)
async def apply_held_removals(sync_id: SyncId, parts: PartsDep, session: Writing) -> SyncRunView:
    """The held removals of the newest sync are real: read once more, and remove as many."""
    return SyncRunView.model_validate(as_json(await parts.directory.sync.apply(session, sync_id)))
