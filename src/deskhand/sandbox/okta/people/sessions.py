"""Sessions: found by their own id only; a person's are ended all at once."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.errors import ApiError, not_found
from deskhand.sandbox.okta.oauth import tokens as oauth_tokens
from deskhand.sandbox.okta.signin import SESSION_LIFE
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import Session
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.links import allow


def end_sessions_of_user(request: Request) -> Answer:
    tenant, user = request.tenant, request.user()
    tokens = request.flag("oauthTokens", default=False)
    devices = request.flag("forgetDevices", default=True)
    request.principal.need_over(tenant, user)
    tenant.sessions.remove_all(tenant.sessions_of(user.id))
    note(tenant, "user.session.clear", user)
    if tokens:
        held = tenant.oauth_tokens_of(user.id)
        oauth_tokens.revoke_user(tenant, user.id)
        for token in held:
            note(tenant, "app.oauth2.token.revoke", token, user)
    if devices and user.remembered_devices:
        user.remembered_devices.clear()
        tenant.put_user(user)
    return NOTHING


def create_session(request: Request) -> Answer:
    """A session is made of a session token, and sign-in gives those; none is known here."""
    if not request.json().get("sessionToken"):
        raise ApiError("E0000003")
    raise ApiError("E0000004")


def get_session(request: Request) -> Answer:
    return Answer(_render(request.tenant, _session(request)))


def refresh_session(request: Request) -> Answer:
    tenant, session = request.tenant, _session(request)
    session.expires = clock.stamp(tenant.clock.now() + SESSION_LIFE)
    tenant.sessions.put(session)
    return Answer(_render(tenant, session))


def end_session(request: Request) -> Answer:
    tenant, session = request.tenant, _session(request)
    tenant.sessions.remove(session.id)
    note(tenant, "user.session.end", tenant.users[session.user_id])
    return NOTHING


def _session(request: Request) -> Session:
    key = request.params["session"]
    found = request.tenant.sessions.get(key)
    if found is None or found.expires <= request.tenant.clock.stamp():
        raise not_found(key, "AppSession")
    return found


def _render(tenant: Tenant, session: Session) -> dict[str, Any]:
    user = tenant.users[session.user_id]
    root = f"/api/v1/sessions/{session.id}"
    return {
        "id": session.id,
        "userId": user.id,
        "login": user.login,
        "createdAt": session.created,
        "expiresAt": session.expires,
        "status": "ACTIVE",
        "lastPasswordVerification": session.created,
        "lastFactorVerification": session.created if "mfa" in session.amr else None,
        "amr": session.amr,
        "idp": {"id": tenant.org.id, "type": "OKTA"},
        "mfaActive": any(f.status == "ACTIVE" for f in tenant.factors.of(user.id)),
        "_links": {
            "self": allow(root, "GET", "DELETE"),
            "refresh": allow(f"{root}/lifecycle/refresh", "POST"),
            "user": {"name": user.login, **allow(f"/api/v1/users/{user.id}", "GET")},
        },
    }
