"""Tables in memory that remember what changed since the last save."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from msgspec import Struct


class Record(Protocol):
    @property
    def key(self) -> str: ...


class OwnedRecord(Record, Protocol):
    user_id: str


class PairRecord(Record, Protocol):
    """Its first two fields are the ids that it joins."""

    @property
    def pair(self) -> tuple[str, str]: ...


T = TypeVar("T", bound=Record)
Mine = TypeVar("Mine", bound=OwnedRecord)
P = TypeVar("P", bound=PairRecord)


class Changes(dict[tuple[str, str], Struct | None]):
    """What to write: kind and key to the row, or None where the row is gone.

    Tables note nothing while it is `paused`: for a seed, which ends with everything being written.
    """

    paused = False


class Table(Generic[T]):
    """Rows by id. `rendered` keeps their JSON as lists show it until they change.

    `version` is another number after every change.
    """

    def __init__(self, kind: str, row: type[T], changes: Changes) -> None:
        self.kind = kind
        self.row = row
        self.rendered: dict[str, bytes] = {}
        self.version = 0
        self._changes = changes
        self._rows: dict[str, T] = {}
        self._order: list[str] | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[T]:
        return iter(self._rows.values())

    def get(self, key: str) -> T | None:
        return self._rows.get(key)

    def __getitem__(self, key: str) -> T:
        return self._rows[key]

    def load(self, rows: Iterable[T]) -> None:
        """Take rows that are already saved."""
        self._rows = {row.key: row for row in rows}
        self.version += 1
        self.rendered.clear()
        self._order = None

    def put(self, row: T) -> None:
        """Add a row, or note that it changed."""
        key = row.key
        if key not in self._rows and self._order is not None:
            insort(self._order, key)
        self._rows[key] = row
        self._note(key, row)

    def remove(self, key: str) -> None:
        if self._rows.pop(key, None) is not None:
            if self._order is not None:
                del self._order[bisect_left(self._order, key)]
            self._note(key, None)

    def after(self, key: str) -> Iterator[T]:
        """Rows in the order of their ids, from the first id greater than `key`."""
        if self._order is None:
            self._order = sorted(self._rows)
        order = self._order
        for position in range(bisect_left(order, key + "\0"), len(order)):
            yield self._rows[order[position]]

    def _note(self, key: str, row: T | None) -> None:
        self.version += 1
        self.rendered.pop(key, None)
        if not self._changes.paused:
            self._changes[self.kind, key] = row  # type: ignore[assignment]  # rows are structs


class Owned(Table[Mine]):
    """Rows that each belong to one person."""

    def __init__(self, kind: str, row: type[Mine], changes: Changes) -> None:
        super().__init__(kind, row, changes)
        self._owners: dict[str, dict[str, Mine]] = {}

    def of(self, user_id: str) -> list[Mine]:
        return list(self._owners.get(user_id, {}).values())

    def load(self, rows: Iterable[Mine]) -> None:
        super().load(rows)
        self._owners.clear()
        for row in self:
            self._owners.setdefault(row.user_id, {})[row.key] = row

    def put(self, row: Mine) -> None:
        super().put(row)
        self._owners.setdefault(row.user_id, {})[row.key] = row

    def remove(self, key: str) -> None:
        row = self.get(key)
        if row is not None:
            del self._owners[row.user_id][key]
        super().remove(key)

    def remove_all(self, rows: Iterable[Mine]) -> None:
        for row in rows:
            self.remove(row.key)


class Pairs(Generic[P]):
    """Rows that join two objects, found from either side."""

    def __init__(self, kind: str, row: type[P], changes: Changes) -> None:
        self.kind = kind
        self.row = row
        self.rendered: dict[str, bytes] = {}
        self._changes = changes
        self._left: dict[str, dict[str, P]] = {}
        self._right: dict[str, dict[str, P]] = {}
        self._orders: dict[str, list[str]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._left.values()))

    def __iter__(self) -> Iterator[P]:
        for rows in self._left.values():
            yield from rows.values()

    def get(self, left: str, right: str) -> P | None:
        return self._left.get(left, {}).get(right)

    def of_left(self, left: str) -> dict[str, P]:
        """Rows of a left object by their right id; not to be changed by the caller."""
        return self._left.get(left, {})

    def of_right(self, right: str) -> dict[str, P]:
        """Rows of a right object by their left id; not to be changed by the caller."""
        return self._right.get(right, {})

    def load(self, rows: Iterable[P]) -> None:
        """Take rows that are already saved."""
        self._left.clear()
        self._right.clear()
        self._orders.clear()
        self.rendered.clear()
        left_name, right_name, *_ = self.row.__struct_fields__  # type: ignore[attr-defined]  # rows are structs
        known: dict[str, str] = {}
        for row in rows:
            left, right = row.pair
            # Decoded rows bring strings of their own; a million of them share a few ids.
            setattr(row, left_name, known.setdefault(left, left))
            setattr(row, right_name, known.setdefault(right, right))
            self._index(row)

    def put(self, row: P) -> None:
        if self._index(row):
            self._orders.pop(row.pair[0], None)
        if not self._changes.paused:
            self._note(row.key, row)

    def remove(self, left: str, right: str) -> P | None:
        row = self._left.get(left, {}).pop(right, None)
        if row is not None:
            self._right[right].pop(left)
            self._orders.pop(left, None)
            self._note(row.key, None)
        return row

    def after(self, left: str, right: str) -> Iterator[P]:
        """Rows of a left object in the order of their right ids, behind `right`."""
        rows = self._left.get(left, {})
        order = self._orders.get(left)
        if order is None:
            order = self._orders[left] = sorted(rows)
        for position in range(bisect_left(order, right + "\0"), len(order)):
            yield rows[order[position]]

    def _index(self, row: P) -> bool:
        """True when nothing joined these two before."""
        left, right = row.pair
        rows = self._left.get(left)
        if rows is None:
            rows = self._left[left] = {}
        new = right not in rows
        rows[right] = row
        others = self._right.get(right)
        if others is None:
            others = self._right[right] = {}
        others[left] = row
        return new

    def _note(self, key: str, row: P | None) -> None:
        self.rendered.pop(key, None)
        if not self._changes.paused:
            self._changes[self.kind, key] = row  # type: ignore[assignment]  # rows are structs
