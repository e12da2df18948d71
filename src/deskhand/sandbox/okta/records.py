"""What the tenant keeps about itself: its settings, the mails it sent, the calls it took."""

from __future__ import annotations

from msgspec import Struct


class Settings(Struct):
    """What the control API switched: seconds by which time was moved, and how slow Okta is."""

    clock_offset: float = 0.0
    transition_seconds: float = 0.0
    search_lag_seconds: float = 0.0

    @property
    def key(self) -> str:
        return "settings"


class Mail(Struct):
    """A message that Okta would have sent. `link` is a path; its `token` is this tenant's secret."""

    id: str
    at: str
    kind: str
    to: str
    user_id: str
    subject: str
    link: str | None = None
    token: str | None = None

    @property
    def key(self) -> str:
        return self.id


class Call(Struct):
    """One request that reached the tenant. `effect` is true when it changed the tenant.

    `status` is None when no answer left (a held or cut connection).
    """

    n: int
    at: str
    method: str
    path: str
    query: str
    status: int | None = None
    error_code: str | None = None
    request_id: str | None = None
    principal: str | None = None
    effect: bool = False
    fault: str | None = None
    user_id: str | None = None

    @property
    def key(self) -> str:
        return f"{self.n:012d}"
