"""Okta's rate limits: which bucket a call draws from, and what is left in it.

Figures come with every answer, for the bucket of that call and for our token (OKTA: headers
`x-rate-limit-*`); they are spent before a call is sent, so that Okta need not refuse any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import IntEnum

from deskhand.kernel import clock

# One of so many in each bucket is left for the customer's other integrations; a person's click may
# use it.
_LEFT_FREE = 10
# Okta's clock shows whole seconds.
_ROUNDING = 1.0
_LONGEST_WINDOW = 120.0
_API = "/api/v1/"


class Priority(IntEnum):
    """Who goes first when calls must wait. Only imports leave a share of each bucket free."""

    ACTION = 0
    PANEL = 1
    IMPORT = 2


class Family(IntEnum):
    """Paths that share a bucket, as far as we call them.

    Exact paths have their own buckets beside the rest below them (OKTA: rate limits).
    """

    USERS = 0
    USER = 1
    USER_CHANGES = 2
    LIFECYCLE = 3
    FACTORS = 4
    GROUPS = 5
    GROUP = 6
    APPS = 7
    APP = 8
    API = 9
    OUTSIDE = 10

    @property
    def noun(self) -> str:
        """What people call its calls."""
        return _NOUNS[self]


_NOUNS = {
    Family.USERS: "user",
    Family.USER: "user",
    Family.USER_CHANGES: "user",
    Family.LIFECYCLE: "user lifecycle",
    Family.FACTORS: "factor",
    Family.GROUPS: "group",
    Family.GROUP: "group",
    Family.APPS: "app",
    Family.APP: "app",
    Family.API: "other",
    Family.OUTSIDE: "other",
}
_BELOW_USER = {"lifecycle": Family.LIFECYCLE, "factors": Family.FACTORS}


def family_of(method: str, path: str) -> Family:
    """The family of an API path such as `/api/v1/groups/00g…/users`, without its query."""
    if not path.startswith(_API):
        return Family.OUTSIDE
    collection, *below = path.removeprefix(_API).strip("/").split("/")
    if collection == "users":
        return _of_users(method, below)
    if collection == "groups":
        return Family.GROUP if len(below) == 1 and below != ["rules"] else Family.GROUPS
    if collection == "apps":
        return Family.APP if len(below) == 1 else Family.APPS
    return Family.API


def _of_users(method: str, below: list[str]) -> Family:
    if not below:
        return Family.USERS
    if len(below) == 1:
        return Family.USER if method == "GET" else Family.USER_CHANGES
    return _BELOW_USER.get(below[1], Family.API)


@dataclass(frozen=True, slots=True)
class Budget:
    """What an answer said of its bucket; `reset` is its window's end by Okta's own clock."""

    limit: int
    remaining: int
    reset: int
    resets_in: float

    @property
    def is_concurrency(self) -> bool:
        """Too many calls at once, which Okta reports as a bucket of nothing."""
        return self.limit == 0 and self.remaining == 0


def budget_of(headers: Mapping[str, str]) -> Budget | None:
    """Read the headers of an answer; None when it does not carry them."""
    try:
        limit, remaining, reset = (
            int(headers[f"x-rate-limit-{name}"]) for name in ("limit", "remaining", "reset")
        )
        # By the answer's own date, so that a wrong clock of ours does not matter.
        seconds = reset - _date(headers).timestamp()
    except (KeyError, ValueError, OverflowError):
        return None
    return Budget(limit, remaining, reset, min(max(seconds, 0.0), _LONGEST_WINDOW))


def _date(headers: Mapping[str, str]) -> datetime:
    try:
        return parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return clock.now()


class Bucket:
    """One family's window. Unknown at first: one call asks before others follow."""

    def __init__(self) -> None:
        self.limit: int | None = None
        self.in_flight = 0
        self.short_until = 0.0
        self._answered = False
        self._remaining = 0
        self._reset = 0
        self._ends: float | None = None
        self._closed_until = 0.0

    def wait(self, now: float, priority: Priority) -> float | None:
        """Seconds until a call may leave, 0 for at once; None until another one comes back."""
        if now < self._closed_until:
            return self._closed_until - now
        imports = priority is Priority.IMPORT
        if self.limit is None:
            return None if imports and self.in_flight and not self._answered else 0.0
        if self._ends is not None and now >= self._ends:
            self._remaining, self._ends = self.limit, None
        left = self._remaining - (self.kept if imports else 0)
        if left > self.in_flight:
            return 0.0
        if left > 0 or self._ends is None:
            # Those on their way may use it up; their answers will tell.
            return None
        if imports:
            self.short_until = self._ends
        return self._ends - now

    @property
    def kept(self) -> int:
        """How many calls of a window are left for others."""
        return (self.limit or 0) // _LEFT_FREE

    def learn(self, now: float, budget: Budget | None) -> None:
        """Take over what an answer said; answers may come in any order."""
        self._answered = True
        if budget is None:
            self._remaining = max(0, self._remaining - 1)
            return
        if budget.reset < self._reset:
            return
        same = budget.reset == self._reset
        self._remaining = min(self._remaining, budget.remaining) if same else budget.remaining
        self._reset = budget.reset
        self.limit = budget.limit
        self._ends = now + budget.resets_in + _ROUNDING

    def close(self, until: float) -> None:
        """Let nothing through before a moment: Okta said so."""
        self._closed_until = max(self._closed_until, until)
