"""What `search` sees: the users, or the users as they were a moment ago.

Okta's search reads an index that lags behind by about a second; reads by id do not.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta

from deskhand.sandbox.okta.clock import Clock
from deskhand.sandbox.okta.model import User
from deskhand.sandbox.okta.tables import Table


class SearchIndex:
    """Without a lag it is the table itself, and costs nothing."""

    def __init__(self, users: Table[User], clock: Clock) -> None:
        self._users = users
        self._clock = clock
        self._lag = timedelta()
        self._seen: dict[str, User] = {}
        self._coming: deque[tuple[datetime, str, User | None]] = deque()

    def rows(self) -> Iterable[User]:
        if not self._lag:
            return self._users
        now = self._clock.now()
        while self._coming and self._coming[0][0] <= now:
            _, key, user = self._coming.popleft()
            if user is None:
                self._seen.pop(key, None)
            else:
                self._seen[key] = user
        return self._seen.values()

    def change_lag(self, seconds: float) -> None:
        """From now on changes take so long to be found; everything up to now is."""
        self._lag = timedelta(seconds=seconds)
        self.rebuild()

    def rebuild(self) -> None:
        """Take the users as they are, after they were loaded or replaced."""
        self._coming.clear()
        self._seen = {user.id: copy.deepcopy(user) for user in self._users} if self._lag else {}

    def changed(self, key: str, user: User | None) -> None:
        """A user was saved, or removed where `user` is None."""
        if self._lag:
            self._coming.append((self._clock.now() + self._lag, key, copy.deepcopy(user)))
