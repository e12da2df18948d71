"""The authorization endpoint: sign-in, the person's consent, and the code that comes of them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from aiohttp import web

from deskhand.sandbox.okta.apps.model import UserConsent
from deskhand.sandbox.okta.hosted.page import go
from deskhand.sandbox.okta.hosted.signin import current_session, sign_in_path
from deskhand.sandbox.okta.oauth import asked, clients, consent, landing
from deskhand.sandbox.okta.oauth.clients import Registered
from deskhand.sandbox.okta.oauth.landing import Landing
from deskhand.sandbox.okta.oauth.model import AuthorizationCode
from deskhand.sandbox.okta.oauth.pending import Pending, PendingConsents
from deskhand.sandbox.okta.oauth.refusals import OAuthError, bad_request
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import Session, User
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.senders import foreign

PATH = "/oauth2/v1/authorize"
_CODE_LIFE = timedelta(seconds=300)
_PROMPTS = frozenset({"none", "login", "consent"})
_STATE = re.compile(r"[ -~]{1,2048}")
_SECONDS = re.compile(r"[0-9]{1,9}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_NO_ADMIN = "The user does not have sufficient permission to provide Administrator Consent."


@dataclass(frozen=True, slots=True)
class Wish:
    """An authorization request in which everything but the person is settled."""

    client: Registered
    landing: Landing
    scopes: list[str]
    prompts: frozenset[str]
    challenge: str | None
    nonce: str | None
    max_age: int | None
    login_hint: str


class Authorization:
    """Serves browsers. Consents that people have not given yet are kept in memory only."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._waiting = PendingConsents(tenant.clock)

    def ask(self, request: web.BaseRequest, form: Mapping[str, str], issuer: str) -> web.Response:
        """`form` holds the parameters, of a GET or of a POST."""
        tenant = self._tenant
        client = clients.registered(tenant, form.get("client_id", ""))
        if client is None or not client.active:
            return landing.dead_end("Invalid value for 'client_id' parameter.")
        if form.get("redirect_uri") not in client.redirect_uris:
            return landing.dead_end(
                "The 'redirect_uri' parameter must be a Login redirect URI in the client app "
                "settings."
            )
        target = Landing(form["redirect_uri"], form.get("state"), _mode(form), issuer)
        try:
            wish = _wish(tenant, client, target, form)
            session = current_session(tenant, request)
            if session is None or _too_old(tenant, wish, session):
                return _sign_in(wish, form)
        except OAuthError as error:
            return target.refuse(error)
        try:
            return self._let_through(wish, session, form)
        except OAuthError as error:
            return self._turn_away(client, session, target, error)

    def decide(self, request: web.BaseRequest, form: Mapping[str, str]) -> web.Response:
        """What the person pressed on the consent page."""
        tenant = self._tenant
        session = current_session(tenant, request)
        pending = self._waiting.take(form.get("step", ""))
        client = clients.registered(tenant, pending.client_id) if pending else None
        if (
            pending is None
            or client is None
            or not client.active
            or session is None
            or session.user_id != pending.user_id
            or foreign(request)
        ):
            return landing.dead_end("This page has run out. Start again from the application.")
        if form.get("decision") != "allow":
            error = OAuthError("access_denied", "The resource owner denied the request.")
            return self._turn_away(client, session, pending.landing, error)
        user = tenant.users[session.user_id]
        try:
            self._need_right(client, user, pending.scopes)
        except OAuthError as error:
            return self._turn_away(client, session, pending.landing, error)
        self._consent(client, user, pending.scopes)
        return self._finish(client, session, pending)

    def _let_through(self, wish: Wish, session: Session, form: Mapping[str, str]) -> web.Response:
        """To the consent page, or past it. Raises OAuthError."""
        tenant, client = self._tenant, wish.client
        user = tenant.users[session.user_id]
        self._need_right(client, user, wish.scopes)
        pending = self._waiting.new(
            client.id, user.id, wish.scopes, wish.landing, wish.challenge, wish.nonce
        )
        missing = self._missing_consents(client, user, wish.scopes)
        if "consent" in wish.prompts or (missing and not client.trusted):
            if "none" in wish.prompts:
                raise OAuthError("consent_required", "The user has not consented yet.")
            another = sign_in_path(_onward(wish, form), again=True)
            step = self._waiting.put(pending)
            return consent.show(user, client.app, wish.scopes, step, another)
        return self._finish(client, session, pending)

    def _turn_away(
        self, client: Registered, session: Session, target: Landing, error: OAuthError
    ) -> web.Response:
        """Send the browser back with the error, which the System Log tells of the person."""
        tenant = self._tenant
        user = tenant.users[session.user_id]
        kind = "app.oauth2.authorize.code"
        note(tenant, kind, user, client.app, outcome="FAILURE", reason=error.error)
        return target.refuse(error)

    def _need_right(self, client: Registered, user: User, scopes: list[str]) -> None:
        """Raises OAuthError unless the person has the application, and may share these scopes."""
        tenant = self._tenant
        if tenant.app_users.get(client.app.id, user.id) is None:
            raise OAuthError("access_denied", "User is not assigned to the client application.")
        if asked.of_okta(scopes) and not tenant.roles_of(user):
            raise OAuthError("access_denied", _NO_ADMIN)

    def _missing_consents(self, client: Registered, user: User, scopes: list[str]) -> list[str]:
        given = self._tenant.user_consents.of(user.id)
        known = {row.scope for row in given if row.client_id == client.id}
        return [scope for scope in scopes if scope not in known]

    def _consent(self, client: Registered, user: User, scopes: list[str]) -> None:
        tenant, now = self._tenant, self._tenant.clock.stamp()
        for scope in self._missing_consents(client, user, scopes):
            row = UserConsent(tenant.ids.make("oag"), user.id, client.id, scope, now)
            tenant.user_consents.put(row)
            if asked.of_okta([scope]):
                note(tenant, "app.oauth2.admin.consent.grant", row, user, client.app)

    def _finish(self, client: Registered, session: Session, pending: Pending) -> web.Response:
        """Send the browser back with a code."""
        tenant = self._tenant
        now, value = tenant.clock.now(), secrets.token_urlsafe(32)
        self._forget_codes()
        code = AuthorizationCode(
            hash=hash_token(value),
            client_id=client.id,
            user_id=session.user_id,
            session_id=session.id,
            redirect_uri=pending.landing.redirect_uri,
            scopes=pending.scopes,
            expires=clock.stamp(now + _CODE_LIFE),
            signed_in=session.created,
            challenge=pending.challenge,
            nonce=pending.nonce,
        )
        tenant.codes.put(code)
        user = tenant.users[session.user_id]
        note(tenant, "app.oauth2.authorize.code", user, client.app)
        note(tenant, "user.authentication.sso", user, client.app)
        return pending.landing.send({"code": value})

    def _forget_codes(self) -> None:
        now, rows = self._tenant.clock.stamp(), self._tenant.codes
        rows.remove_all([code for code in rows if code.expires <= now])


