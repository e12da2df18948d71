"""For whoever watches the process: does it live, and can it serve."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from deskhand.kernel import clock
from deskhand.kernel.db.migrate import is_current
from deskhand.kernel.settings import Settings
from deskhand.web.edge import PartsDep
from deskhand.web.parts import Parts

log = structlog.get_logger(__name__)

router = APIRouter(include_in_schema=False)
_DATABASE_SECONDS = 5
_REVISION_LASTS = timedelta(seconds=10)


class Revision:
    """Whether the database has the newest revision.

    Asking opens a connection of its own, on SQLite one that writers wait for, and anybody may ask:
    an answer is used again for a while.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._asking = asyncio.Lock()
        self._asked_at: datetime | None = None
        self._current = False

    async def is_current(self) -> bool:
        async with self._asking:
            now = clock.now()
            if self._asked_at is None or now - self._asked_at >= _REVISION_LASTS:
                self._current = await asyncio.to_thread(is_current, self._settings)
                self._asked_at = now
            return self._current


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request, parts: PartsDep) -> JSONResponse:
    """503 with what is missing until the database is reached and current and jobs run."""
    checks = {"database": await _database(parts), "engine": parts.durable.runs_jobs}
    revision: Revision = request.app.state.revision
    checks["migrations"] = checks["database"] and await revision.is_current()
    ready = all(checks.values())
    body = {"ready": ready, "checks": {name: _word(good) for name, good in checks.items()}}
    return JSONResponse(body, 200 if ready else 503)


async def _database(parts: Parts) -> bool:
    try:
        async with asyncio.timeout(_DATABASE_SECONDS):
            await parts.database.ping()
    except (OSError, TimeoutError, sa.exc.SQLAlchemyError) as error:
        log.warning("ready.no_database", error=type(error).__name__)
        return False
    return True


def _word(good: bool) -> str:
    return "ok" if good else "failed"
