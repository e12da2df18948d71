"""Engine and transactions. `Database.transaction` is the one place in the product that commits."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from deskhand.kernel.settings import Settings

_BUSY_TIMEOUT_MS = 30_000
_AFTER_COMMIT = "deskhand.after_commit"


class Database:
    """One database, reached by two kinds of session: reading, and writing in one transaction."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        if settings.on_sqlite and settings.sqlite_path is not None:
            settings.sqlite_path.parent.mkdir(parents=True, exist_ok=True)
        self.engine: AsyncEngine = create_async_engine(
            settings.async_database_url,
            pool_pre_ping=not settings.on_sqlite,
            pool_size=10,
            max_overflow=10,
        )
        if settings.on_sqlite:
            prepare_sqlite(self.engine.sync_engine)
        # The option tells the "begin" hook of SQLite to take the write lock at once.
        self._writer = self.engine.execution_options(deskhand_write=True)

    @property
    def is_sqlite(self) -> bool:
        return self.settings.on_sqlite

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        """A session whose reads see one moment; whatever it changed is thrown away."""
        async with AsyncSession(self.engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        """A session that commits when the block ends and rolls back when it raises.

        What was handed to `after_commit` runs once the commit is durable, never after a rollback.
        """
        async with AsyncSession(self._writer, expire_on_commit=False) as session:
            async with session.begin():
                yield session
            for call in session.info.pop(_AFTER_COMMIT, []):
                call()

    async def dispose(self) -> None:
        await self.engine.dispose()


def after_commit(session: AsyncSession, call: Callable[[], Any]) -> None:
    """Run `call` when the transaction of this session is durable; it must not block or fail."""
    session.info.setdefault(_AFTER_COMMIT, []).append(call)


def prepare_sqlite(engine: sa.Engine) -> None:
    """WAL, foreign keys, a long busy time-out, and transactions that begin when they say so.

    The driver by itself begins only before the first write and lets reads run outside, so two
    transactions can decide on the same old state; see SQLAlchemy's notes on pysqlite.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("deskhand_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
