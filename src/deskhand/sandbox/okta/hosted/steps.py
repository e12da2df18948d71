"""Sign-ins that wait for one thing more: a new password, a second factor, or its set-up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from deskhand.sandbox.okta.state.clock import Clock

Kind = Literal["renewal", "factor", "setup"]
_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Step:
    """`onward` is the path that the sign-in leads to; the rest belongs to second factors."""

    user_id: str
    kind: Kind
    onward: str
    factor_id: str = ""
    transaction: str = ""


class Steps:
    """In memory only: who restarts the tenant starts the sign-in again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._steps: dict[str, tuple[Step, datetime]] = {}

    def begin(self, step: Step) -> str:
        """A secret for the form that ends the step."""
        now = self._clock.now()
        self._steps = {key: kept for key, kept in self._steps.items() if kept[1] > now}
        secret = secrets.token_urlsafe(24)
        self._steps[secret] = step, now + _LIFE
        return secret

    def find(self, secret: str, kind: Kind) -> Step | None:
        step, ends = self._steps.get(secret, (None, self._clock.now()))
        return step if step and step.kind == kind and ends > self._clock.now() else None

    def end(self, secret: str) -> None:
        self._steps.pop(secret, None)
