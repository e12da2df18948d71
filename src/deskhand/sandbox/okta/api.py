"""One API request from its headers to its answer: who, how often, what, and the faults on the way."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from aiohttp import web

from deskhand.sandbox.okta import transitions
from deskhand.sandbox.okta.answers import Reply, error_reply, reply_to
from deskhand.sandbox.okta.auth import BearerRefused, Principal, authenticate, scope_refused
from deskhand.sandbox.okta.call import Request
from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.faults import AFTERWARDS, Fault, Faults
from deskhand.sandbox.okta.limits import WINDOW_SECONDS, Allowance, Limits
from deskhand.sandbox.okta.observers import OBSERVERS, Exchange
from deskhand.sandbox.okta.records import Call
from deskhand.sandbox.okta.routes import PUBLIC, ROUTER
from deskhand.sandbox.okta.tenant import Tenant

_log = logging.getLogger(__name__)
_HOLD_SECONDS = 120.0
_FAULT_CODES = {
    "rate_limit": "E0000047",
    "concurrency": "E0000047",
    "role_missing": "E0000006",
    "token_invalid": "E0000011",
    "not_found": "E0000007",
    "server_error": "E0000009",
    "read_only": "E0000010",
}


@dataclass(slots=True)
class _Passage:
    """What is learnt about a request while it is served."""

    request: web.BaseRequest
    body: bytes
    base: str
    request_id: str
    call: Call
    allowance: Allowance | None = None


class Api:
    """Serves everything but the control API and the console."""

    def __init__(self, tenant: Tenant, faults: Faults, limits: Limits) -> None:
        self._tenant = tenant
        self._faults = faults
        self._limits = limits

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        tenant = self._tenant
        call = Call(
            n=tenant.calls.number(),
            at=tenant.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            method=request.method,
            path=request.path,
            query=request.query_string,
        )
        passage = _Passage(
            request=request,
            body=await request.read(),
            base=base_of(request),
            request_id=tenant.ids.make("", 27),
            call=call,
        )
        fault = self._faults.take(request.method, request.path)
        call.fault = fault.kind if fault else None
        if fault and fault.kind in {"timeout_before_write", "reset_before_write"}:
            self._record(passage, None)
            return await _cut(request, hold=fault.kind.startswith("timeout"))
        reply = self._perform(passage, fault)
        _show(passage, reply)
        if fault and fault.kind in {"timeout_after_write", "reset_after_write"}:
            self._record(passage, None)
            return await _cut(request, hold=fault.kind.startswith("timeout"))
        if fault and fault.kind in AFTERWARDS and reply.status < 300:
            reply.spoil(fault.kind, f"{passage.base}{request.path_qs}")
        self._record(passage, reply)
        if fault and fault.kind == "slow":
            await asyncio.sleep(min(fault.seconds, _HOLD_SECONDS))
        return reply.response(tenant.clock.now(), passage.request_id)

    def _perform(self, passage: _Passage, fault: Fault | None) -> Reply:
        """Everything between the request's arrival and its answer, without a pause."""
        tenant = self._tenant
        transitions.settle(tenant)
        try:
            answer = self._answer(passage, fault)
        except ApiError as error:
            passage.call.error_code = error.code
            answer = error_reply(error, tenant.ids.make("oae", 25))
        except Exception:  # noqa: BLE001  # whatever breaks here, the client gets Okta's 500
            _log.exception("%s %s failed inside the tenant", passage.call.method, passage.call.path)
            passage.call.error_code = "E0000009"
            answer = error_reply(ApiError("E0000009"), tenant.ids.make("oae", 25))
        if passage.allowance is not None:
            answer.headers.extend(passage.allowance.headers().items())
        return answer

    def _answer(self, passage: _Passage, fault: Fault | None) -> Reply:
        tenant = self._tenant
        web_request = passage.request
        method, path = web_request.method, web_request.path
        if path in PUBLIC:
            return reply_to(PUBLIC[path](tenant), path, {}, passage.base)
        try:
            principal = authenticate(tenant, web_request.headers)
        except ApiError:
            passage.allowance = self._limits.peek()
            raise
        except BearerRefused as refused:
            passage.allowance = self._limits.peek()
            return _challenge(passage, refused)
        passage.call.principal = principal.name
        passage.allowance = self._limits.spend(principal.id, method, path)
        # Using a token renews it, which is not what the call did.
        tenant.commit()
        if fault is not None and fault.kind not in AFTERWARDS:
            return self._fault(passage, fault)
        if not passage.allowance.allowed:
            raise ApiError("E0000047")
        if _lacks_length(web_request):
            return Reply(411, b"", "")
        _check_form(web_request, passage.body)
        try:
            return self._dispatch(passage, principal)
        except BearerRefused as refused:
            return _challenge(passage, refused)

    def _dispatch(self, passage: _Passage, principal: Principal) -> Reply:
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
        if route.permission is not None and not own:
            principal.need(route.permission)
        answer = route.handler(request)
        passage.call.effect = bool(tenant.changes)
        return reply_to(answer, web_request.path, web_request.query, passage.base)

    def _fault(self, passage: _Passage, fault: Fault) -> Reply:
        now = int(self._tenant.clock.now().timestamp())
        if fault.kind == "rate_limit" and passage.allowance is not None:
            reset = now + max(1, int(fault.seconds))
            passage.allowance = Allowance(passage.allowance.limit, 0, reset, allowed=False)
        if fault.kind == "concurrency":
            passage.allowance = Allowance(0, 0, now + WINDOW_SECONDS, allowed=False)
        if fault.kind == "html_502":
            page = (
                b"<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"
            )
            return Reply(502, page, "text/html")
        if fault.kind == "scope_missing":
            return _challenge(passage, scope_refused())
        detail = "injected fault" if fault.kind == "not_found" else None
        raise ApiError(_FAULT_CODES[fault.kind], detail=detail)

    def _record(self, passage: _Passage, reply: Reply | None) -> None:
        """Put the call on record, and the state on file, before an answer leaves."""
        call = passage.call
        call.status = reply.status if reply else None
        call.request_id = passage.request_id
        self._tenant.calls.put(call)
        self._tenant.commit()


