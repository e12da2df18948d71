"""One API request from its headers to its answer: who, how often, what, and the faults on the way."""

from __future__ import annotations

import logging

from aiohttp import web

from deskhand.sandbox.okta import transitions
from deskhand.sandbox.okta.auth import Principal, authenticate
from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.forms.table import check_form
from deskhand.sandbox.okta.oauth.refusals import BearerRefused
from deskhand.sandbox.okta.oauth.sent import Sent
from deskhand.sandbox.okta.routes import PUBLIC, ROUTER
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.denials import note_refusal
from deskhand.sandbox.okta.syslog.events import acting
from deskhand.sandbox.okta.wire import injection
from deskhand.sandbox.okta.wire.answers import Reply, error_reply, reply_to
from deskhand.sandbox.okta.wire.authorization import AuthorizationServer
from deskhand.sandbox.okta.wire.call import Answer, Request
from deskhand.sandbox.okta.wire.challenge import challenge
from deskhand.sandbox.okta.wire.faults import AFTERWARDS, Fault, Faults
from deskhand.sandbox.okta.wire.limits import Limits
from deskhand.sandbox.okta.wire.links import Page
from deskhand.sandbox.okta.wire.observers import OBSERVERS, Exchange
from deskhand.sandbox.okta.wire.pages import Pages
from deskhand.sandbox.okta.wire.passage import Passage, begin
from deskhand.sandbox.okta.wire.routing import Route

_log = logging.getLogger(__name__)


