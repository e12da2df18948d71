"""Every path that the tenant serves, with the permission that it asks for."""

from __future__ import annotations

from collections.abc import Callable

from deskhand.sandbox.okta.apps import assign
from deskhand.sandbox.okta.apps import read as apps
from deskhand.sandbox.okta.call import Answer
from deskhand.sandbox.okta.groups import edit as group_edit
from deskhand.sandbox.okta.groups import read as groups
from deskhand.sandbox.okta.groups import rules
from deskhand.sandbox.okta.org import about, schema, tokens, types
from deskhand.sandbox.okta.people import clients, credentials, factors, lifecycle, sessions
from deskhand.sandbox.okta.people import edit as people_edit
from deskhand.sandbox.okta.people import read as people
from deskhand.sandbox.okta.routing import Route, Router
from deskhand.sandbox.okta.tenant import Tenant

PUBLIC: dict[str, Callable[[Tenant], Answer]] = {"/.well-known/okta-organization": about.well_known}

_USER = "/api/v1/users/{user}"
_LIFECYCLE = f"{_USER}/lifecycle"
_GROUP = "/api/v1/groups/{group}"
_APP = "/api/v1/apps/{app}"
_TOKENS = f"{_USER}/clients/{{client}}/tokens"
_SESSION = "/api/v1/sessions/{session}"

