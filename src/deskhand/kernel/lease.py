"""The lease of the one process that runs jobs on a database."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
from pathlib import Path
from typing import TextIO

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from deskhand.kernel.db import Database
from deskhand.kernel.errors import DeskhandError

_KEY = 0x6465736B68616E64

log = structlog.get_logger(__name__)


class ExecutorLease:
    """A lock that ends with its holder: a locked file beside SQLite, a lock of a session elsewhere.

    PostgreSQL frees it also when the connection drops while the process lives, so `holds` asks.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file: TextIO | None = None
        self._connection: AsyncConnection | None = None
        self._asking = asyncio.Lock()

    async def acquire(self) -> None:
        """Raises `DeskhandError` `already_running` when another process holds it."""
        path = self._database.settings.sqlite_path
        if not (self._lock(path) if path is not None else await self._lock_session()):
            raise DeskhandError(
                "already_running",
                "Another process already works on this database",
                "One process runs jobs at a time. Stop the other one first.",
                status=409,
            )

    async def holds(self) -> bool:
        """Whether it is still ours; a dropped session's lock is taken again if it is free."""
        if self._file is not None:
            return True
        async with self._asking:
            if await self._session_lives():
                return True
            try:
                taken = await self._lock_session()
            except (SQLAlchemyError, OSError):
                return False
            if taken:
                log.warning("lease.renewed")
            return taken

    async def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            # The server ends a dropped session when it gets to it; whoever starts next should
            # not meet our lock until then.
            with contextlib.suppress(SQLAlchemyError, OSError):
                await self._connection.execute(sa.select(sa.func.pg_advisory_unlock(_KEY)))
        await self._drop_session()

    def _lock(self, path: Path) -> bool:
        file = path.with_suffix(".lock").open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        return True

    async def _lock_session(self) -> bool:
        connection = await self._database.engine.connect()
        taken = await connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_KEY)))
        if not taken:
            await connection.close()
            return False
        await connection.commit()
        self._connection = connection
        return True

    async def _session_lives(self) -> bool:
        if self._connection is None:
            return False
        try:
            await self._connection.execute(sa.select(1))
            await self._connection.commit()
        except (SQLAlchemyError, OSError):
            await self._drop_session()
            return False
        return True

    async def _drop_session(self) -> None:
        """End the session itself: given back to the pool, it would keep the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()
