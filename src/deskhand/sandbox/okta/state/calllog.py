"""Every request that reached the tenant, in order: the witness of what clients did."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from deskhand.sandbox.okta.state.records import Call
from deskhand.sandbox.okta.state.tables import Changes

KIND = "call"
KEPT = 20_000


class CallLog:
    """The latest calls. It is not part of snapshots: what happened stays on record."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._calls: deque[Call] = deque()
        self._next = 1

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def __reversed__(self) -> Iterator[Call]:
        return reversed(self._calls)

    def __len__(self) -> int:
        return len(self._calls)

    def load(self, calls: Iterable[Call]) -> None:
        self._calls = deque(sorted(calls, key=lambda call: call.n))
        self._next = self._calls[-1].n + 1 if self._calls else 1

    def number(self) -> int:
        """The next call's number, given when it arrives."""
        self._next += 1
        return self._next - 1

    def put(self, call: Call) -> None:
        """Keep a call; the next commit saves it."""
        self._calls.append(call)
        self._changes[KIND, call.key] = call
        if len(self._calls) > KEPT:
            self._changes[KIND, self._calls.popleft().key] = None

    def clear(self) -> None:
        self._calls.clear()
        self._next = 1
