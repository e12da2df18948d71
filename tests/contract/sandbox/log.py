"""What the tests of the System Log share."""

from __future__ import annotations

from typing import Any

from tests.contract.sandbox.client import Okta

LOGS = "/api/v1/logs"
_DAY = 86_400


class Watch:
    """What is added to the log from now on."""

    def __init__(self, okta: Okta) -> None:
        self._events = okta.tenant.events
        self._last = max((event.n for event in self._events), default=0)

    def events(self) -> list[dict[str, Any]]:
        found = [event.body for event in self._events.behind(self._last)]
        self._last = max((event.n for event in self._events), default=0)
        return found

    def told(self) -> list[tuple[str, list[str], str]]:
        return [
            (
                event["eventType"],
                [target["type"] for target in event["target"] or []],
                event["outcome"]["result"],
            )
            for event in self.events()
        ]


async def advance(okta: Okta, days: int) -> None:
    """In steps within which the token, which is used, stays good."""
    for step in range(0, days, 20):
        seconds = min(20, days - step) * _DAY
        await okta.control("POST", "clock", {"advance_seconds": seconds})
        assert (await okta.get("/api/v1/users/me")).status == 200
