"""What changes, as it changes."""

from __future__ import annotations

from fastapi import APIRouter

from deskhand.web.edge import SessionDep
from deskhand.web.problems import PROBLEMS
from deskhand.web.streams import EventStream, StreamsDep

router = APIRouter(prefix="/api/v1", tags=["live"], responses=PROBLEMS)


@router.get(
    "/live",
    operation_id="followLive",
    status_code=200,
    response_class=EventStream,
    response_model=None,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def follow_live(signed_in: SessionDep, streams: StreamsDep) -> EventStream:
    """Server-sent events that name what to read anew.

    They are request, action, action_settings, sync, connection, person and group.

    The stream ends with the session; employees hear of their own requests only.
    """
    return streams.follow(signed_in)
