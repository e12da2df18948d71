"""The state file: SQLite, written in one transaction per request.

A whole tenant is written as `base`, thousands of encoded rows to a value, which takes a third of
the time and half of the space that single rows would. What changes later lies in `records`, a row
each, and stands for the base's row of the same key.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from deskhand.sandbox.okta.state.tables import Changes

_FORMAT = 2
_CHUNK = 2_000
_BASE = """CREATE TABLE IF NOT EXISTS base
    (kind TEXT, n INTEGER, body BLOB NOT NULL, PRIMARY KEY (kind, n)) WITHOUT ROWID"""
# An empty body is the mark of a row of the base that is gone.
_RECORDS = """CREATE TABLE IF NOT EXISTS records
    (kind TEXT, key TEXT, body BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"""
_SNAPSHOTS = "CREATE TABLE IF NOT EXISTS snapshots (name TEXT PRIMARY KEY, body BLOB NOT NULL)"
_PUT = "INSERT OR REPLACE INTO records VALUES (?, ?, ?)"
_DROP = "DELETE FROM records WHERE kind = ? AND key = ?"


class StateRefused(Exception):  # noqa: N818  # named as what happened to the file
    """The file holds the state of a tenant that this version cannot go on with."""


class Store:
    """A saved state outlives the process: what `save` returned from is on file.

    Raises sqlite3.Error when the file is none of ours; StateRefused when another version wrote it,
    another tenant has it, or its folder is not there.
    """

    def __init__(self, path: Path) -> None:
        if not path.parent.is_dir():
            raise StateRefused(f"there is no folder {path.parent}")
        self._file = sqlite3.connect(path, isolation_level=None, timeout=2)
        try:
            path.chmod(0o600)
            self._lock()
            self._claim()
        except BaseException:
            self._file.close()
            raise
        self._based = {kind for (kind,) in self._file.execute("SELECT DISTINCT kind FROM base")}
        self._encode = msgspec.msgpack.Encoder().encode

    def empty(self) -> bool:
        return not self._based and self._file.execute("SELECT 1 FROM records").fetchone() is None

    def rows(self, kind: str, row: type[Any]) -> Iterator[Any]:
        """In the order in which they were written afresh, then the newer ones by their keys.

        Raises StateRefused when they are not what this version keeps.
        """
        decode = msgspec.msgpack.Decoder(row).decode
        decode_all = msgspec.msgpack.Decoder(list[row]).decode  # type: ignore[valid-type]  # the row's type is known at run time
        try:
            changed = {
                key: decode(body) if body else None
                for key, body in self._file.execute(
                    "SELECT key, body FROM records WHERE kind = ? ORDER BY key", (kind,)
                )
            }
            base = self._file.execute("SELECT body FROM base WHERE kind = ? ORDER BY n", (kind,))
            rows = itertools.chain.from_iterable(decode_all(body) for (body,) in base)
            yield from _overlaid(rows, changed) if changed else rows
        except (msgspec.ValidationError, msgspec.DecodeError) as error:
            raise StateRefused(_refusal(f"its rows of kind {kind} do not fit: {error}")) from None

    def save(self, changes: Changes) -> None:
        """Write rows and removals in one transaction."""
        if not changes:
            return
        self._begin()
        try:
            self._write(changes)
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")

    def save_afresh(self, tables: Mapping[str, Iterable[Struct]], loose: Changes) -> None:
        """Replace everything: whole tables by their kind, and rows that go on changing."""
        self._begin()
        try:
            self._file.execute("DELETE FROM base")
            self._file.execute("DELETE FROM records")
            for kind, rows in tables.items():
                bodies = map(self._encode, _chunks(rows))
                numbered = ((kind, n, body) for n, body in enumerate(bodies))
                self._file.executemany("INSERT INTO base VALUES (?, ?, ?)", numbered)
            self._based = set(tables)
            self._write(loose)
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")

    def snapshots(self) -> dict[str, bytes]:
        return dict(self._file.execute("SELECT name, body FROM snapshots"))

    def save_snapshot(self, name: str, body: bytes) -> None:
        self._file.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?)", (name, body))

    def drop_snapshot(self, name: str) -> None:
        self._file.execute("DELETE FROM snapshots WHERE name = ?", (name,))

    def close(self) -> None:
        self._file.close()

    def _lock(self) -> None:
        """Two tenants on one file would each overwrite what the other answered for."""
        self._file.execute("PRAGMA locking_mode=EXCLUSIVE")
        try:
            self._file.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise StateRefused("another sandbox is using it") from None
        self._file.execute("PRAGMA synchronous=NORMAL")

    def _claim(self) -> None:
        """Make the file ours. Raises StateRefused when a later version wrote it."""
        [version] = self._file.execute("PRAGMA user_version").fetchone()
        if version > _FORMAT:
            raise StateRefused(
                _refusal(f"its format is {version}, and {_FORMAT} is the latest known")
            )
        # Files of format 1, which had no base, are files whose base is empty.
        if version < _FORMAT:
            for statement in (_BASE, _RECORDS, _SNAPSHOTS, f"PRAGMA user_version={_FORMAT}"):
                self._file.execute(statement)

    def _begin(self) -> None:
        self._file.execute("BEGIN IMMEDIATE")

    def _write(self, changes: Changes) -> None:
        puts, drops = [], []
        for (kind, key), row in sorted(changes.items(), key=_place):
            if row is not None:
                puts.append((kind, key, self._encode(row)))
            elif kind in self._based:
                puts.append((kind, key, b""))
            else:
                drops.append((kind, key))
        self._file.executemany(_PUT, puts)
        self._file.executemany(_DROP, drops)


def _place(item: tuple[tuple[str, str], Struct | None]) -> tuple[str, str]:
    """Where a row lies in the file; written in this order, no page is touched twice."""
    return item[0]


def _chunks(rows: Iterable[Struct]) -> Iterator[list[Struct]]:
    left = iter(rows)
    while chunk := list(itertools.islice(left, _CHUNK)):
        yield chunk


def _overlaid(rows: Iterable[Any], changed: dict[str, Any | None]) -> Iterator[Any]:
    for row in rows:
        key = row.key
        if key not in changed:
            yield row
        elif (newer := changed.pop(key)) is not None:
            yield newer
    yield from (row for row in changed.values() if row is not None)


def _refusal(why: str) -> str:
    return f"another version of the tenant wrote it ({why}); start with a new file"
