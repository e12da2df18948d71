"""One-time links by which people set a password: mailed, or handed to whoever asked for one."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from deskhand.sandbox.okta import passwords, transitions
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import OneTimeLink, User
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token
from deskhand.sandbox.okta.syslog.events import in_person, note

Purpose = Literal["activation", "password_reset"]
PATHS: dict[Purpose, str] = {
    "activation": "/tokens/{}/verify",
    "password_reset": "/reset_password/{}",
}
_LIVES: dict[Purpose, timedelta] = {
    "activation": timedelta(days=7),
    "password_reset": timedelta(hours=1),
}
_FITTING = {"PROVISIONED", "RECOVERY"}


def issue(tenant: Tenant, user: User, purpose: Purpose) -> tuple[str, str]:
    """A new token and the path of its link. Earlier links of the person work no longer."""
    tenant.links.remove_all(tenant.links.of(user.id))
    token = tenant.ids.make("", 20)
    expires = clock.stamp(tenant.clock.now() + _LIVES[purpose])
    tenant.links.put(OneTimeLink(hash_token(token), user.id, expires))
    return token, PATHS[purpose].format(token)


def bearer(tenant: Tenant, token: str) -> User | None:
    """Whose link this is; None when it was used, replaced, ran out, or fits no longer."""
    link = tenant.links.get(hash_token(token))
    if link is None or link.expires <= tenant.clock.stamp():
        return None
    user = tenant.users[link.user_id]
    return user if user.status in _FITTING and user.transition_to is None else None


def redeem(tenant: Tenant, user: User, password: str) -> None:
    """The person has chosen a password, and with it the link is used up."""
    tenant.links.remove_all(tenant.links.of(user.id))
    now = tenant.clock.stamp()
    user.password = passwords.hashed(password)
    user.password_changed = now
    user.activated = user.activated or now
    transitions.move(tenant, user, "ACTIVE")
    with in_person(tenant, user):
        note(tenant, "user.account.update_password", user)
