"""Dispatches the control API and the console: no credentials, and nobody but this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web

from deskhand.sandbox.okta import transitions
from deskhand.sandbox.okta.control import console, views
from deskhand.sandbox.okta.control.commands import Commands, Refused
from deskhand.sandbox.okta.faults import Faults
from deskhand.sandbox.okta.limits import Limits
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.tenant import Tenant

_PREFIX = "/_sandbox"
# Browsers send this with every request that a page of another site causes.
_FOREIGN = {"cross-site", "same-site"}
_CONSOLE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'; "
        "connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.BaseRequest, str], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class _Entry:
    """`name` is the rest of the path behind this noun, "" where there is none."""

    method: str
    noun: str
    handler: Handler


class Control:
    """`/_sandbox/…`: JSON for programs, and pages for people under the same prefix."""

    def __init__(self, tenant: Tenant, plan: Plan, faults: Faults, limits: Limits) -> None:
        self._tenant = tenant
        self._faults = faults
        do = Commands(tenant, plan, faults, limits)
        self._entries = {
            (entry.method, entry.noun): entry.handler
            for entry in (
                _Entry("GET", "faults", do.list_faults),
                _Entry("POST", "faults", do.add_fault),
                _Entry("DELETE", "faults", do.delete_faults),
                _Entry("GET", "calls", do.list_calls),
                _Entry("GET", "state", do.state),
                _Entry("GET", "users", do.user),
                _Entry("POST", "sign-in", do.sign_in),
                _Entry("POST", "lock-out", do.lock_out),
                _Entry("GET", "mailbox", do.mailbox),
                _Entry("GET", "tokens", do.list_tokens),
                _Entry("POST", "tokens", do.add_token),
                _Entry("DELETE", "tokens", do.revoke_token),
                _Entry("GET", "admins", do.list_admins),
                _Entry("PUT", "admins", do.set_roles),
                _Entry("GET", "clock", do.clock),
                _Entry("POST", "clock", do.move_clock),
                _Entry("GET", "settings", do.settings),
                _Entry("PUT", "settings", do.change_settings),
                _Entry("POST", "reset", do.reset),
                _Entry("POST", "snapshot", do.snapshot),
                _Entry("POST", "restore", do.restore),
            )
        }

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if not ipaddress.ip_address(request.remote or "0.0.0.0").is_loopback:  # noqa: S104  # nobody, no address to bind
            return _json({"error": "the tenant takes commands from its own machine only"}, 403)
        transitions.settle(self._tenant)
        path = request.path.removeprefix(_PREFIX).strip("/")
        if request.path in {"/", _PREFIX}:
            return web.HTTPFound(f"{_PREFIX}/")
        noun, _, name = path.partition("/")
        if request.method == "GET" and noun in {"", "people", "mail", "log"}:
            return self._page(request, noun, name)
        if request.method != "GET" and request.headers.get("Sec-Fetch-Site") in _FOREIGN:
            return _json({"error": "this page may not command the tenant"}, 403)
        handler = self._entries.get((request.method, noun))
        if handler is None:
            return _json({"error": f"no such command: {request.method} {request.path}"}, 404)
        try:
            answer = await handler(request, name)
        except Refused as refused:
            return _json({"error": str(refused)}, refused.status)
        self._tenant.commit()
        return _json(answer)

    def _page(self, request: web.BaseRequest, noun: str, name: str) -> web.StreamResponse:
        look = views.View(self._tenant, self._faults)
        nonce = self._tenant.ids.make("", 22)
        page = console.page(look, noun, name, request.query, nonce)
        headers = {key: value.format(nonce=nonce) for key, value in _CONSOLE_HEADERS.items()}
        return web.Response(
            status=page.status, text=page.html, content_type="text/html", headers=headers
        )


def _json(content: Any, status: int = 200) -> web.Response:
    body = msgspec.json.encode(content)
    return web.Response(status=status, body=body, content_type="application/json")
