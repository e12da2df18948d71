"""The end of everything that a person is signed in to."""

from __future__ import annotations

from deskhand.sandbox.okta.errors import invalid
from deskhand.sandbox.okta.oauth import tokens
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request


def revoke_globally(request: Request) -> Answer:
    """Sessions and tokens end; who may not sign in again is another matter."""
    tenant, user = request.tenant, _subject(request)
    request.principal.need_over(tenant, user)
    tenant.sessions.remove_all(tenant.sessions.of(user.id))
    tokens.revoke_user(tenant, user.id)
    note(tenant, "user.authentication.universal_logout", user)
    return NOTHING


def _subject(request: Request) -> User:
    """The person whom the body names, by id or by this tenant's name for him."""
    subject = request.json().get("sub_id")
    if not isinstance(subject, dict):
        raise invalid("sub_id", "sub_id: The field cannot be left blank")
    key = None
    if subject.get("format") == "opaque":
        key = subject.get("id")
    elif subject.get("format") == "iss_sub" and subject.get("iss") == request.base:
        key = subject.get("sub")
    user = request.tenant.find_user(key) if isinstance(key, str) else None
    if user is None:
        raise invalid("sub_id", "sub_id: names nobody of this organisation")
    return user
