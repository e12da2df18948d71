"""Changing groups and their members."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta import assignment, membership, superadmins
from deskhand.sandbox.okta.errors import ApiError, invalid
from deskhand.sandbox.okta.groups import render
from deskhand.sandbox.okta.state.model import Group
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.texts import need_storable
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request

_LONGEST_NAME = 255
_LONGEST_DESCRIPTION = 1024


def create_group(request: Request) -> Answer:
    tenant = request.tenant
    profile = _profile(request)
    now = tenant.clock.stamp()
    group = Group(
        id=tenant.ids.make("00g"),
        type="OKTA_GROUP",
        created=now,
        last_updated=now,
        last_membership_updated=now,
        profile=profile,
    )
    tenant.groups.put(group)
    note(tenant, "group.lifecycle.create", group)
    return Answer(render.group(tenant, group))


def update_group(request: Request) -> Answer:
    tenant, group = request.tenant, _writable(request)
    request.principal.need_over_group(group)
    group.profile = _profile(request, group)
    group.last_updated = tenant.clock.stamp()
    tenant.groups.put(group)
    note(tenant, "group.profile.update", group)
    return Answer(render.group(tenant, group))


def delete_group(request: Request) -> Answer:
    tenant, group = request.tenant, _writable(request)
    request.principal.need_over_group(group)
    superadmins.need_another(tenant, lambda _, holder, __: holder == group.id)
    members = assignment.members_of(tenant, group)
    apps = sorted(tenant.app_groups.of_right(group.id))
    for user in members:
        tenant.memberships.remove(group.id, user.id)
    for app_id in apps:
        tenant.app_groups.remove(app_id, group.id)
        note(tenant, "group.application_assignment.remove", group, tenant.apps[app_id])
    for user in members:
        assignment.reconcile(tenant, user, apps)
    for rule in tenant.rules:
        if group.id in rule.group_ids:
            rule.group_ids.remove(group.id)
            if not rule.group_ids:
                rule.status = "INVALID"
                note(tenant, "group.user_membership.rule.invalidate", rule)
            tenant.rules.put(rule)
    tenant.groups.remove(group.id)
    if group.roles:
        for user in members:
            membership.sync_administrators(tenant, user)
    note(tenant, "group.lifecycle.delete", group)
    return NOTHING


def add_member(request: Request) -> Answer:
    tenant, group, user = request.tenant, request.group(), request.user()
    if group.type == "BUILT_IN":
        raise ApiError("E0000060")
    if group.type != "OKTA_GROUP":
        raise ApiError("E0000006")
    request.principal.need_over_group(group)
    membership.add(tenant, group, user)
    return NOTHING


def remove_member(request: Request) -> Answer:
    tenant, group, user = request.tenant, request.group(), request.user()
    if group.type != "OKTA_GROUP":
        raise ApiError("E0000006")
    request.principal.need_over_group(group)
    superadmins.need_another(tenant, lambda who, holder, _: (who, holder) == (user, group.id))
    membership.remove(tenant, group, user)
    return NOTHING


def _writable(request: Request) -> Group:
    group = request.group()
    if group.type != "OKTA_GROUP":
        raise ApiError("E0000006")
    return group


def _profile(request: Request, present: Group | None = None) -> dict[str, Any]:
    profile = request.json().get("profile")
    name = profile.get("name") if isinstance(profile, dict) else None
    if not isinstance(profile, dict) or not isinstance(name, str) or not name.strip():
        raise invalid("name", "name: The field cannot be left blank")
    description = profile.get("description")
    if description is not None and not isinstance(description, str):
        raise invalid("description", "description: must be a string")
    need_storable(profile)
    if len(name) > _LONGEST_NAME or len(description or "") > _LONGEST_DESCRIPTION:
        raise invalid("profile", "name or description: the text is too long")
    same = next((g for g in request.tenant.groups if g.name.casefold() == name.casefold()), None)
    if same is not None and same is not present:
        raise invalid(
            "name", "name: An object with this field already exists in the current organization"
        )
    return {"name": name, "description": description}
