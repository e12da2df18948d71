"""Giving and taking applications, to people and to groups."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

from deskhand.sandbox.okta import assignment, transitions
from deskhand.sandbox.okta.apps import grants, render
from deskhand.sandbox.okta.apps.read import app_user
from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.oauth import clients
from deskhand.sandbox.okta.state.model import App, AppGroup, AppUser
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.texts import need_storable, storable
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request, decode

_REMOVED = object()
_GRANTED = (
    "The application cannot be unassigned from the user while their group memberships "
    "grant them access."
)


class _Operation(Struct):
    op: Literal["remove", "replace"]
    path: str
    value: Any = None


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
    name = changes.get("user_name")
    given = assignment.assign(tenant, app, user, direct=True, user_name=name)
    _change(given, changes)
    return Answer(render.app_user(tenant, given))


def update_user(request: Request) -> Answer:
    tenant, found = request.tenant, app_user(request)
    changes = _changes(request.app(), request.json())
    if changes:
        _change(found, changes)
        found.last_updated = tenant.clock.stamp()
        tenant.app_users.put(found)
        _note_changes(request, found, changes)
    return Answer(render.app_user(tenant, found))


def remove_user(request: Request) -> Answer:
    """Refused while a group of the person gives the application too."""
    tenant, found = request.tenant, app_user(request)
    request.flag("sendEmail", default=False)
    if assignment.granting_groups(tenant, found.app_id, found.user_id):
        raise ApiError("E0000046", _GRANTED)
    assignment.take(tenant, request.app(), tenant.users[found.user_id])
    return NOTHING


def assign_group(request: Request) -> Answer:
    tenant, app, group, body = request.tenant, request.app(), request.group(), request.json()
    priority, profile = body.get("priority"), body.get("profile", {})
    need_storable(body)
    if not isinstance(priority, int | None) or not isinstance(profile, dict):
        raise invalid("priority", "priority or profile: wrong type")
    found = tenant.app_groups.get(app.id, group.id)
    if found is not None and not body:
        return Answer(render.app_group(found))
    kind = "add" if found is None else "update"
    if found is None:
        last = max((g.priority for g in tenant.app_groups.of_left(app.id).values()), default=-1)
        found = AppGroup(app.id, group.id, tenant.clock.stamp(), last + 1)
    found.priority = found.priority if priority is None else priority
    found.profile = profile or found.profile
    found.last_updated = tenant.clock.stamp()
    tenant.app_groups.put(found)
    note(tenant, f"group.application_assignment.{kind}", group, app)
    for user in assignment.members_of(tenant, group):
        assignment.reconcile(tenant, user, (app.id,))
    return Answer(render.app_group(found))


def patch_group(request: Request) -> Answer:
    """JSON Patch of an assignment's priority and of members of its profile."""
    tenant, app, key = request.tenant, request.app(), request.params["group"]
    found = tenant.app_groups.get(app.id, key)
    if found is None:
        raise not_found(key, "UserGroup")
    priority, profile = found.priority, dict(found.profile)
    for path, value in _operations(request):
        if path == "priority" and isinstance(value, int) and not isinstance(value, bool):
            priority = value
        elif path == "profile" and isinstance(value, dict):
            profile = value
        elif path.startswith("profile/") and value is not _REMOVED:
            profile[path.removeprefix("profile/")] = value
        elif path.startswith("profile/"):
            profile.pop(path.removeprefix("profile/"), None)
        else:
            raise invalid("path", f"path: /{path} cannot be changed so")
    if not storable(profile):
        raise invalid("profile", "profile: Contains characters that are not supported")
    found.priority, found.profile = priority, profile
    found.last_updated = tenant.clock.stamp()
    tenant.app_groups.put(found)
    note(tenant, "group.application_assignment.update", tenant.groups[key], app)
    return Answer(render.app_group(found))


def remove_group(request: Request) -> Answer:
    tenant, app = request.tenant, request.app()
    key = request.params["group"]
    if tenant.app_groups.remove(app.id, key) is None:
        raise not_found(key, "UserGroup")
    group = tenant.groups[key]
    note(tenant, "group.application_assignment.remove", group, app)
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
    if app.sign_on_mode == "OPENID_CONNECT":
        grants.forget(tenant, app)
        clients.forget(tenant, app)
    app.status = "DELETED"
    app.last_updated = tenant.clock.stamp()
    tenant.apps.put(app)
    note(tenant, "application.lifecycle.delete", app)
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
        kind = "activate" if status == "ACTIVE" else "deactivate"
        note(tenant, f"application.lifecycle.{kind}", app)
    return app


def _operations(request: Request) -> list[tuple[str, Any]]:
    """Paths without their first slash, and new values; `_REMOVED` where a member goes."""
    try:
        found = msgspec.convert(decode(request.body or b"[]"), list[_Operation])
    except msgspec.ValidationError as error:
        raise invalid("op", str(error)) from None
    return [
        (each.path.removeprefix("/"), _REMOVED if each.op == "remove" else each.value)
        for each in found
    ]


def _changes(app: App, body: dict[str, Any]) -> dict[str, Any]:
    """The asked user name, password and profile, checked against the app's scheme."""
    credentials, profile = body.get("credentials") or {}, body.get("profile") or {}
    if not isinstance(credentials, dict) or not isinstance(profile, dict):
        raise ApiError("E0000003")
    need_storable(body)
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


def _note_changes(request: Request, found: AppUser, changes: dict[str, Any]) -> None:
    """A changed user name and a changed password have events of their own."""
    tenant = request.tenant
    targets = (found, tenant.users[found.user_id], request.app())
    kinds = {"user_name": "change_username", "password": "change_password", "profile": "update"}
    for name in changes:
        note(tenant, f"application.user_membership.{kinds[name]}", *targets)


def _change(given: AppUser, changes: dict[str, Any]) -> None:
    given.user_name = changes.get("user_name", given.user_name)
    given.profile = {**given.profile, **changes.get("profile", {})}
    if "password" in changes:
        given.password_changed = given.last_updated
