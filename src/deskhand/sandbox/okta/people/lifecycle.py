"""The lifecycle calls: the state machine's operations with their mails and answers."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta import onetime, passwords, transitions
from deskhand.sandbox.okta.factors import removal
from deskhand.sandbox.okta.people import render
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.links import BASE


def activate(request: Request) -> Answer:
    user = _target(request)
    send = request.flag("sendEmail", default=True)
    transitions.activate(request.tenant, user)
    return _activation(request, user, send=send)


def reactivate(request: Request) -> Answer:
    user = _target(request)
    send = request.flag("sendEmail", default=False)
    transitions.need_reactivatable(user)
    note(request.tenant, "user.lifecycle.reactivate", user)
    return _activation(request, user, send=send)


def deactivate(request: Request) -> Answer:
    user = _target(request)
    send = request.flag("sendEmail", default=False)
    transitions.deactivate(request.tenant, user)
    if send:
        _tell_administrator(request, user)
    return Answer({})


def suspend(request: Request) -> Answer:
    transitions.suspend(request.tenant, _target(request))
    return Answer({})


def unsuspend(request: Request) -> Answer:
    transitions.unsuspend(request.tenant, _target(request))
    return Answer({})


def unlock(request: Request) -> Answer:
    transitions.unlock(request.tenant, _target(request))
    return Answer({})


def reset_password(request: Request) -> Answer:
    tenant, user = request.tenant, _target(request)
    send = request.flag("sendEmail", default=True)
    revoke = request.flag("revokeSessions", default=False)
    transitions.reset_password(tenant, user)
    if revoke:
        _end_sessions(tenant, user)
    return Answer(reset_link(tenant, user, send=send))


def expire_password(request: Request) -> Answer:
    user = _target(request)
    transitions.expire_password(request.tenant, user)
    return Answer(render.alone(request.tenant, user))


def expire_with_temporary(request: Request) -> Answer:
    tenant, user = request.tenant, _target(request)
    revoke = request.flag("revokeSessions", default=False)
    transitions.need_expirable(user)
    temporary = passwords.temporary()
    user.password = passwords.hashed(temporary)
    user.password_changed = user.last_updated = tenant.clock.stamp()
    tenant.put_user(user)
    note(tenant, "user.account.update_password", user)
    transitions.expire_password(tenant, user)
    if revoke:
        _end_sessions(tenant, user)
    return Answer({"tempPassword": temporary})


def reset_factors(request: Request) -> Answer:
    tenant, user = request.tenant, _target(request)
    transitions.need_still(user)
    removal.reset_all(tenant, user)
    return Answer({})


def delete_user(request: Request) -> Answer:
    """The first call deactivates, and may tell the administrator; the second deletes."""
    user = _target(request)
    send = request.flag("sendEmail", default=False) and user.status != "DEPROVISIONED"
    transitions.delete(request.tenant, user)
    if send:
        _tell_administrator(request, user)
    return NOTHING


def reset_link(tenant: Tenant, user: User, *, send: bool) -> dict[str, Any]:
    """A link to a new password: mailed, or given to the caller."""
    token, path = onetime.issue(tenant, user, "password_reset")
    if send:
        tenant.send("password_reset", user, "Reset your password", path, token)
        return {}
    return {"resetPasswordUrl": f"{BASE}{path}"}


def invite(tenant: Tenant, user: User) -> None:
    """Mail the link by which a person sets his first password."""
    token, path = onetime.issue(tenant, user, "activation")
    tenant.send("activation", user, "Activate your account", path, token)


def _tell_administrator(request: Request, user: User) -> None:
    if request.principal.user is not None:
        told = f"{user.login} was deactivated"
        request.tenant.send("deactivation", request.principal.user, told)


def _activation(request: Request, user: User, *, send: bool) -> Answer:
    if send:
        invite(request.tenant, user)
        return Answer({})
    token, path = onetime.issue(request.tenant, user, "activation")
    return Answer({"activationUrl": f"{BASE}{path}", "activationToken": token})


def _end_sessions(tenant: Tenant, user: User) -> None:
    tenant.sessions.remove_all(tenant.sessions_of(user.id))
    note(tenant, "user.session.clear", user)


def _target(request: Request) -> User:
    user = request.user()
    request.principal.need_over(request.tenant, user)
    return user
