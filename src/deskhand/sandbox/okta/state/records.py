"""What the tenant keeps about itself: its settings, the mails it sent, the calls it took."""

from __future__ import annotations

from msgspec import Struct, field

from deskhand.sandbox.okta.wire.faults import Fault


class Settings(Struct):
    """What the control API switched: seconds by which time was moved, how slow Okta is, and more.

    `password` is what everybody from the seed signs in with, `second_step` whether sign-in asks
    people for a factor that they have. `rate_limits` is an edition, `rate_limit_shares` are percents
    by the ids of tokens and OAuth clients, `faults` are on, the oldest first.
    `sizes` are those of the plan that made the company.
    """

    clock_offset: float = 0.0
    transition_seconds: float = 0.0
    search_lag_seconds: float = 0.0
    password: str = "Sandbox-2026"  # noqa: S105  # shown on the console: people of a sandbox share it
    second_step: bool = False
    rate_limits: str | None = None
    rate_limit_shares: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    sizes: dict[str, int | None] = field(default_factory=dict)

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
