"""Which calls share a rate limit, and how many a minute each edition of Okta allows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

EDITIONS = ("workforce", "enterprise", "free")
CONCURRENT = {"workforce": 75, "enterprise": 75, "free": 35}
"""Requests of all callers together that an org serves at the same time."""
_ALL = "GET POST PUT DELETE PATCH HEAD OPTIONS"
_UNLIMITED = frozenset(
    {
        "/oauth2/v1/keys",
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
    }
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A family of calls that share a window; `limits` a minute by edition.

    `alone` gives the whole limit to each caller, where others share it: no org window is behind it.
    """

    name: str
    methods: frozenset[str]
    path: re.Pattern[str]
    limits: dict[str, int]
    alone: bool


def _bucket(
    name: str,
    path: str,
    free: int,
    enterprise: int,
    workforce: int,
    *,
    methods: str = _ALL,
    alone: bool = False,
) -> Bucket:
    limits = {"free": free, "enterprise": enterprise, "workforce": workforce}
    return Bucket(name, frozenset(methods.split()), re.compile(path), limits, alone)


_USER = r"/api/v1/users/[^/]+"
# The most specific first.
BUCKETS = (
    _bucket("/api/v1/users", r"/api/v1/users/?", 100, 600, 600, methods="GET POST"),
    _bucket("/api/v1/users/{id} read", _USER, 100, 1_000, 2_000, methods="GET HEAD"),
    _bucket("/api/v1/users/{id} write", _USER, 100, 600, 600, methods="POST PUT DELETE"),
    _bucket("/api/v1/users/{id}/lifecycle", _USER + r"/lifecycle/.*", 100, 600, 600),
    _bucket("/api/v1/users/{id}/factors", _USER + r"/factors.*", 100, 600, 600),
    _bucket("/api/v1/groups/{id}", r"/api/v1/groups/(?!rules$)[^/]+", 100, 600, 1_000),
    _bucket("/api/v1/groups", r"/api/v1/groups.*", 100, 600, 500),
    _bucket("/api/v1/apps/{id}", r"/api/v1/apps/[^/]+", 100, 600, 500),
    _bucket("/api/v1/apps", r"/api/v1/apps.*", 20, 100, 100),
    _bucket("/api/v1/logs", r"/api/v1/logs/?", 20, 50, 120),
    _bucket("/api/v1/sessions", r"/api/v1/sessions.*", 100, 375, 375),
    _bucket("/api/v1/meta", r"/api/v1/meta/.*", 100, 600, 1_000),
    _bucket("/api/v1", r"/api/v1.*", 100, 600, 1_200),
    _bucket("/oauth2/v1/clients", r"/oauth2/v1/clients.*", 25, 100, 100),
    _bucket("/oauth2/v1/token", r"/oauth2/v1/token", 150, 150, 150),
    _bucket("/oauth2/v1/authorize", r"/oauth2/v1/authorize", 60, 60, 60, alone=True),
    _bucket("/", r"/.*", 100, 600, 1_200),
)


@lru_cache(maxsize=4_096)
def bucket_of(method: str, path: str) -> Bucket | None:
    """The bucket that a call counts against; None where Okta does not count."""
    if path in _UNLIMITED:
        return None
    return next((b for b in BUCKETS if method in b.methods and b.path.fullmatch(path)), None)
