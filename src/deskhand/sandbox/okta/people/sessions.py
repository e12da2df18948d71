"""Sessions: found by their own id only; a person's are ended all at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from deskhand.sandbox.okta import clock
from deskhand.sandbox.okta.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.errors import ApiError, not_found
from deskhand.sandbox.okta.links import allow
from deskhand.sandbox.okta.model import Session
from deskhand.sandbox.okta.tenant import Tenant

LIFE = timedelta(hours=2)


def end_sessions_of_user(request: Request) -> Answer:
    tenant, user = request.tenant, request.user()
    request.flag("oauthTokens", default=False)
    request.flag("forgetDevices", default=True)
    request.principal.need_over(tenant, user)
    tenant.end_sessions(tenant.sessions_of(user.id))
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
    session.expires = clock.stamp(tenant.clock.now() + LIFE)
    tenant.put_session(session)
    return Answer(_render(tenant, session))


def end_session(request: Request) -> Answer:
    request.tenant.end_sessions([_session(request)])
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
        "mfaActive": bool(tenant.index.factors.get(user.id)),
        "_links": {
            "self": allow(root, "GET", "DELETE"),
            "refresh": allow(f"{root}/lifecycle/refresh", "POST"),
            "user": {"name": user.login, **allow(f"/api/v1/users/{user.id}", "GET")},
        },
    }
