"""Dispatches `/oauth2/v1/…` and discovery: who asks is proved there in other ways than at the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from deskhand.sandbox.okta.auth import Principal
from deskhand.sandbox.okta.hosted.signin import current_session
from deskhand.sandbox.okta.oauth import (
    authorize,
    clients,
    consent,
    discovery,
    grants,
    jwks,
    keys,
    manage,
)
from deskhand.sandbox.okta.oauth.authentication import claimed_id, client_of
from deskhand.sandbox.okta.oauth.logout import sign_out
from deskhand.sandbox.okta.oauth.refusals import OAuthError, bad_request
from deskhand.sandbox.okta.oauth.sent import Sent
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.answers import Reply, encode

_ROOT = "/oauth2/v1"
_GUARDED = "/oauth2/"
_TOKEN = f"{_ROOT}/token"
_KEYS = f"{_ROOT}/keys"
_USERINFO = f"{_ROOT}/userinfo"
_LOGOUT = f"{_ROOT}/logout"
_BY_CLIENTS = frozenset({_TOKEN, f"{_ROOT}/introspect", f"{_ROOT}/revoke"})
_METHODS: dict[str, frozenset[str]] = {
    **dict.fromkeys(discovery.PATHS, frozenset({"GET"})),
    **dict.fromkeys(_BY_CLIENTS, frozenset({"POST"})),
    _KEYS: frozenset({"GET"}),
    _USERINFO: frozenset({"GET", "POST"}),
    _LOGOUT: frozenset({"GET", "POST"}),
    authorize.PATH: frozenset({"GET", "POST"}),
    consent.PATH: frozenset({"POST"}),
}
# Of an authorization request these may be seen by others; of anything else, nothing.
_SHOWN = ("client_id", "response_type", "response_mode", "scope", "prompt")
_FAULTS = {
    "scope_missing": ("invalid_scope", 400),
    "role_missing": ("access_denied", 403),
    "token_invalid": ("invalid_client", 401),
    "server_error": ("server_error", 500),
    "read_only": ("temporarily_unavailable", 503),
}
_FORM = "application/x-www-form-urlencoded"
_PER_SECOND = 4
"""Requests for tokens of one person, where rate limits are on."""


@dataclass(slots=True)
class Visit:
    """One request to the authorization server. `fetched` are keys from the client's jwks_uri."""

    request: web.BaseRequest
    sent: Sent
    form: dict[str, str] = field(default_factory=dict, repr=False)
    client_id: str | None = None
    fetched: list[dict[str, Any]] | None = None
    flaw: OAuthError | None = None


def serves(path: str) -> bool:
    return path in _METHODS


def guards(path: str) -> bool:
    """Whether a query of the path may hold secrets; clients also send them to wrong addresses."""
    return path.startswith(_GUARDED) or serves(path)


def shown_query(path: str, query: Mapping[str, str]) -> str:
    """What of a query may stand in logs."""
    if path != authorize.PATH:
        return ""
    return urlencode({name: query[name] for name in _SHOWN if name in query})


def injected(kind: str) -> OAuthError | None:
    """A fault in OAuth's own form; None for those that look the same everywhere."""
    found = _FAULTS.get(kind)
    return OAuthError(found[0], "injected fault", found[1]) if found else None


def error_reply(error: OAuthError) -> Reply:
    return Reply(error.status, encode(error.body()), headers=list(error.headers.items()))


