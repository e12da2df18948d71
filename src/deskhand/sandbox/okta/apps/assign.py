"""Giving and taking applications, to people and to groups."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta import assignment, transitions
from deskhand.sandbox.okta.apps import render
from deskhand.sandbox.okta.apps.read import app_user
from deskhand.sandbox.okta.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.model import App, AppGroup, AppUser

_GRANTED = (
    "The application cannot be unassigned from the user while their group memberships "
    "grant them access."
)


def assign_user(request: Request) -> Answer:
    tenant, app, body = request.tenant, request.app(), request.json()
    key = body.get("id")
    if not isinstance(key, str) or not key:
        raise invalid("id", "id: The field cannot be left blank")
    user = tenant.users.get(key)
    if user is None:
        raise not_found(key, "User")
    transitions.need_still(user)
    if user.status in {"DEPROVISIONED", "SUSPENDED"}:
        raise ApiError("E0000117")
    if app.status != "ACTIVE":
        raise ApiError("E0000038", "The application is not active.")
    found = tenant.app_users.get(app.id, user.id)
    if found is not None and found.direct:
        raise ApiError("E0000062")
    changes = _changes(app, body)
    given = assignment.assign(tenant, app, user, direct=True)
    _change(given, changes)
    return Answer(render.app_user(tenant, given))


def update_user(request: Request) -> Answer:
    tenant, found = request.tenant, app_user(request)
    changes = _changes(request.app(), request.json())
    if changes:
        _change(found, changes)
        found.last_updated = tenant.clock.stamp()
        tenant.app_users.put(found)
    return Answer(render.app_user(tenant, found))


def remove_user(request: Request) -> Answer:
    """Refused while a group of the person gives the application too."""
    tenant, found = request.tenant, app_user(request)
    request.flag("sendEmail", default=False)
    if assignment.granting_groups(tenant, found.app_id, found.user_id):
        raise ApiError("E0000046", _GRANTED)
    tenant.app_users.remove(found.app_id, found.user_id)
    return NOTHING


def assign_group(request: Request) -> Answer:
    tenant, app, group, body = request.tenant, request.app(), request.group(), request.json()
    priority, profile = body.get("priority"), body.get("profile", {})
    if not isinstance(priority, int | None) or not isinstance(profile, dict):
        raise invalid("priority", "priority or profile: wrong type")
    found = tenant.app_groups.get(app.id, group.id)
    if found is not None and not body:
        return Answer(render.app_group(found))
    if found is None:
        last = max((g.priority for g in tenant.app_groups.of_left(app.id).values()), default=-1)
        found = AppGroup(app.id, group.id, tenant.clock.stamp(), last + 1)
    found.priority = found.priority if priority is None else priority
    found.profile = profile or found.profile
    found.last_updated = tenant.clock.stamp()
    tenant.app_groups.put(found)
    for user in assignment.members_of(tenant, group):
        assignment.reconcile(tenant, user, (app.id,))
    return Answer(render.app_group(found))


def remove_group(request: Request) -> Answer:
    tenant, app = request.tenant, request.app()
    key = request.params["group"]
    if tenant.app_groups.remove(app.id, key) is None:
        raise not_found(key, "UserGroup")
    group = tenant.groups[key]
    for user in assignment.members_of(tenant, group):
        assignment.reconcile(tenant, user, (app.id,))
    return NOTHING


def delete_app(request: Request) -> Answer:
    """Only an inactive application goes, and everything that was assigned with it."""
    tenant, app = request.tenant, request.app()
    if app.status == "ACTIVE":
        raise ApiError("E0000056", "The application must be deactivated before deletion.")
    for user_id in list(tenant.app_users.of_left(app.id)):
        tenant.app_users.remove(app.id, user_id)
    for group_id in list(tenant.app_groups.of_left(app.id)):
        tenant.app_groups.remove(app.id, group_id)
    held = [token for token in tenant.oauth_tokens if token.app_id == app.id]
    tenant.oauth_tokens.remove_all(held)
    app.status = "DELETED"
    app.last_updated = tenant.clock.stamp()
    tenant.apps.put(app)
    return NOTHING


def activate_app(request: Request) -> Answer:
    """Assignments that groups changed meanwhile are brought in line."""
    app = _switch(request, "ACTIVE")
    for user in list(request.tenant.users):
        assignment.reconcile(request.tenant, user, (app.id,))
    return Answer({})


def deactivate_app(request: Request) -> Answer:
    _switch(request, "INACTIVE")
    return Answer({})


def _switch(request: Request, status: str) -> App:
    tenant, app = request.tenant, request.app()
    if app.status != status:
        app.status = status
        app.last_updated = tenant.clock.stamp()
        tenant.apps.put(app)
    return app


def _changes(app: App, body: dict[str, Any]) -> dict[str, Any]:
    """The asked user name, password and profile, checked against the app's scheme."""
    credentials, profile = body.get("credentials") or {}, body.get("profile") or {}
    if not isinstance(credentials, dict) or not isinstance(profile, dict):
        raise ApiError("E0000003")
    if credentials and app.body["credentials"].get("scheme") == "SHARED_USERNAME_AND_PASSWORD":
        raise ApiError("E0000041")
    mapped = [name for name in profile if app.provisions and name in assignment.MAPPED]
    if mapped:
        raise ApiError("E0000075", f"{mapped[0]}: is filled by the application's mapping")
    found: dict[str, Any] = {}
    if credentials.get("userName"):
        found["user_name"] = str(credentials["userName"])
    if credentials.get("password"):
        found["password"] = True
    if profile:
        found["profile"] = profile
    return found


def _change(given: AppUser, changes: dict[str, Any]) -> None:
    given.user_name = changes.get("user_name", given.user_name)
    given.profile = {**given.profile, **changes.get("profile", {})}
    if "password" in changes:
        given.password_changed = given.last_updated
