"""Users as Okta shows them: short in lists, with the operations their status allows alone."""

from __future__ import annotations

import hashlib
from typing import Any

from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.answers import encode
from deskhand.sandbox.okta.wire.links import href

_ACTIVE = (
    "suspend",
    "resetPassword",
    "forgotPassword",
    "expirePassword",
    "changeRecoveryQuestion",
    "changePassword",
    "deactivate",
)
_OPERATIONS: dict[str, tuple[str, ...]] = {
    "STAGED": ("activate",),
    "PROVISIONED": ("reactivate", "suspend", "resetPassword", "deactivate"),
    "ACTIVE": _ACTIVE,
    "RECOVERY": ("reactivate", "resetPassword", "expirePassword", "deactivate"),
    "PASSWORD_EXPIRED": _ACTIVE,
    "LOCKED_OUT": (*_ACTIVE, "unlock"),
    "SUSPENDED": ("unsuspend", "deactivate"),
    "DEPROVISIONED": ("activate", "delete"),
}
_PATHS = {
    "activate": "lifecycle/activate",
    "reactivate": "lifecycle/reactivate",
    "suspend": "lifecycle/suspend",
    "unsuspend": "lifecycle/unsuspend",
    "unlock": "lifecycle/unlock",
    "deactivate": "lifecycle/deactivate",
    "resetPassword": "lifecycle/reset_password",
    "expirePassword": "lifecycle/expire_password",
    "resetFactors": "lifecycle/reset_factors",
    "forgotPassword": "credentials/forgot_password",
    "changePassword": "credentials/change_password",
    "changeRecoveryQuestion": "credentials/change_recovery_question",
}


def listed(tenant: Tenant, user: User) -> bytes:
    """One element of a list of users, encoded; only `_links.self` is there."""
    if tenant.users.get(user.id) is not user:
        # The search index holds it as it was before its latest change.
        return encode({**body(user), "_links": {"self": href(f"/api/v1/users/{user.id}")}})
    found = tenant.users.rendered.get(user.id)
    if found is None:
        found = encode({**body(user), "_links": {"self": href(f"/api/v1/users/{user.id}")}})
        tenant.users.rendered[user.id] = found
    return found


def alone(tenant: Tenant, user: User) -> dict[str, Any]:
    """A user by himself, with a link for every operation that may follow."""
    root = f"/api/v1/users/{user.id}"
    names = list(_OPERATIONS[user.status])
    if tenant.factors.of(user.id):
        names.append("resetFactors")
    links: dict[str, Any] = {
        name: href(f"{root}/{_PATHS[name]}", "POST") for name in names if name in _PATHS
    }
    if "delete" in names:
        links["delete"] = href(root, "DELETE")
    kind = tenant.user_types[user.type_id]
    links["schema"] = href(f"/api/v1/meta/schemas/user/{kind.schema_id}")
    links["type"] = href(f"/api/v1/meta/types/user/{kind.id}")
    links["self"] = href(root)
    return {**body(user), "_links": links}


def etag(user: User) -> str:
    digest = hashlib.sha256(encode(body(user))).hexdigest()
    return f'W/"{digest[:32]}"'


def body(user: User) -> dict[str, Any]:
    moving = {"transitioningToStatus": user.transition_to} if user.transition_to else {}
    return {
        "id": user.id,
        "status": user.status,
        **moving,
        "created": user.created,
        "activated": user.activated,
        "statusChanged": user.status_changed,
        "lastLogin": user.last_login,
        "lastUpdated": user.last_updated,
        "passwordChanged": user.password_changed,
        "type": {"id": user.type_id},
        "profile": user.profile,
        "credentials": _credentials(user),
    }


def _credentials(user: User) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if user.password is not None:
        found["password"] = {}
    found["emails"] = [{"value": user.profile["email"], "status": "VERIFIED", "type": "PRIMARY"}]
    if user.recovery_question is not None:
        found["recovery_question"] = {"question": user.recovery_question}
    found["provider"] = {"type": user.provider, "name": user.provider}
    return found