def _mode(form: Mapping[str, str]) -> str:
    """How to send the answer: an unknown way is answered in the usual one."""
    mode = form.get("response_mode", "query")
    return mode if mode in landing.MODES else "query"


def _wish(tenant: Tenant, client: Registered, target: Landing, form: Mapping[str, str]) -> Wish:
    """Checks that need no person, in the order in which Okta tells of them. Raises OAuthError."""
    if _STATE.fullmatch(form.get("state", "")) is None:
        raise bad_request("The authentication request has an invalid 'state' parameter.")
    if form.get("response_type") != "code":
        told = "The response type is not supported by the authorization server."
        raise OAuthError("unsupported_response_type", told)
    if form.get("response_mode", "query") not in landing.MODES:
        told = "The response mode is not supported by the authorization server."
        raise OAuthError("unsupported_response_mode", told)
    if "authorization_code" not in client.grant_types:
        told = "The client is not authorized to use the provided grant type."
        raise OAuthError("unauthorized_client", told)
    scopes = asked.granted(tenant, client, asked.named(form.get("scope")))
    prompts = frozenset(form.get("prompt", "").split())
    if not prompts <= _PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise bad_request("The value of the 'prompt' parameter is invalid.")
    max_age = form.get("max_age")
    if max_age is not None and _SECONDS.fullmatch(max_age) is None:
        raise bad_request("The value of the 'max_age' parameter is invalid.")
    return Wish(
        client=client,
        landing=target,
        scopes=scopes,
        prompts=prompts,
        challenge=_challenge(client, form),
        nonce=form.get("nonce"),
        max_age=int(max_age) if max_age is not None else None,
        login_hint=form.get("login_hint", ""),
    )


def _challenge(client: Registered, form: Mapping[str, str]) -> str | None:
    challenge = form.get("code_challenge")
    if challenge is None:
        if client.needs_pkce:
            raise bad_request("PKCE code challenge is required.")
        return None
    if form.get("code_challenge_method") != "S256":
        raise bad_request("The 'code_challenge_method' must be S256.")
    if _CHALLENGE.fullmatch(challenge) is None:
        raise bad_request("The value of the 'code_challenge' parameter is invalid.")
    return challenge


def _too_old(tenant: Tenant, wish: Wish, session: Session) -> bool:
    """Whether the person has to sign in once more, although he is signed in."""
    if "login" in wish.prompts:
        return True
    if wish.max_age is None:
        return False
    since = clock.parse(session.created)
    return tenant.clock.now() - since > timedelta(seconds=wish.max_age)


def _sign_in(wish: Wish, form: Mapping[str, str]) -> web.Response:
    """To the sign-in page, which leads back here. Raises OAuthError."""
    if "none" in wish.prompts:
        told = "The client specified not to prompt, but the user is not logged in."
        raise OAuthError("login_required", told)
    return go(sign_in_path(_onward(wish, form), again=True, login=wish.login_hint))


def _onward(wish: Wish, form: Mapping[str, str]) -> str:
    """This request once more, without what asks for a new sign-in."""
    left = {name: value for name, value in form.items() if name not in {"prompt", "max_age"}}
    prompts = " ".join(sorted(wish.prompts - {"login"}))
    return f"{PATH}?{urlencode(left | ({'prompt': prompts} if prompts else {}))}"
