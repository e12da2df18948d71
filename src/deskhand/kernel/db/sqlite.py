"""What makes SQLite behave: real transactions, writers in turn, connections that close for good."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

_BUSY_TIMEOUT_MS = 30_000
_WAL_TRIES = 200
_WAL_PAUSE = 0.02
# A journal row that a power cut takes back would let a write leave twice.
_SYNCHRONOUS = "FULL"
# A transaction of a sync changes more than the 2 MB that SQLite keeps by itself: pages would be
# written out before its end, and read again.
_CACHE_KIB = 8 * 1024
# What a statement may have to take back, else in a temporary file.
_TEMPORARY = "MEMORY"


def prepare(engine: sa.Engine) -> None:
    """WAL, foreign keys, a long busy time-out, and transactions that begin when they say so.

    The driver by itself begins only before the first write and lets reads run outside, so two
    transactions can decide on the same old state; see SQLAlchemy's notes on pysqlite.
    """

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={_BUSY_TIMEOUT_MS}")
        _into_wal(cursor)
        cursor.execute(f"PRAGMA synchronous={_SYNCHRONOUS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        cursor.execute(f"PRAGMA temp_store={_TEMPORARY}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("deskhand_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _into_wal(cursor: Any) -> None:
    """Switch to WAL. Whoever does so at the same time makes SQLite fail at once, not wait."""
    for left in reversed(range(_WAL_TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if not left:
                raise
            time.sleep(_WAL_PAUSE)
        else:
            return


class Connection(sqlite3.Connection):
    """Ends its transaction when it is closed.

    A statement that was not read to its end, because whoever asked was cancelled, keeps a closed
    connection half alive: the write lock would stay taken until it is collected.
    """

    def close(self) -> None:
        if self.in_transaction:
            self.rollback()
        super().close()


class Turn:
    """Writers of one process take turns in the order in which they came.

    SQLite has one writer at a time anyway, and lets the others try again now and then: left to it,
    some wait many times longer than others.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        if task is not None and self._holder is task:
            raise RuntimeError("a transaction was opened inside another one")
        await self._lock.acquire()
        self._holder = task

    async def __aexit__(self, *_error: object) -> None:
        self._holder = None
        self._lock.release()
