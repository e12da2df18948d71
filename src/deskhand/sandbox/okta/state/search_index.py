"""What `search` sees: the users, or the users as they were a moment ago.

Okta's search reads an index that lags behind by about a second; reads by id do not.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from deskhand.sandbox.okta.state.clock import Clock
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tables import Table


class SearchIndex:
    """Without a lag it is the table itself, and costs nothing."""

    def __init__(self, users: Table[User], clock: Clock) -> None:
        self._users = users
        self._clock = clock
        self._lag = timedelta()
        self._seen: dict[str, User] = {}
        self._coming: deque[tuple[datetime, str, User | None]] = deque()
        # The latest order is kept: a walk over many pages asks for the same one.
        self._order: list[User] = []
        self._order_of: tuple[str, int] | None = None

    def after(self, key: str) -> Iterable[User]:
        """Users in the order of their ids, from the first id greater than `key`."""
        if not self._lag:
            return self._users.after(key)
        self._catch_up()
        return [self._seen[found] for found in sorted(self._seen) if found > key]

    def ordered(self, name: str, key: Callable[[User], tuple[str, str]]) -> list[User]:
        """All users, ascending by `key`; `name` stands for it. Not to be changed by the caller."""
        if self._lag:
            self._catch_up()
            return sorted(self._seen.values(), key=key)
        now = (name, self._users.version)
        if self._order_of != now:
            self._order = sorted(self._users, key=key)
            self._order_of = now
        return self._order

    def change_lag(self, seconds: float) -> None:
        """From now on changes take so long to be found; everything up to now is."""
        lag = timedelta(seconds=seconds)
        if lag != self._lag:
            self._lag = lag
            self.rebuild()

    def rebuild(self) -> None:
        """Take the users as they are, after they were loaded or replaced."""
        self._coming.clear()
        self._seen = {user.id: copy.deepcopy(user) for user in self._users} if self._lag else {}

    def changed(self, key: str, user: User | None) -> None:
        """A user was saved, or removed where `user` is None."""
        if self._lag:
            self._coming.append((self._clock.now() + self._lag, key, copy.deepcopy(user)))

    def _catch_up(self) -> None:
        now = self._clock.now()
        while self._coming and self._coming[0][0] <= now:
            _, key, user = self._coming.popleft()
            if user is None:
                self._seen.pop(key, None)
            else:
                self._seen[key] = user
