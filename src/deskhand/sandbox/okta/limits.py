"""Rate limits by edition: buckets by the most specific path, windows of 60 seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deskhand.sandbox.okta.clock import Clock

WINDOW_SECONDS = 60
_TOKEN_SHARE = 0.5
_UNLIMITED = 100_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """A family of calls that share a window; `limits` a minute by edition."""

    name: str
    methods: frozenset[str]
    path: re.Pattern[str]
    limits: dict[str, int]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the headers tell. `allowed` is false for the call that went over."""

    limit: int
    remaining: int
    reset: int
    allowed: bool = True

    def headers(self) -> dict[str, str]:
        return {
            "x-rate-limit-limit": str(self.limit),
            "x-rate-limit-remaining": str(self.remaining),
            "x-rate-limit-reset": str(self.reset),
        }


def _bucket(
    name: str, methods: str, path: str, free: int, enterprise: int, workforce: int
) -> Bucket:
    limits = {"free": free, "enterprise": enterprise, "workforce": workforce}
    return Bucket(name, frozenset(methods.split()), re.compile(path), limits)


_ALL = "GET POST PUT DELETE PATCH HEAD"
# The most specific first.
BUCKETS = (
    _bucket("/api/v1/users", "GET POST", r"/api/v1/users/?", 100, 600, 600),
    _bucket("/api/v1/users/{id} read", "GET", r"/api/v1/users/[^/]+", 100, 1_000, 2_000),
    _bucket("/api/v1/users/{id} write", "POST PUT DELETE", r"/api/v1/users/[^/]+", 100, 600, 600),
    _bucket(
        "/api/v1/users/{id}/lifecycle", "POST", r"/api/v1/users/[^/]+/lifecycle/.*", 100, 600, 600
    ),
    _bucket("/api/v1/users/{id}/factors", _ALL, r"/api/v1/users/[^/]+/factors.*", 100, 600, 600),
    _bucket("/api/v1/groups/rules", _ALL, r"/api/v1/groups/rules.*", 100, 600, 500),
    _bucket("/api/v1/groups/{id}", _ALL, r"/api/v1/groups/[^/]+", 100, 600, 1_000),
    _bucket("/api/v1/groups", _ALL, r"/api/v1/groups.*", 100, 600, 500),
    _bucket("/api/v1/apps/{id}", _ALL, r"/api/v1/apps/[^/]+", 100, 600, 500),
    _bucket("/api/v1/apps", _ALL, r"/api/v1/apps.*", 20, 100, 100),
    _bucket("/api/v1", _ALL, r"/.*", 100, 600, 1_200),
)


class Limits:
    """Counts calls per token and bucket. Without an edition everything is allowed."""

    def __init__(self, clock: Clock, edition: str | None) -> None:
        self._clock = clock
        self.edition = edition
        self._windows: dict[tuple[str, str], tuple[int, int]] = {}

    def reset(self) -> None:
        self._windows.clear()

    def peek(self) -> Allowance:
        """What the headers tell a caller who could not be counted."""
        now = int(self._clock.now().timestamp())
        return Allowance(_UNLIMITED, _UNLIMITED, now + WINDOW_SECONDS)

    def spend(self, token_id: str, method: str, path: str) -> Allowance:
        """Count one call. A call over the limit is not allowed and changes nothing."""
        now = int(self._clock.now().timestamp())
        if self.edition is None:
            return Allowance(_UNLIMITED, _UNLIMITED - 1, now + WINDOW_SECONDS)
        bucket = next(b for b in BUCKETS if method in b.methods and b.path.fullmatch(path))
        limit = max(1, int(bucket.limits[self.edition] * _TOKEN_SHARE))
        started, spent = self._windows.get((token_id, bucket.name), (now, 0))
        if now >= started + WINDOW_SECONDS:
            started, spent = now, 0
        allowed = spent < limit
        spent = min(spent + 1, limit)
        self._windows[token_id, bucket.name] = (started, spent)
        return Allowance(limit, limit - spent, started + WINDOW_SECONDS, allowed)
