"""The user's state machine: which operation leads from which status to which.

Every operation raises ApiError in a status that does not allow it and then changes nothing.
"""

from __future__ import annotations

from datetime import timedelta

from deskhand.sandbox.okta import assignment, membership, superadmins
from deskhand.sandbox.okta.errors import ApiError, WrongState
from deskhand.sandbox.okta.factors import removal
from deskhand.sandbox.okta.linked import values as linked
from deskhand.sandbox.okta.oauth import tokens as oauth_tokens
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import job, note

FEDERATED = frozenset({"FEDERATION", "SOCIAL"})
"""Providers whose people have no password with Okta, and need none."""
_RESETTABLE = {"ACTIVE", "PROVISIONED", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT"}


def settle(tenant: Tenant) -> None:
    """Finish the transitions whose time has come."""
    if not tenant.index.moving:
        return
    now = tenant.clock.stamp()
    with job(tenant):
        for user in [tenant.users[key] for key in tenant.index.moving]:
            if user.transition_due is not None and user.transition_due <= now:
                _finish(tenant, user)
    tenant.commit()


def need_still(user: User) -> None:
    """Nothing may change a person whose transition has not ended."""
    if user.transition_to is not None:
        raise ApiError("E0000112")


def activate(tenant: Tenant, user: User) -> None:
    need_still(user)
    if user.status == "SUSPENDED":
        raise ApiError("E0000038")
    if user.status not in {"STAGED", "DEPROVISIONED"}:
        raise ApiError("E0000016")
    note(tenant, "user.lifecycle.activate", user)
    _begin(tenant, user, "ACTIVE" if user.password or user.provider in FEDERATED else "PROVISIONED")


def need_reactivatable(user: User) -> None:
    """A new activation link moves nobody."""
    need_still(user)
    if user.status not in {"PROVISIONED", "RECOVERY"}:
        raise ApiError("E0000038")


def deactivate(tenant: Tenant, user: User) -> None:
    need_still(user)
    if user.status == "DEPROVISIONED":
        raise ApiError("E0000038")
    superadmins.need_another(tenant, lambda holder, *_: holder is user)
    note(tenant, "user.lifecycle.deactivate", user)
    _begin(tenant, user, "DEPROVISIONED")


def suspend(tenant: Tenant, user: User) -> None:
    need_still(user)
    if user.status != "ACTIVE":
        raise WrongState("suspendUser", "Cannot suspend a user that is not active")
    tenant.sessions.remove_all(tenant.sessions_of(user.id))
    move(tenant, user, "SUSPENDED")
    note(tenant, "user.lifecycle.suspend", user)


def unsuspend(tenant: Tenant, user: User) -> None:
    need_still(user)
    if user.status != "SUSPENDED":
        raise WrongState("unsuspendUser", "Cannot unsuspend a user that is not suspended")
    move(tenant, user, "ACTIVE")
    note(tenant, "user.lifecycle.unsuspend", user)


def unlock(tenant: Tenant, user: User) -> None:
    need_still(user)
    if user.provider != "OKTA":
        raise ApiError("E0000032", "The user's password is managed by another directory.")
    if user.status != "LOCKED_OUT":
        raise ApiError("E0000032", "The user is not locked out.")
    move(tenant, user, "ACTIVE")
    note(tenant, "user.account.unlock_by_admin", user)


def reset_password(tenant: Tenant, user: User) -> None:
    need_still(user)
    if user.status not in _RESETTABLE:
        raise ApiError("E0000038")
    if user.provider != "OKTA":
        raise ApiError("E0000017", "The user's password is managed by another directory.")
    if user.status != "RECOVERY":
        move(tenant, user, "RECOVERY")
    note(tenant, "user.account.reset_password", user)


def need_expirable(user: User) -> None:
    need_still(user)
    if user.status not in _RESETTABLE:
        raise ApiError("E0000038")
    if user.provider != "OKTA":
        raise ApiError("E0000035", "The user's password is managed by another directory.")


def expire_password(tenant: Tenant, user: User) -> None:
    need_expirable(user)
    if user.status != "PASSWORD_EXPIRED":
        move(tenant, user, "PASSWORD_EXPIRED")
    note(tenant, "user.account.expire_password", user)


def delete(tenant: Tenant, user: User) -> None:
    """The first call deactivates a live user, the second deletes him."""
    need_still(user)
    if user.status != "DEPROVISIONED":
        deactivate(tenant, user)
        return
    note(tenant, "user.lifecycle.delete.initiated", user)
    membership.leave_all(tenant, user)
    for app_id in list(tenant.app_users.of_right(user.id)):
        tenant.app_users.remove(app_id, user.id)
    removal.forget(tenant, user)
    tenant.sessions.remove_all(tenant.sessions.of(user.id))
    oauth_tokens.revoke_user(tenant, user.id)
    tenant.links.remove_all(tenant.links.of(user.id))
    tenant.user_consents.remove_all(tenant.user_consents.of(user.id))
    linked.forget_person(tenant, user.id)
    tenant.remove_user(user)
    note(tenant, "user.lifecycle.delete.completed", user)


def move(tenant: Tenant, user: User, status: str) -> None:
    now = tenant.clock.stamp()
    user.status = status
    user.status_changed = now
    user.last_updated = now
    tenant.put_user(user)


def _begin(tenant: Tenant, user: User, status: str) -> None:
    seconds = tenant.settings.transition_seconds
    user.transition_to = status
    user.transition_due = clock.stamp(tenant.clock.now() + timedelta(seconds=seconds))
    tenant.put_user(user)
    if seconds <= 0:
        _finish(tenant, user)


def _finish(tenant: Tenant, user: User) -> None:
    status = user.transition_to or user.status
    user.transition_to = None
    user.transition_due = None
    if status == "DEPROVISIONED":
        tenant.sessions.remove_all(tenant.sessions_of(user.id))
        oauth_tokens.revoke_user(tenant, user.id)
        assignment.withdraw(tenant, user)
        move(tenant, user, status)
        return
    user.activated = tenant.clock.stamp()
    move(tenant, user, status)
    membership.apply_rules(tenant, user)
    assignment.restore(tenant, user)
