"""Engine and transactions. `Database.transaction` is the one place in the product that commits."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from deskhand.kernel.db import sqlite
from deskhand.kernel.settings import Settings

_AFTER_COMMIT = "deskhand.after_commit"
# Errors name the statement only: its values may be personal, or secrets on their way to a row.
_OPTIONS: dict[str, Any] = {
    "pool_size": 10,
    "max_overflow": 10,
    # A connection that was used just now has its pages in its cache and a warm thread.
    "pool_use_lifo": True,
    "hide_parameters": True,
    "json_serializer": lambda value: msgspec.json.encode(value).decode(),
    "json_deserializer": msgspec.json.decode,
}

log = structlog.get_logger(__name__)


class Database:
    """One database, reached by two kinds of session: reading, and writing in one transaction."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = _engine(settings)
        # The option tells the "begin" hook of SQLite to take the write lock at once.
        self._writer = self.engine.execution_options(deskhand_write=True)
        # PostgreSQL's default would show each statement of a session another moment.
        self._reader = (
            self.engine
            if settings.on_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )
        self._turn: AbstractAsyncContextManager[None] = (
            sqlite.Turn() if settings.on_sqlite else contextlib.nullcontext()
        )

    @property
    def is_sqlite(self) -> bool:
        return self.settings.on_sqlite

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        """A session whose reads see one moment; whatever it changed is thrown away."""
        async with AsyncSession(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        """A session that commits when the block ends and rolls back when it raises.

        What was handed to `after_commit` runs once the commit is durable, never after a rollback.
        A transaction never opens another one: on SQLite that is a `RuntimeError`.
        """
        async with (
            self._turn,
            AsyncSession(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session
        for call in session.info.pop(_AFTER_COMMIT, []):
            _call(call)

    async def ping(self) -> None:
        """Raises `SQLAlchemyError` or `OSError` when the database cannot be asked."""
        async with self.engine.connect() as connection:
            await connection.execute(sa.select(1))

    async def dispose(self) -> None:
        await self.engine.dispose()


def after_commit(session: AsyncSession, call: Callable[[], Any]) -> None:
    """Run `call` when the transaction of this session is durable; it must not block."""
    session.info.setdefault(_AFTER_COMMIT, []).append(call)


def _call(call: Callable[[], Any]) -> None:
    try:
        call()
    except Exception:
        # The commit stands: neither its caller nor the other calls may take this for a failure.
        log.exception("after_commit.failed")


def _engine(settings: Settings) -> AsyncEngine:
    path = settings.sqlite_path
    if path is None:
        return create_async_engine(settings.async_database_url, pool_pre_ping=True, **_OPTIONS)
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        settings.async_database_url,
        connect_args={"factory": sqlite.Connection},
        **_OPTIONS,
    )
    sqlite.prepare(engine.sync_engine)
    return engine
