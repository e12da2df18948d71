"""PostgreSQL for tests: a careless server of the test process, and migrated databases on loan."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

# A test's database lives for a second: nothing of it has to survive a power cut, and whoever
# cleans up behind the test leaves nothing to a worker in the background.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
_GONE_SECONDS = 10.0
_PAUSE = 0.001

# Everything that a migration makes, by name and type; and how far the migrations have come.
_SHAPE = """
SELECT (SELECT jsonb_agg(version_num) FROM alembic_version),
       jsonb_agg(ARRAY[c.relname, c.relkind::text, a.attname, a.atttypid::text, a.attnotnull::text]
                 ORDER BY c.oid, a.attnum),
       (SELECT count(*) FROM pg_namespace),
       (SELECT count(*) FROM pg_proc),
       (SELECT count(*) FROM pg_trigger),
       (SELECT jsonb_agg(conname ORDER BY conname) FROM pg_constraint)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace
"""
_WRITTEN = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
  AND relname <> 'alembic_version'
"""
_COUNTED = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""
_CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
_END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


@dataclass(frozen=True, slots=True)
class _Free:
    """A database that waits for its next test."""

    name: str
    shape: tuple[Any, ...]


class Server:
    """Makes databases on the server at `address`, whose own database is `postgres`."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._root = psycopg.connect(address, autocommit=True)
        for name in _CARELESS:
            self._root.execute(f"ALTER SYSTEM SET {name} = off")
        self._root.execute("SELECT pg_reload_conf()")
        self._free: list[_Free] = []

    def close(self) -> None:
        self._root.close()

    def address(self, name: str) -> str:
        return self._address.replace("/postgres?", f"/{name}?")

    @contextmanager
    def made(self, template: str = "template0") -> Iterator[str]:
        """The name of a new copy of `template`, which is dropped afterwards."""
        name = self.make(template)
        yield name
        self._drop(name)

    @contextmanager
    def lent(self, template: str) -> Iterator[str]:
        """The name of a database that looks like a new copy of the migrated `template`.

        Making and dropping one takes a third of a second, taking the rows out of a used one a
        hundredth of that. One whose tables a test has changed is not lent again. The name is new
        each time: what a test has left running does not find the database of the next one.
        """
        if self._free:
            free = self._free.pop()
            name, shape = self._renamed(free.name), free.shape
        else:
            name = self.make(template)
            shape = self._shape(name)
        yield name
        self._end_sessions(name)
        if self._emptied(name, shape):
            self._free.append(_Free(name, shape))
        else:
            self._drop(name)

    def make(self, template: str = "template0") -> str:
        name = _new_name()
        # Copying files is many times quicker than logging each page of them.
        self._root.execute(
            _statement("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)
        )
        return name

    def _drop(self, name: str) -> None:
        self._root.execute(_statement("DROP DATABASE {} WITH (FORCE)", name))

    def _renamed(self, old: str) -> str:
        self._await_nobody(old)
        name = _new_name()
        self._root.execute(_statement("ALTER DATABASE {} RENAME TO {}", old, name))
        return name

    def _end_sessions(self, name: str) -> None:
        self._root.execute(_END, (name,))
        self._await_nobody(name)

    def _await_nobody(self, name: str) -> None:
        """Until the server has ended all sessions of a database, and so freed their locks."""
        deadline = time.monotonic() + _GONE_SECONDS
        while self._one(_CONNECTED, name)[0]:
            if time.monotonic() > deadline:
                raise AssertionError(f"sessions of {name} do not end")
            time.sleep(_PAUSE)

    def _one(self, statement: Any, *values: str) -> tuple[Any, ...]:
        row = self._root.execute(statement, values).fetchone()
        assert row is not None
        return row

    def _shape(self, name: str) -> tuple[Any, ...]:
        with psycopg.connect(self.address(name), autocommit=True) as connection:
            return _shape_of(connection)

    def _emptied(self, name: str, shape: tuple[Any, ...]) -> bool:
        """Take the rows out and let the counters start anew; False when its shape has changed."""
        with psycopg.connect(self.address(name), autocommit=True) as connection:
            if _shape_of(connection) != shape:
                return False
            written = [row[0] for row in connection.execute(_WRITTEN)]
            with connection.transaction():
                # Rows go in any order: their foreign keys are not looked at.
                connection.execute("SET LOCAL session_replication_role = replica")
                for table in written:
                    connection.execute(_statement("DELETE FROM {}", table))
                connection.execute(_COUNTED)
            # The next rows lie where the first ones of a new table would.
            for table in written:
                connection.execute(_statement("VACUUM {}", table))
        return True


def _shape_of(connection: psycopg.Connection[Any]) -> tuple[Any, ...]:
    row = connection.execute(_SHAPE).fetchone()
    assert row is not None
    return tuple(row)


def _new_name() -> str:
    return f"t{uuid.uuid4().hex}"


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*(sql.Identifier(name) for name in names))
