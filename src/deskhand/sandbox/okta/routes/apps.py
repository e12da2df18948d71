"""Applications and who has them."""

from __future__ import annotations

from deskhand.sandbox.okta.apps import assign, edit, features, grants
from deskhand.sandbox.okta.apps import read as apps
from deskhand.sandbox.okta.wire.routing import Route

_APP = "/api/v1/apps/{app}"

ROUTES = (
    Route("GET", "/api/v1/apps", apps.list_apps, "apps.read"),
    Route("POST", "/api/v1/apps", edit.create_app, "apps.manage"),
    Route("GET", _APP, apps.get_app, "apps.read"),
    Route("PUT", _APP, edit.replace_app, "apps.manage"),
    Route("DELETE", _APP, assign.delete_app, "apps.manage"),
    Route("POST", f"{_APP}/lifecycle/activate", assign.activate_app, "apps.manage"),
    Route("POST", f"{_APP}/lifecycle/deactivate", assign.deactivate_app, "apps.manage"),
    Route("GET", f"{_APP}/users", apps.list_users, "apps.read"),
    Route("POST", f"{_APP}/users", assign.assign_user, "apps.assign"),
    Route("GET", f"{_APP}/users/{{user}}", apps.get_user, "apps.read"),
    Route("POST", f"{_APP}/users/{{user}}", assign.update_user, "apps.assign"),
    Route("DELETE", f"{_APP}/users/{{user}}", assign.remove_user, "apps.assign"),
    Route("GET", f"{_APP}/groups", apps.list_groups, "apps.read"),
    Route("GET", f"{_APP}/groups/{{group}}", apps.get_group, "apps.read"),
    Route("PUT", f"{_APP}/groups/{{group}}", assign.assign_group, "apps.assign"),
    Route("PATCH", f"{_APP}/groups/{{group}}", assign.patch_group, "apps.assign"),
    Route("DELETE", f"{_APP}/groups/{{group}}", assign.remove_group, "apps.assign"),
    Route("GET", f"{_APP}/features", features.list_features, "apps.read"),
    Route("GET", f"{_APP}/features/{{feature}}", features.get_feature, "apps.read"),
    Route("PUT", f"{_APP}/features/{{feature}}", features.update_feature, "apps.manage"),
    Route("GET", f"{_APP}/grants", grants.list_grants, "apps.read"),
    Route("POST", f"{_APP}/grants", grants.create_grant, "apps.manage"),
    Route("GET", f"{_APP}/grants/{{grant}}", grants.get_grant, "apps.read"),
    Route("DELETE", f"{_APP}/grants/{{grant}}", grants.delete_grant, "apps.manage"),
)