class OAuth:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._authorization = authorize.Authorization(tenant)
        self._pace: dict[str, tuple[int, int]] = {}

    async def receive(self, request: web.BaseRequest, body: bytes, base: str) -> Visit:
        """Read the request, and fetch what the answer needs from elsewhere."""
        sent = Sent(request.headers, request.method, base, request.path)
        visit = Visit(request, sent)
        try:
            visit.form = _form(request, body)
            if request.path not in _BY_CLIENTS:
                visit.client_id = visit.form.get("client_id")
                return visit
            visit.client_id = claimed_id(sent, visit.form)
        except OAuthError as flaw:
            visit.flaw = flaw
            return visit
        if "client_assertion" in visit.form and visit.client_id:
            client = clients.registered(self._tenant, visit.client_id)
            if client is not None and client.keys_uri is not None:
                visit.fetched = await jwks.fetch(client.keys_uri)
        return visit

    def principal(self, visit: Visit) -> Principal:
        """Who the request says it comes from: a browser's person, or a client."""
        path = visit.sent.path
        if path in {authorize.PATH, consent.PATH, _LOGOUT}:
            session = current_session(self._tenant, visit.request)
            user = self._tenant.users.get(session.user_id) if session else None
            if user is not None:
                return Principal(user.id, user.login, frozenset(), user=user)
        client_id = visit.client_id
        client = clients.registered(self._tenant, client_id) if client_id else None
        if client is None:
            return Principal("unknown", "", frozenset(), client_id="unknown")
        return Principal(client.id, client.app.label, frozenset(), client_id=client.id)

    def answer(self, visit: Visit, *, paced: bool) -> Reply:
        """`paced` says that rate limits are on. Raises OAuthError, BearerRefused."""
        path, method = visit.sent.path, visit.sent.method
        if method not in _METHODS[path]:
            raise OAuthError("invalid_request", "The HTTP method is not supported.", 405)
        if visit.flaw is not None:
            raise visit.flaw
        if path in _BY_CLIENTS:
            return self._for_client(visit, paced=paced)
        if path in discovery.PATHS:
            return Reply(200, encode(discovery.document(visit.sent.base, path)))
        if path == _KEYS:
            return Reply(200, encode({"keys": keys.published(self._tenant)}))
        if path == _USERINFO:
            return manage.userinfo(self._tenant, visit.sent)
        return _page(self._for_browser(visit))

    def _for_client(self, visit: Visit, *, paced: bool) -> Reply:
        tenant, sent, form = self._tenant, visit.sent, visit.form
        try:
            client = client_of(tenant, sent, form, visit.fetched)
        except OAuthError as error:
            self._note_intruder(visit, error)
            raise
        if sent.path == f"{_ROOT}/introspect":
            return manage.introspect(tenant, sent.base, form, client)
        if sent.path == f"{_ROOT}/revoke":
            return manage.revoke(tenant, form, client)
        if paced:
            self._keep_pace(grants.person_in(tenant, form))
        return grants.answer(grants.Asking(tenant, sent, form, client))

    def _for_browser(self, visit: Visit) -> web.Response:
        request, form = visit.request, visit.form
        if visit.sent.path == authorize.PATH:
            return self._authorization.ask(request, form, visit.sent.base)
        if visit.sent.path == consent.PATH:
            return self._authorization.decide(request, form)
        return sign_out(self._tenant, request, form, visit.sent.base)

    def _note_intruder(self, visit: Visit, error: OAuthError) -> None:
        client = clients.registered(self._tenant, visit.client_id or "")
        if client is not None and error.error == "invalid_client":
            kind = "app.oauth2.invalid_client_credentials"
            note(self._tenant, kind, client.app, outcome="FAILURE", reason=error.description)

    def _keep_pace(self, user_id: str | None) -> None:
        """Raises OAuthError when one person's tokens are asked for too quickly."""
        if user_id is None:
            return
        second = int(self._tenant.clock.now().timestamp())
        self._pace = {key: seen for key, seen in self._pace.items() if seen[0] == second}
        count = self._pace.get(user_id, (second, 0))[1] + 1
        self._pace[user_id] = (second, count)
        if count > _PER_SECOND:
            raise OAuthError("invalid_grant", "Too many token requests for this user.", 429)


def _form(request: web.BaseRequest, body: bytes) -> dict[str, str]:
    """The parameters of a query or of a form. Raises OAuthError."""
    if request.method == "GET":
        pairs = list(request.query.items())
    else:
        kind = request.headers.get("Content-Type", "").partition(";")[0].strip().casefold()
        if body and kind != _FORM:
            raise bad_request(f"The Content-Type must be {_FORM}.")
        try:
            pairs = parse_qsl(body.decode(), keep_blank_values=True)
        except ValueError:
            raise bad_request("The request body was not well-formed.") from None
    found = dict(pairs)
    if len(found) != len(pairs):
        raise bad_request("A parameter must not be sent more than once.")
    return found


def _page(page: web.Response) -> Reply:
    """A browser's answer, on the way that all answers take."""
    body = page.body if isinstance(page.body, bytes) else b""
    headers = [(name, value) for name, value in page.headers.items() if name != "Content-Type"]
    headers += [("Set-Cookie", morsel.OutputString()) for morsel in page.cookies.values()]
    kind = page.headers.get("Content-Type", "") if body else ""
    return Reply(page.status, body, kind, headers)
