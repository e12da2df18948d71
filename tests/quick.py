"""What makes thousands of short tests quick without changing what any of them runs."""

from __future__ import annotations

import gc
from functools import partial
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from deskhand.accounts import password
from deskhand.kernel.db import engine

# About as many statements as the product knows, in the words of both databases.
_STATEMENTS = 5_000


def share_statements() -> None:
    """Let all engines of the product share the statements that they have compiled.

    The product has one engine and compiles a statement once; tests have an engine each, and
    compiling took more of their time than anything else. A statement is remembered together with
    its dialect, so dialects of one kind count as the same: they all speak to the same server.
    """
    kind: Any
    for kind in (PGDialectAsync_psycopg, SQLiteDialect_aiosqlite):
        kind.__eq__ = _of_one_kind
        kind.__hash__ = _kind_of
    compiled: Any = LRUCache(_STATEMENTS)

    def create(*arguments: Any, **options: Any) -> AsyncEngine:
        made = create_async_engine(*arguments, **options)
        made.sync_engine._compiled_cache = compiled
        return made

    engine.create_async_engine = create  # type: ignore[attr-defined]


def hash_cheaply() -> None:
    """Passwords of this process are hashed as always, with a thousandth of the effort."""
    cheap = partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
    password.PasswordHasher = cheap  # type: ignore[assignment, attr-defined]


def spare_the_collector() -> None:
    """Keep what is loaded by now out of garbage collection: it stays to the end."""
    gc.collect()
    gc.freeze()


def _of_one_kind(one: object, other: object) -> bool:
    return type(one) is type(other)


def _kind_of(one: object) -> int:
    return hash(type(one))
