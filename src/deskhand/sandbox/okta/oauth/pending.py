"""Authorization requests that wait for the person's consent."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from deskhand.sandbox.okta.oauth.landing import Landing
from deskhand.sandbox.okta.state.clock import Clock

_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Pending:
    client_id: str
    user_id: str
    scopes: list[str]
    landing: Landing
    challenge: str | None
    nonce: str | None
    expires: datetime


class PendingConsents:
    """In memory only: who restarts the tenant starts the sign-in again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pending: dict[str, Pending] = {}

    def new(
        self,
        client_id: str,
        user_id: str,
        scopes: list[str],
        landing: Landing,
        challenge: str | None,
        nonce: str | None,
    ) -> Pending:
        expires = self._clock.now() + _LIFE
        return Pending(client_id, user_id, scopes, landing, challenge, nonce, expires)

    def put(self, pending: Pending) -> str:
        """A secret for the form that decides it."""
        now = self._clock.now()
        self._pending = {key: row for key, row in self._pending.items() if row.expires > now}
        secret = secrets.token_urlsafe(24)
        self._pending[secret] = pending
        return secret

    def take(self, secret: str) -> Pending | None:
        """What the form decides, once."""
        found = self._pending.pop(secret, None)
        return found if found is not None and found.expires > self._clock.now() else None
