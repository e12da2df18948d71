"""A tenant beside the tests of any project: in a thread of its own, so that sync code can use it."""

from __future__ import annotations

import asyncio
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import Sandbox, serve
from deskhand.sandbox.okta.wire.buckets import EDITIONS

API_TOKEN = "okta-sandbox-token"  # noqa: S105  # opens nothing but a tenant that a test made
_SECONDS = 30
# What a proxy of the environment is for lies elsewhere.
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class CommandRefused(Exception):  # noqa: N818  # named as what happened to the command
    """The tenant would not take a command of the control API; the text says why."""


@dataclass(frozen=True, slots=True)
class OktaSandbox:
    """A running tenant: `url` is the org's address, `api_token` belongs to a super administrator."""

    url: str
    api_token: str = API_TOKEN

    @property
    def headers(self) -> dict[str, str]:
        """What a request to the API needs."""
        return {"Authorization": f"SSWS {self.api_token}", "Accept": "application/json"}

    def control(self, method: str, path: str, body: Any = None, **query: object) -> Any:
        """A command under `/_sandbox/`. Raises CommandRefused."""
        asked = (
            "?" + urlencode({name: str(value) for name, value in query.items()}) if query else ""
        )
        request = urllib.request.Request(  # noqa: S310  # always http, to this machine
            f"{self.url}/_sandbox/{path}{asked}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with _OPENER.open(request, timeout=_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                told = json.load(error)["error"]
            raise CommandRefused(told) from None

    def fault(self, kind: str, method: str = "*", path: str = "**", **more: float) -> None:
        """Make calls go wrong; `times` and `seconds` may follow."""
        self.control("POST", "faults", {"kind": kind, "method": method, "path": path, **more})

    def advance(self, seconds: float) -> None:
        self.control("POST", "clock", {"advance_seconds": seconds})

    def calls(self, **wanted: str) -> list[dict[str, Any]]:
        """Oldest first; `method`, `path`, `status`, `effect`, `user` and others narrow them."""
        found: list[dict[str, Any]] = self.control("GET", "calls", **wanted)
        return found

    def user(self, login: str) -> dict[str, Any]:
        """One person with factors, groups, applications, sessions and tokens."""
        found: dict[str, Any] = self.control("GET", f"users/{quote(login)}")
        return found

    def mails(self, to: str) -> list[dict[str, Any]]:
        """Newest first, with links that work."""
        found: list[dict[str, Any]] = self.control("GET", "mailbox", to=to)
        return found


@contextmanager
def okta_sandbox(
    plan: Plan | None = None, *, rate_limits: str | None = None
) -> Iterator[OktaSandbox]:
    """A tenant for as long as the block runs. Raises what kept it from starting."""
    if rate_limits is not None and rate_limits not in EDITIONS:
        raise ValueError(f"rate limits: {rate_limits} is none of {', '.join(EDITIONS)}")
    plan = plan or Plan(users=80)
    tenant = _Thread(replace(plan, api_tokens=(API_TOKEN, *plan.api_tokens)), rate_limits)
    tenant.start()
    try:
        yield OktaSandbox(tenant.address())
    finally:
        tenant.end()


class _Thread(threading.Thread):
    """Serves the tenant on a loop of its own."""

    def __init__(self, plan: Plan, rate_limits: str | None) -> None:
        super().__init__(name="okta sandbox", daemon=True)
        self._plan = plan
        self._rate_limits = rate_limits
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._ready = threading.Event()
        self._found: Sandbox | None = None
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as error:  # noqa: BLE001  # the test's own thread raises it
            self._error = error
        finally:
            self._loop.close()
            self._ready.set()

    def address(self) -> str:
        """Wait until it is there. Raises what kept it from that."""
        self._ready.wait(_SECONDS)
        if self._error is not None:
            raise self._error
        if self._found is None:
            raise TimeoutError("the sandbox tenant did not start")
        return self._found.url

    def end(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._over.set)
        self.join(_SECONDS)

    async def _serve(self) -> None:
        async with serve(self._plan, rate_limits=self._rate_limits) as self._found:
            self._ready.set()
            await self._over.wait()