ROUTER = Router(
    [
        Route("GET", "/api/v1/users", people.list_users, "users.read"),
        Route("POST", "/api/v1/users", people_edit.create_user, "users.manage"),
        Route("GET", _USER, people.get_user, "users.read"),
        Route("POST", _USER, people_edit.update_user, "users.manage"),
        Route("PUT", _USER, people_edit.replace_user, "users.manage"),
        Route("DELETE", _USER, lifecycle.delete_user, "users.lifecycle"),
        Route("GET", f"{_USER}/groups", people.list_groups, "users.read"),
        Route("GET", f"{_USER}/appLinks", people.list_app_links, "users.read"),
        Route("GET", f"{_USER}/blocks", people.list_blocks, "users.read"),
        Route("GET", f"{_USER}/roles", people.list_roles, "roles.read"),
        Route("POST", f"{_LIFECYCLE}/activate", lifecycle.activate, "users.lifecycle"),
        Route("POST", f"{_LIFECYCLE}/reactivate", lifecycle.reactivate, "users.lifecycle"),
        Route("POST", f"{_LIFECYCLE}/deactivate", lifecycle.deactivate, "users.lifecycle"),
        Route("POST", f"{_LIFECYCLE}/suspend", lifecycle.suspend, "users.lifecycle"),
        Route("POST", f"{_LIFECYCLE}/unsuspend", lifecycle.unsuspend, "users.lifecycle"),
        Route("POST", f"{_LIFECYCLE}/unlock", lifecycle.unlock, "users.unlock"),
        Route(
            "POST", f"{_LIFECYCLE}/reset_password", lifecycle.reset_password, "users.credentials"
        ),
        Route(
            "POST", f"{_LIFECYCLE}/expire_password", lifecycle.expire_password, "users.credentials"
        ),
        Route(
            "POST",
            f"{_LIFECYCLE}/expire_password_with_temp_password",
            lifecycle.expire_with_temporary,
            "users.credentials",
        ),
        Route("POST", f"{_LIFECYCLE}/reset_factors", lifecycle.reset_factors, "users.factors"),
        Route(
            "POST",
            f"{_USER}/credentials/change_password",
            credentials.change_password,
            "users.credentials",
        ),
        Route(
            "POST",
            f"{_USER}/credentials/forgot_password",
            credentials.forgot_password,
            "users.credentials",
        ),
        Route("DELETE", f"{_USER}/sessions", sessions.end_sessions_of_user, "users.sessions"),
        Route("GET", f"{_USER}/clients", clients.list_clients, "users.read"),
        Route("GET", _TOKENS, clients.list_tokens, "users.read"),
        Route("DELETE", _TOKENS, clients.revoke_tokens, "users.manage"),
        Route("GET", f"{_TOKENS}/{{token}}", clients.get_token, "users.read"),
        Route("DELETE", f"{_TOKENS}/{{token}}", clients.revoke_token, "users.manage"),
        Route("GET", f"{_USER}/factors", factors.list_factors, "factors.read"),
        Route("GET", f"{_USER}/factors/catalog", factors.list_catalogue, "factors.read"),
        Route("GET", f"{_USER}/factors/{{factor}}", factors.get_factor, "factors.read"),
        Route("DELETE", f"{_USER}/factors/{{factor}}", factors.delete_factor, "users.factors"),
        Route("POST", "/api/v1/sessions", sessions.create_session, None),
        Route("GET", _SESSION, sessions.get_session, "sessions.read"),
        Route("DELETE", _SESSION, sessions.end_session, "sessions.manage"),
        Route("POST", f"{_SESSION}/lifecycle/refresh", sessions.refresh_session, "sessions.manage"),
        Route("GET", "/api/v1/groups", groups.list_groups, "groups.read"),
        Route("POST", "/api/v1/groups", group_edit.create_group, "groups.manage"),
        Route("GET", "/api/v1/groups/rules", rules.list_rules, "rules.read"),
        Route("POST", "/api/v1/groups/rules", rules.create_rule, "rules.manage"),
        Route("GET", "/api/v1/groups/rules/{rule}", rules.get_rule, "rules.read"),
        Route("PUT", "/api/v1/groups/rules/{rule}", rules.replace_rule, "rules.manage"),
        Route("DELETE", "/api/v1/groups/rules/{rule}", rules.delete_rule, "rules.manage"),
        Route(
            "POST",
            "/api/v1/groups/rules/{rule}/lifecycle/activate",
            rules.activate_rule,
            "rules.manage",
        ),
        Route(
            "POST",
            "/api/v1/groups/rules/{rule}/lifecycle/deactivate",
            rules.deactivate_rule,
            "rules.manage",
        ),
        Route("GET", _GROUP, groups.get_group, "groups.read"),
        Route("PUT", _GROUP, group_edit.update_group, "groups.manage"),
        Route("DELETE", _GROUP, group_edit.delete_group, "groups.manage"),
        Route("GET", f"{_GROUP}/users", groups.list_members, "groups.read"),
        Route("PUT", f"{_GROUP}/users/{{user}}", group_edit.add_member, "groups.members"),
        Route("DELETE", f"{_GROUP}/users/{{user}}", group_edit.remove_member, "groups.members"),
        Route(
            "GET",
            f"{_GROUP}/users/{{user}}/group-rules",
            groups.list_member_rules,
            "groups.read",
        ),
        Route("GET", f"{_GROUP}/apps", groups.list_apps, "groups.read"),
        Route("GET", f"{_GROUP}/owners", groups.list_owners, "groups.read"),
        Route("GET", "/api/v1/apps", apps.list_apps, "apps.read"),
        Route("GET", _APP, apps.get_app, "apps.read"),
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
        Route("DELETE", f"{_APP}/groups/{{group}}", assign.remove_group, "apps.assign"),
        Route("GET", "/api/v1/meta/types/user", types.list_types, "schemas.read"),
        Route("GET", "/api/v1/meta/types/user/{type}", types.get_type, "schemas.read"),
        Route("GET", "/api/v1/meta/schemas/user/{schema}", schema.get_schema, "schemas.read"),
        Route("GET", "/api/v1/api-tokens", tokens.list_tokens, "tokens.read"),
        Route("DELETE", "/api/v1/api-tokens/current", tokens.revoke_current, None),
        Route("GET", "/api/v1/api-tokens/{token}", tokens.get_token, "tokens.read"),
        Route("DELETE", "/api/v1/api-tokens/{token}", tokens.revoke_token, "tokens.manage"),
        Route("GET", "/api/v1/org", about.get_org, "orgs.read"),
    ]
)
