"""Passwords that people change themselves or have forgotten."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta import passwords, signin, transitions
from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.people.lifecycle import reset_link
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.call import Answer, Request

_CHANGEABLE = {"STAGED", "ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"}


def change_password(request: Request) -> Answer:
    tenant, user = request.tenant, request.user()
    request.principal.need_over(tenant, user)
    transitions.need_still(user)
    if user.provider != "OKTA" or user.status not in _CHANGEABLE:
        raise ApiError("E0000035")
    body = request.json()
    old, new = _value(body, "oldPassword"), _value(body, "newPassword")
    if not signin.knows(tenant, user, old):
        raise ApiError("E0000014", "Old Password is not correct")
    if not passwords.acceptable(new):
        raise ApiError("E0000080")
    user.password = passwords.hashed(new)
    user.password_changed = user.last_updated = tenant.clock.stamp()
    tenant.put_user(user)
    if user.status in {"PASSWORD_EXPIRED", "RECOVERY"}:
        transitions.move(tenant, user, "ACTIVE")
    note(tenant, "user.account.update_password", user)
    return Answer({"password": {}, "provider": {"type": user.provider, "name": user.provider}})


def forgot_password(request: Request) -> Answer:
    tenant, user = request.tenant, request.user()
    request.principal.need_over(tenant, user)
    transitions.need_still(user)
    if user.provider != "OKTA" or user.status not in {"ACTIVE", "PASSWORD_EXPIRED", "RECOVERY"}:
        raise ApiError("E0000034")
    send = request.flag("sendEmail", default=True)
    if user.status != "RECOVERY":
        transitions.move(tenant, user, "RECOVERY")
    note(tenant, "user.account.reset_password", user)
    return Answer(reset_link(tenant, user, send=send))


def _value(body: dict[str, Any], name: str) -> str:
    found = body.get(name)
    value = found.get("value") if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""