class Api:
    """Serves everything but the control API and the console."""

    def __init__(
        self, tenant: Tenant, faults: Faults, limits: Limits, pages: Pages | None = None
    ) -> None:
        self._tenant = tenant
        self._faults = faults
        self._limits = limits
        self._pages = pages
        self._server = AuthorizationServer(tenant, limits)

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        crowded = self._limits.enter()
        try:
            return await self._serve(request, crowded=crowded)
        finally:
            self._limits.leave()

    async def _serve(self, request: web.BaseRequest, *, crowded: bool) -> web.StreamResponse:
        tenant = self._tenant
        passage = await begin(request, tenant, crowded=crowded)
        fault = self._faults.take(request.method, request.path)
        passage.call.fault = fault.kind if fault else None
        if injection.cuts(fault, "before"):
            self._record(passage, None)
            return await injection.cut(request, fault)
        await self._server.receive(passage)
        reply = self._perform(passage, fault)
        _show(passage, reply)
        if injection.cuts(fault, "after"):
            self._record(passage, None)
            return await injection.cut(request, fault)
        if fault and fault.kind in AFTERWARDS and reply.status < 300:
            reply.spoil(fault.kind, f"{passage.base}{request.path_qs}")
        self._record(passage, reply)
        await injection.delay(fault)
        return reply.response(tenant.clock.now(), passage.request_id)

    def _perform(self, passage: Passage, fault: Fault | None) -> Reply:
        """Everything between the request's arrival and its answer, without a pause."""
        tenant = self._tenant
        transitions.settle(tenant)
        try:
            answer = self._answer(passage, fault)
        except ApiError as error:
            passage.call.error_code = error.code
            answer = error_reply(error, tenant.ids.make("oae", 25))
        except Exception:  # noqa: BLE001  # whatever breaks here, the client gets Okta's 500
            _log.exception("%s %s failed inside the tenant", passage.method, passage.path)
            passage.call.error_code = "E0000009"
            answer = error_reply(ApiError("E0000009"), tenant.ids.make("oae", 25))
        if passage.allowance is not None:
            answer.headers.extend(passage.allowance.headers().items())
        return answer

    def _answer(self, passage: Passage, fault: Fault | None) -> Reply:
        tenant, path = self._tenant, passage.path
        if path in PUBLIC:
            return reply_to(PUBLIC[path](tenant), path, {}, passage.base)
        if passage.visit is not None:
            return self._server.answer(passage, passage.visit, fault)
        try:
            principal = authenticate(
                tenant, Sent(passage.request.headers, passage.method, passage.base, path)
            )
        except ApiError:
            passage.allowance = self._limits.peek(passage.method, path)
            raise
        except BearerRefused as refused:
            passage.allowance = self._limits.peek(passage.method, path)
            return challenge(passage, refused)
        passage.call.principal = principal.name
        with acting(tenant, passage.doing(principal)):
            try:
                return self._admit(passage, principal, fault)
            except BearerRefused as refused:
                return challenge(passage, refused)

    def _admit(self, passage: Passage, principal: Principal, fault: Fault | None) -> Reply:
        """Let a known caller through, as far as his share of the limits and the faults let him."""
        tenant = self._tenant
        allowance = passage.charge(self._limits, principal.id)
        # Using a token renews it, which is not what the call did.
        tenant.commit()
        now = int(tenant.clock.now().timestamp())
        if (reply := injection.instead(passage, fault, now, bound=principal.bound)) is not None:
            return reply
        if not allowance.allowed:
            raise ApiError("E0000047")
        if tenant.frozen and passage.method != "GET":
            raise ApiError("E0000010")
        if _lacks_length(passage.request):
            return Reply(411, b"", "")
        _check_form(passage.request, passage.body)
        return self._dispatch(passage, principal)

    def _dispatch(self, passage: Passage, principal: Principal) -> Reply:
        tenant = self._tenant
        web_request = passage.request
        route, params = ROUTER.find(web_request.method, web_request.path)
        request = Request(
            tenant=tenant,
            principal=principal,
            method=web_request.method,
            path=web_request.path,
            params=params,
            query=web_request.query,
            headers=web_request.headers,
            body=passage.body,
            base=passage.base,
        )
        person = tenant.find_user(params["user"]) if "user" in params else None
        passage.call.user_id = person.id if person else None
        # Everybody may look at himself, whatever his role.
        own = web_request.method == "GET" and params.get("user") == "me"
        principal.need_scope(route.scope)
        key = (web_request.path_qs, passage.base, principal.id)
        try:
            if principal.powerless:
                return _to_the_powerless(route, passage)
            if route.permission is not None and not own:
                principal.need(route.permission)
            kept = self._pages.get(key) if self._pages is not None else None
            if kept is not None:
                return kept
            check_form(route, request)
            answer = route.handler(request)
        except ApiError as error:
            note_refusal(request, route.path, error)
            raise
        passage.note_effect(tenant)
        reply = reply_to(answer, web_request.path, web_request.query, passage.base)
        if self._pages is not None and isinstance(answer.content, Page):
            self._pages.keep(key, reply)
        return reply

    def _record(self, passage: Passage, reply: Reply | None) -> None:
        """Put the call on record, and the state on file, before an answer leaves."""
        call = passage.call
        call.status = reply.status if reply else None
        call.request_id = passage.request_id
        self._tenant.calls.put(call)
        self._tenant.commit()


def _show(passage: Passage, reply: Reply) -> None:
    for observe in OBSERVERS:
        call = passage.call
        headers = (*reply.headers, ("content-type", reply.content_type))
        observe(
            Exchange(
                call.method, call.path, call.query, passage.body, reply.status, headers, reply.body
            )
        )


def _to_the_powerless(route: Route, passage: Passage) -> Reply:
    """A service application without an administrator role sees a directory without people."""
    if (route.method, route.path) != ("GET", "/api/v1/users"):
        raise ApiError("E0000006")
    return reply_to(Answer([]), route.path, {}, passage.base)


def _lacks_length(request: web.BaseRequest) -> bool:
    """A write without a body has to say so with `Content-Length: 0`."""
    told = "Content-Length" in request.headers or "Transfer-Encoding" in request.headers
    return request.method in {"POST", "PUT"} and not told


def _check_form(request: web.BaseRequest, body: bytes) -> None:
    kind = request.headers.get("Content-Type", "")
    if body and not kind.casefold().startswith("application/json"):
        raise ApiError("E0000021")
