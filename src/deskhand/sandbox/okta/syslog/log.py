"""The log itself: the latest events in the order of their writing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter

from deskhand.sandbox.okta.state.tables import Changes, Table
from deskhand.sandbox.okta.syslog.model import Event, Origin

MOST_EVENTS = 100_000
# Dropped together, so that a full log does not move its whole list for each event.
_BATCH = 1_000
_number = attrgetter("n")


class EventLog(Table[Event]):
    """`origin` is who makes the present request; None while nobody does.

    `browser` is the request of a hosted page, whose person shows only while it is served.
    """

    def __init__(self, changes: Changes) -> None:
        super().__init__("event", Event, changes)
        self.origin: Origin | None = None
        self.browser: Origin | None = None
        self._written: list[Event] = []

    def load(self, rows: Iterable[Event]) -> None:
        self._written = sorted(rows, key=_number)
        super().load(self._written)

    def put(self, row: Event) -> None:
        """Add an event, whose number `next_number` gave."""
        if len(self._written) >= MOST_EVENTS:
            for old in self._written[:_BATCH]:
                self.remove(old.key)
            del self._written[:_BATCH]
        self._written.append(row)
        super().put(row)

    @property
    def last_number(self) -> int:
        return self._written[-1].n if self._written else 0

    def next_number(self, millisecond: int) -> int:
        """Greater than all before, even where the clock was turned back."""
        return max(self.last_number + 1, millisecond * 1_000)

    def behind(self, n: int) -> Iterator[Event]:
        """Events whose number is greater."""
        for position in range(bisect_right(self._written, n, key=_number), len(self._written)):
            yield self._written[position]
