"""Administrator roles: of people, of groups and of service applications."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta import assignment, membership, superadmins
from deskhand.sandbox.okta.errors import ApiError, WrongState, invalid, not_found
from deskhand.sandbox.okta.oauth import clients
from deskhand.sandbox.okta.oauth.model import Client
from deskhand.sandbox.okta.roles import LABELS
from deskhand.sandbox.okta.state.model import Group, Role, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.links import href


def list_user_roles(request: Request) -> Answer:
    """A person's own and those of his groups."""
    tenant, user = request.tenant, request.user()
    found = [_render(role, user) for role in user.roles]
    for group_id in sorted(tenant.memberships.of_right(user.id)):
        group = tenant.groups[group_id]
        found.extend(_render(role, group) for role in group.roles)
    return Answer(found)


def get_user_role(request: Request) -> Answer:
    user = request.user()
    return Answer(_render(_held(request, user), user))


def grant_to_user(request: Request) -> Answer:
    request.flag("disableNotifications", default=False)
    tenant, user = request.tenant, request.user()
    if user.status == "DEPROVISIONED":
        raise ApiError("E0000038")
    role = _grant(request, user)
    tenant.put_user(user)
    membership.sync_administrators(tenant, user)
    note(tenant, "user.account.privilege.grant", user, detail=_told(role))
    return Answer(_render(role, user), status=201)


def revoke_from_user(request: Request) -> Answer:
    tenant, user = request.tenant, request.user()
    role = _held(request, user)
    superadmins.need_another(tenant, lambda _, holder, held: (holder, held) == (user.id, role))
    user.roles.remove(role)
    tenant.put_user(user)
    membership.sync_administrators(tenant, user)
    note(tenant, "user.account.privilege.revoke", user, detail=_told(role))
    return NOTHING


def list_group_roles(request: Request) -> Answer:
    group = request.group()
    return Answer([_render(role, group) for role in group.roles])


def get_group_role(request: Request) -> Answer:
    group = request.group()
    return Answer(_render(_held(request, group), group))


def grant_to_group(request: Request) -> Answer:
    """Every member becomes an administrator, so that no group of Okta's own can be one."""
    request.flag("disableNotifications", default=False)
    tenant, group = request.tenant, request.group()
    if group.type == "BUILT_IN":
        raise ApiError("E0000006")
    if any(group.id in rule.group_ids for rule in tenant.rules):
        raise WrongState("groupId", "A group that a rule fills cannot have administrator roles.")
    role = _grant(request, group)
    _changed_group(tenant, group)
    note(tenant, "group.privilege.grant", group, detail=_told(role))
    return Answer(_render(role, group))


def revoke_from_group(request: Request) -> Answer:
    tenant, group = request.tenant, request.group()
    role = _held(request, group)
    superadmins.need_another(tenant, lambda _, holder, held: (holder, held) == (group.id, role))
    group.roles.remove(role)
    _changed_group(tenant, group)
    note(tenant, "group.privilege.revoke", group, detail=_told(role))
    return NOTHING


def list_client_roles(request: Request) -> Answer:
    client = _client(request)
    return Answer([_render(role, client) for role in client.roles])


def get_client_role(request: Request) -> Answer:
    client = _client(request)
    return Answer(_render(_held(request, client), client))


def grant_to_client(request: Request) -> Answer:
    """Raises E0000001 for a client that acts for people alone."""
    tenant, client = request.tenant, _client(request)
    app = clients.app_of(tenant, client)
    if "client_credentials" not in app.body["settings"]["oauthClient"]["grant_types"]:
        raise invalid("clientId", "Only a client that takes tokens of its own is given a role.")
    role = _grant(request, client)
    tenant.clients.put(client)
    note(tenant, "user.account.privilege.grant", app, detail=_told(role))
    return Answer(_render(role, client))


def revoke_from_client(request: Request) -> Answer:
    tenant, client = request.tenant, _client(request)
    role = _held(request, client)
    client.roles.remove(role)
    tenant.clients.put(client)
    app = clients.app_of(tenant, client)
    note(tenant, "user.account.privilege.revoke", app, detail=_told(role))
    return NOTHING


def _grant(request: Request, holder: User | Group | Client) -> Role:
    """Add the role that the body names; the caller saves its holder. Raises E0000090."""
    tenant, body = request.tenant, request.json()
    kind = body.get("type")
    if not kind:
        raise invalid("type", "type: The field cannot be left blank")
    if kind == "CUSTOM":
        # Custom roles and resource sets are made by calls that this tenant does not have.
        raise not_found(str(body.get("role")), "Role")
    if not isinstance(kind, str) or kind not in LABELS:
        raise invalid("type", "type: is not a role")
    if any(role.type == kind for role in holder.roles):
        raise ApiError("E0000090")
    role = Role(tenant.ids.make("ra1"), kind, tenant.clock.stamp())
    holder.roles.append(role)
    return role


def _held(request: Request, holder: User | Group | Client) -> Role:
    key = request.params["role"]
    found = next((role for role in holder.roles if role.id == key), None)
    if found is None:
        raise not_found(key, "RoleAssignment")
    return found


def _client(request: Request) -> Client:
    key = request.params["client"]
    found = clients.find(request.tenant, key)
    if found is None:
        raise not_found(key, "PublicClientApp")
    return found


def _changed_group(tenant: Tenant, group: Group) -> None:
    tenant.groups.put(group)
    for user in assignment.members_of(tenant, group):
        membership.sync_administrators(tenant, user)


def _told(role: Role) -> dict[str, str]:
    return {"privilegeGranted": LABELS[role.type]}


def _render(role: Role, holder: User | Group | Client) -> dict[str, Any]:
    kind, path = _place(holder)
    return {
        "id": role.id,
        "label": LABELS[role.type],
        "type": role.type,
        "status": "ACTIVE",
        "created": role.created,
        "lastUpdated": role.created,
        "assignmentType": kind,
        "_links": {"assignee": href(path)},
    }


def _place(holder: User | Group | Client) -> tuple[str, str]:
    """How Okta calls this kind of holder, and his address."""
    if isinstance(holder, User):
        return "USER", f"/api/v1/users/{holder.id}"
    if isinstance(holder, Group):
        return "GROUP", f"/api/v1/groups/{holder.id}"
    return "CLIENT", f"/oauth2/v1/clients/{holder.id}"
