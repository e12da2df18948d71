"""Rate limits: windows of 60 seconds for the whole org and for each caller's share of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog import events
from deskhand.sandbox.okta.wire.buckets import CONCURRENT, Bucket, bucket_of

WINDOW_SECONDS = 60
SHARE_PERCENT = 50
"""Of each bucket, what one API token or OAuth client may spend unless its share was changed."""
_WARNING = 0.9
_UNLIMITED = 100_000
_ORG = ""


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


@dataclass(slots=True)
class Window:
    """What was spent of a bucket since `started`. `owner` is a caller, or "" for the org."""

    owner: str
    bucket: str
    started: int
    limit: int = 0
    spent: int = 0
    warned: bool = False
    violated: bool = False

    @property
    def left(self) -> int:
        return max(0, self.limit - self.spent)

    @property
    def reset(self) -> int:
        return self.started + WINDOW_SECONDS


class Limits:
    """Counts calls. Without an edition everything is allowed.

    A call counts against its bucket twice: the caller's share of it, and the org's whole.
    """

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._windows: dict[tuple[str, str], Window] = {}
        self._running = 0
        self._crowded_until = 0

    @property
    def edition(self) -> str | None:
        return self._tenant.settings.rate_limits

    @edition.setter
    def edition(self, edition: str | None) -> None:
        tenant = self._tenant
        tenant.change_settings(msgspec.structs.replace(tenant.settings, rate_limits=edition))

    def reset(self) -> None:
        self._windows.clear()

    def windows(self) -> Iterator[Window]:
        """Those that are running."""
        now = self._now()
        return (window for window in self._windows.values() if now < window.reset)

    def share_of(self, owner: str) -> int:
        """In percent, of a token's or a client's id."""
        return self._tenant.settings.rate_limit_shares.get(owner, SHARE_PERCENT)

    def give_share(self, owner: str, percent: int) -> None:
        tenant = self._tenant
        shares = {**tenant.settings.rate_limit_shares, owner: percent}
        tenant.change_settings(msgspec.structs.replace(tenant.settings, rate_limit_shares=shares))

    def peek(self, method: str, path: str) -> Allowance:
        """What the headers tell a caller who is not known, and not counted."""
        edition, bucket = self.edition, bucket_of(method, path)
        if edition is None or bucket is None:
            return self._unlimited()
        return _told([self._window(_ORG, bucket, bucket.limits[edition])], allowed=True)

    def spend(self, owner: str | None, method: str, path: str) -> Allowance:
        """Count one call. A call over a limit is not allowed, and spends nothing.

        `owner` is the id of whoever has a share; None spends of the org's whole alone.
        """
        edition, bucket = self.edition, bucket_of(method, path)
        if edition is None or bucket is None:
            return self._unlimited()
        windows = self._spent_by(owner, bucket, bucket.limits[edition])
        empty = [window for window in windows if not window.left]
        for window in empty:
            self._tell(window, violated=True)
        if not empty:
            for window in windows:
                window.spent += 1
                if window.spent >= window.limit * _WARNING:
                    self._tell(window, violated=False)
        return _told(windows, allowed=not empty)

    def enter(self) -> bool:
        """A request arrives; `leave` ends it. True when too many are being served already."""
        self._running += 1
        return self.edition is not None and self._running > CONCURRENT[self.edition]

    def leave(self) -> None:
        self._running -= 1

    def crowded(self) -> Allowance:
        """What a request is told that came while too many were being served."""
        now = self._now()
        if now >= self._crowded_until:
            self._crowded_until = now + WINDOW_SECONDS
            events.note(self._tenant, "core.concurrency.org.limit.violation")
        return Allowance(0, 0, now + WINDOW_SECONDS, allowed=False)

    def _spent_by(self, owner: str | None, bucket: Bucket, most: int) -> list[Window]:
        if bucket.alone:
            return [self._window(owner or _ORG, bucket, most)]
        org = self._window(_ORG, bucket, most)
        if owner is None:
            return [org]
        return [self._window(owner, bucket, max(1, most * self.share_of(owner) // 100)), org]

    def _window(self, owner: str, bucket: Bucket, limit: int) -> Window:
        """The running window; the first call after its end starts another."""
        now, key = self._now(), (owner, bucket.name)
        window = self._windows.get(key)
        if window is None or now >= window.reset:
            window = self._windows[key] = Window(owner, bucket.name, now)
        window.limit = limit
        return window

    def _tell(self, window: Window, *, violated: bool) -> None:
        """Each once a window, not once a call."""
        if window.violated if violated else window.warned:
            return
        window.warned, window.violated = True, violated
        events.rate_limited(self._tenant, window.bucket, violated=violated)

    def _unlimited(self) -> Allowance:
        return Allowance(_UNLIMITED, _UNLIMITED - 1, self._now() + WINDOW_SECONDS)

    def _now(self) -> int:
        return int(self._tenant.clock.now().timestamp())


def _told(windows: list[Window], *, allowed: bool) -> Allowance:
    """Headers show the tighter of the windows."""
    tight = min(windows, key=lambda window: window.left)
    return Allowance(tight.limit, tight.left, tight.reset, allowed)
