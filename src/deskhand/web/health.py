"""For whoever watches the process: does it live, and can it serve."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa
import structlog
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from deskhand.kernel.db.migrate import is_current
from deskhand.web.edge import PartsDep
from deskhand.web.parts import Parts

log = structlog.get_logger(__name__)

router = APIRouter(include_in_schema=False)
_DATABASE_SECONDS = 5


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(parts: PartsDep) -> JSONResponse:
    """503 with what is missing until the database is reached and current and jobs run."""
    checks = {"database": await _database(parts), "engine": parts.durable.runs_jobs}
    checks["migrations"] = checks["database"] and await _migrated(parts)
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


async def _migrated(parts: Parts) -> bool:
    return await asyncio.to_thread(is_current, parts.settings)


def _word(good: bool) -> str:
    return "ok" if good else "failed"
