"""Dispatches the control API and the console: no credentials, and nobody but this machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web

from deskhand.sandbox.okta import transitions
from deskhand.sandbox.okta.control import console, views
from deskhand.sandbox.okta.control.access import AccessCommands
from deskhand.sandbox.okta.control.clients import ClientCommands
from deskhand.sandbox.okta.control.commands import Commands
from deskhand.sandbox.okta.control.people import PeopleCommands
from deskhand.sandbox.okta.control.phone import PhoneCommands
from deskhand.sandbox.okta.control.wishes import Refused, refuse_unknown
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.faults import Faults
from deskhand.sandbox.okta.wire.limits import Limits
from deskhand.sandbox.okta.wire.senders import foreign, from_here

_PREFIX = "/_sandbox"
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
    """The handler is given the rest of the path behind this noun, which only some may have.

    `query` are the parameters that it reads.
    """

    method: str
    noun: str
    handler: Handler
    named: bool = False
    query: tuple[str, ...] = ()


class Control:
    """`/_sandbox/…`: JSON for programs, and pages for people under the same prefix."""

    def __init__(self, tenant: Tenant, plan: Plan, faults: Faults, limits: Limits) -> None:
        self._tenant = tenant
        self._view = views.View(tenant, faults, limits)
        entries = _entries(tenant, plan, faults, limits, self._view)
        self._entries = {(entry.method, entry.noun): entry for entry in entries}

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if not from_here(request):
            return _json({"error": "the tenant takes commands from its own machine only"}, 403)
        transitions.settle(self._tenant)
        path = request.path.removeprefix(_PREFIX).strip("/")
        if request.path in {"/", _PREFIX}:
            return web.HTTPFound(f"{_PREFIX}/")
        noun, _, name = path.partition("/")
        if request.method == "GET" and noun in console.PLACES:
            return self._page(request, noun, name)
        if request.method != "GET" and foreign(request):
            return _json({"error": "this page may not command the tenant"}, 403)
        entry = self._entries.get((request.method, noun))
        if entry is None or (name and not entry.named):
            return _json({"error": f"no such command: {request.method} {request.path}"}, 404)
        try:
            refuse_unknown("parameter", request.query, entry.query)
            answer = await entry.handler(request, name)
        except Refused as refused:
            return _json({"error": str(refused)}, refused.status)
        self._tenant.commit()
        return _json(answer)

    def _page(self, request: web.BaseRequest, noun: str, name: str) -> web.StreamResponse:
        nonce = self._tenant.ids.make("", 22)
        text, status = console.page(self._view, noun, name, request.query, nonce)
        headers = {key: value.format(nonce=nonce) for key, value in _CONSOLE_HEADERS.items()}
        return web.Response(status=status, text=text, content_type="text/html", headers=headers)


def _entries(
    tenant: Tenant, plan: Plan, faults: Faults, limits: Limits, view: views.View
) -> tuple[_Entry, ...]:
    do = Commands(tenant, plan, faults, limits, view)
    people, access = PeopleCommands(tenant, view), AccessCommands(tenant, limits, view)
    phone, clients = PhoneCommands(tenant), ClientCommands(tenant)
    return (
        _Entry("GET", "faults", do.list_faults),
        _Entry("POST", "faults", do.add_fault),
        _Entry("DELETE", "faults", do.delete_faults, named=True),
        _Entry("GET", "calls", do.list_calls, query=("after", *views.CALL_WORDS)),
        _Entry("GET", "state", do.state),
        _Entry("GET", "clock", do.clock),
        _Entry("POST", "clock", do.move_clock),
        _Entry("GET", "settings", do.settings),
        _Entry("PUT", "settings", do.change_settings),
        _Entry("POST", "reset", do.reset),
        _Entry("GET", "snapshots", do.snapshots),
        _Entry("DELETE", "snapshots", do.delete_snapshot, named=True),
        _Entry("POST", "snapshot", do.snapshot),
        _Entry("POST", "restore", do.restore),
        _Entry("GET", "users", people.user, named=True),
        _Entry("GET", "can-sign-in", people.can_sign_in, named=True),
        _Entry("POST", "sign-in", people.sign_in, named=True),
        _Entry("POST", "lock-out", people.lock_out, named=True),
        _Entry("GET", "mailbox", people.mailbox, query=("to",)),
        _Entry("GET", "phone", phone.show, named=True),
        _Entry("POST", "phone", phone.answer, named=True),
        _Entry("GET", "tokens", access.list_tokens),
        _Entry("POST", "tokens", access.add_token),
        _Entry("PUT", "tokens", access.share_token, named=True),
        _Entry("DELETE", "tokens", access.revoke_token, named=True),
        _Entry("GET", "limits", access.windows),
        _Entry("GET", "clients", clients.list_clients, named=True),
        _Entry("POST", "clients", clients.add_client),
        _Entry("DELETE", "clients", clients.remove_client, named=True),
        _Entry("POST", "signing-keys", clients.rotate_keys),
        _Entry("GET", "admins", access.list_admins),
        _Entry("PUT", "admins", access.set_roles, named=True),
    )


def _json(content: Any, status: int = 200) -> web.Response:
    body = msgspec.json.encode(content)
    return web.Response(status=status, body=body, content_type="application/json")