def base_of(request: web.BaseRequest) -> str:
    """The address under which the client reached the tenant."""
    scheme = request.headers.get("X-Forwarded-Proto", request.scheme)
    host = request.headers.get("X-Forwarded-Host", request.host)
    return f"{scheme}://{host}"


def _show(passage: _Passage, reply: Reply) -> None:
    for observe in OBSERVERS:
        call = passage.call
        headers = tuple(reply.headers)
        observe(
            Exchange(
                call.method, call.path, call.query, passage.body, reply.status, headers, reply.body
            )
        )


def _lacks_length(request: web.BaseRequest) -> bool:
    """A write without a body has to say so with `Content-Length: 0`."""
    told = "Content-Length" in request.headers or "Transfer-Encoding" in request.headers
    return request.method in {"POST", "PUT"} and not told


def _check_form(request: web.BaseRequest, body: bytes) -> None:
    kind = request.headers.get("Content-Type", "")
    if body and not kind.casefold().startswith("application/json"):
        raise ApiError("E0000021")


def _challenge(passage: _Passage, refused: BearerRefused) -> Reply:
    """What Okta says to an access token: nothing in the body, everything in one header."""
    path = passage.request.path
    family = path.removeprefix("/api/v1/").split("/")[0]
    verb = "read" if passage.request.method == "GET" else "manage"
    told = (
        f'Bearer authorization_uri="{passage.base}/oauth2/v1/authorize", realm="{passage.base}", '
        f'scope="okta.{family}.{verb}", error="{refused.error}", error_description="{refused.description}", '
        f'resource="{path}"'
    )
    return Reply(refused.status, b"", "", headers=[("WWW-Authenticate", told)])


async def _cut(request: web.BaseRequest, *, hold: bool) -> web.StreamResponse:
    """Give no answer: wait until the client gives up, or drop the connection at once."""
    if hold:
        # The server cancels this when the client goes away.
        await asyncio.sleep(_HOLD_SECONDS)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
