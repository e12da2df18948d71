"""Groups and rules as Okta shows them."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.state.model import Group, Rule, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.answers import encode
from deskhand.sandbox.okta.wire.links import href


def group(tenant: Tenant, found: Group, *, expand: frozenset[str] = frozenset()) -> dict[str, Any]:
    """`expand` may hold `stats`, which are counts, and `app`, which a group was imported from."""
    root = f"/api/v1/groups/{found.id}"
    links: dict[str, Any] = {
        "logo": [
            {"name": size, **href(f"/assets/groups/{size}.png"), "type": "image/png"}
            for size in ("medium", "large")
        ],
        "users": href(f"{root}/users"),
        "apps": href(f"{root}/apps"),
    }
    if found.source_app_id is not None:
        links["source"] = href(f"/api/v1/apps/{found.source_app_id}")
    content: dict[str, Any] = {
        "id": found.id,
        "created": found.created,
        "lastUpdated": found.last_updated,
        "lastMembershipUpdated": found.last_membership_updated,
        "objectClass": [found.object_class],
        "type": found.type,
        "profile": found.profile,
        "_links": links,
    }
    embedded: dict[str, Any] = {}
    if "stats" in expand:
        embedded["stats"] = _stats(tenant, found)
    if "app" in expand and found.source_app_id is not None:
        app = tenant.apps[found.source_app_id]
        embedded["app"] = {
            "id": app.id,
            "name": app.name,
            "label": app.label,
            "signOnMode": app.sign_on_mode,
        }
    if embedded:
        content["_embedded"] = embedded
    return content


def encoded(tenant: Tenant, found: Group, *, expand: frozenset[str]) -> bytes:
    return encode(group(tenant, found, expand=expand))


def rule(tenant: Tenant, found: Rule, *, names: bool = False) -> dict[str, Any]:
    """`names` adds the names of the groups that the rule fills."""
    content: dict[str, Any] = {
        "type": "group_rule",
        "id": found.id,
        "status": found.status,
        "name": found.name,
        "created": found.created,
        "lastUpdated": found.last_updated,
        "conditions": {
            "people": {
                "users": {"exclude": found.excluded_users},
                "groups": {"exclude": found.excluded_groups},
            },
            "expression": {"value": found.expression, "type": "urn:okta:expression:1.0"},
        },
        "actions": {"assignUserToGroups": {"groupIds": found.group_ids}},
    }
    if names:
        known = (tenant.groups.get(key) for key in found.group_ids)
        content["_embedded"] = {"groupIdToGroupNameMap": {g.id: g.name for g in known if g}}
    return content


def owner(found: User | Group, since: str) -> dict[str, Any]:
    return {
        "id": found.id,
        "type": "USER" if isinstance(found, User) else "GROUP",
        "resolved": True,
        "originId": None,
        "originType": "OKTA_DIRECTORY",
        "displayName": found.name,
        "lastUpdated": since,
    }


def member_count(tenant: Tenant, found: Group) -> int:
    if found.id == tenant.everyone.id:
        return len(tenant.users)
    return len(tenant.memberships.of_left(found.id))


def _stats(tenant: Tenant, found: Group) -> dict[str, Any]:
    return {
        "usersCount": member_count(tenant, found),
        "appsCount": len(tenant.app_groups.of_right(found.id)),
        "groupPushMappingsCount": 0,
        "hasAdminPrivilege": bool(found.roles),
        "_links": {"self": href(f"/api/v1/groups/{found.id}?expand=stats")},
    }
