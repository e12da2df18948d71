"""The state file: one SQLite table of encoded rows, written in one transaction per request."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from deskhand.sandbox.okta.tables import Changes

_PUT = "INSERT OR REPLACE INTO records VALUES (?, ?, ?)"
_DROP = "DELETE FROM records WHERE kind = ? AND key = ?"


_Items = Iterable[tuple[tuple[str, str], Struct | None]]


def _place(item: tuple[tuple[str, str], Struct | None]) -> tuple[str, str]:
    """Where a row lies in the file; written in this order, no page is touched twice."""
    return item[0]


class Store:
    """A saved state outlives the process: what `save` returned from is on file.

    Raises sqlite3.Error when the file is none of ours, or another tenant has it.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = sqlite3.connect(path, isolation_level=None, timeout=2)
        path.chmod(0o600)
        # Two tenants on one file would each overwrite what the other answered for.
        self._file.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=NORMAL")
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS records "
            "(kind TEXT, key TEXT, body BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS snapshots (name TEXT PRIMARY KEY, body BLOB NOT NULL)"
        )
        self._encoder = msgspec.msgpack.Encoder()

    def empty(self) -> bool:
        return self._file.execute("SELECT 1 FROM records LIMIT 1").fetchone() is None

    def rows(self, kind: str, row: type[Any]) -> list[Any]:
        decode = msgspec.msgpack.Decoder(row).decode
        found = self._file.execute("SELECT body FROM records WHERE kind = ?", (kind,))
        return [decode(body) for (body,) in found]

    def save(self, changes: Changes, *, afresh: bool = False) -> None:
        """Write rows and removals in one transaction; `afresh` drops what was there before."""
        if not changes and not afresh:
            return
        self._file.execute("BEGIN IMMEDIATE")
        try:
            if afresh:
                self._file.execute("DELETE FROM records")
            self._file.executemany(_PUT, self._puts(sorted(changes.items(), key=_place)))
            self._file.executemany(_DROP, [key for key, row in changes.items() if row is None])
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")

    def snapshots(self) -> dict[str, bytes]:
        return dict(self._file.execute("SELECT name, body FROM snapshots"))

    def save_snapshot(self, name: str, body: bytes) -> None:
        self._file.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?)", (name, body))

    def close(self) -> None:
        self._file.close()

    def _puts(self, changes: _Items) -> Iterable[tuple[str, str, bytes]]:
        for (kind, key), row in changes:
            if row is not None:
                yield kind, key, self._encoder.encode(row)
