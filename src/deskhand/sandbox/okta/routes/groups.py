"""Groups, their members, owners and rules."""

from __future__ import annotations

from deskhand.sandbox.okta.groups import edit as group_edit
from deskhand.sandbox.okta.groups import owners, rules
from deskhand.sandbox.okta.groups import read as groups
from deskhand.sandbox.okta.org import roles
from deskhand.sandbox.okta.wire.routing import Route

_GROUP = "/api/v1/groups/{group}"

ROUTES = (
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
    Route("GET", f"{_GROUP}/owners", owners.list_owners, "groups.read"),
    Route("POST", f"{_GROUP}/owners", owners.add_owner, "groups.manage"),
    Route("DELETE", f"{_GROUP}/owners/{{owner}}", owners.remove_owner, "groups.manage"),
    Route("GET", f"{_GROUP}/roles", roles.list_group_roles, "roles.read"),
    Route("POST", f"{_GROUP}/roles", roles.grant_to_group, "roles.manage"),
    Route("GET", f"{_GROUP}/roles/{{role}}", roles.get_group_role, "roles.read"),
    Route("DELETE", f"{_GROUP}/roles/{{role}}", roles.revoke_from_group, "roles.manage"),
)
