"""Dispatches the hosted pages. Not an API: no call is logged, no fault applies.

Their forms are read first, so that everything else happens without a pause.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from aiohttp import web

from deskhand.sandbox.okta import transitions
from deskhand.sandbox.okta.hosted import dashboard, password, second, setup
from deskhand.sandbox.okta.hosted.page import Form, go, page
from deskhand.sandbox.okta.hosted.signin import RENEW, SignIn, current_session, sign_in_path
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import browsing
from deskhand.sandbox.okta.wire.senders import doing_of

_MOST_FIELDS = 50
_SIGN_OUT = frozenset({"/signout", "/login/signout"})
_PATHS = frozenset(
    {"/login", RENEW, second.PATH, second.POLL, setup.PATH, dashboard.PATH, *_SIGN_OUT}
)


class Hosted:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._sign_in = SignIn(tenant)

    @staticmethod
    def serves(path: str) -> bool:
        return path in _PATHS or password.LINK.fullmatch(path) is not None

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        tenant = self._tenant
        try:
            form = await _filled(request)
        except ValueError:
            return page("This form cannot be read", "<p>Its text is not UTF-8.</p>", 400)
        transitions.settle(tenant)
        with browsing(tenant, doing_of(request, tenant.ids.make("", 27))):
            return self._answer(request, form)

    def _answer(self, request: web.BaseRequest, form: Form) -> web.StreamResponse:
        tenant = self._tenant
        if request.path == "/login":
            return self._sign_in.serve(request, form)
        if request.path == RENEW:
            return self._sign_in.renew(request, form)
        if request.path == second.PATH:
            return self._sign_in.verify(request, form)
        if request.path == second.POLL:
            return web.Response(
                text=self._sign_in.waits(form), headers={"Cache-Control": "no-store"}
            )
        if request.path == setup.PATH:
            return self._sign_in.set_up(request, form)
        if request.path in _SIGN_OUT:
            return self._sign_in.sign_out(request)
        if request.path == dashboard.PATH:
            session = current_session(tenant, request)
            return dashboard.show(tenant, session) if session else go(sign_in_path(dashboard.PATH))
        return password.behind_link(tenant, request, form)


async def _filled(request: web.BaseRequest) -> Form:
    """The fields of a form as pages of the tenant send it. Raises ValueError."""
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    text = (await request.read()).decode()
    return dict(
        parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    )
