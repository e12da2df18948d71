"""Applications and their assignments as Okta shows them."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.people import render as people_render
from deskhand.sandbox.okta.state.model import App, AppGroup, AppUser
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.answers import encode
from deskhand.sandbox.okta.wire.links import href


def app(found: App) -> dict[str, Any]:
    return {
        **_named(found),
        **found.body,
        "universalLogout": None,
        "_links": _links(found),
    }


def brief(found: App) -> dict[str, Any]:
    """Without settings and credentials, for callers who asked for less."""
    return {
        **_named(found),
        "accessibility": found.body["accessibility"],
        "visibility": found.body["visibility"],
        "_links": _links(found),
    }


def encoded(
    tenant: Tenant, found: App, *, person: AppUser | None = None, short: bool = False
) -> bytes:
    """`person` embeds one person's assignment, for lists that were narrowed to him."""
    if person is not None or short:
        content = brief(found) if short else app(found)
        if person is not None:
            content["_embedded"] = {"user": app_user(tenant, person)}
        return encode(content)
    kept = tenant.apps.rendered.get(found.id)
    if kept is None:
        kept = tenant.apps.rendered[found.id] = encode(app(found))
    return kept


def app_user(tenant: Tenant, found: AppUser, *, person: bool = False) -> dict[str, Any]:
    """`person` embeds the user himself."""
    links: dict[str, Any] = {
        "app": href(f"/api/v1/apps/{found.app_id}"),
        "user": href(f"/api/v1/users/{found.user_id}"),
    }
    group_id = None if found.direct else first_group(tenant, found)
    if group_id is not None:
        group = tenant.groups[group_id]
        links["group"] = {"name": group.name, **href(f"/api/v1/groups/{group_id}")}
    content: dict[str, Any] = {
        "id": found.user_id,
        "externalId": found.external_id,
        "created": found.created,
        "lastUpdated": found.last_updated,
        "scope": "USER" if found.direct else "GROUP",
        "status": found.status,
        "statusChanged": found.status_changed,
        "passwordChanged": found.password_changed,
        "syncState": found.sync_state,
    }
    if found.last_sync is not None:
        content["lastSync"] = found.last_sync
    if found.user_name is not None:
        content["credentials"] = {"userName": found.user_name}
    content["profile"] = found.profile
    content["_links"] = links
    if person:
        user = tenant.users[found.user_id]
        content["_embedded"] = {"user": people_render.alone(tenant, user)}
    return content


def app_user_encoded(tenant: Tenant, found: AppUser, *, person: bool = False) -> bytes:
    # The group's name in a group-given assignment changes without it, so only direct ones are kept.
    if person or not found.direct:
        return encode(app_user(tenant, found, person=person))
    kept = tenant.app_users.rendered.get(found.key)
    if kept is None:
        kept = tenant.app_users.rendered[found.key] = encode(app_user(tenant, found))
    return kept


def app_group(found: AppGroup, embedded: dict[str, Any] | None = None) -> dict[str, Any]:
    root = f"/api/v1/apps/{found.app_id}"
    more = {"_embedded": embedded} if embedded is not None else {}
    return {
        "id": found.group_id,
        "lastUpdated": found.last_updated,
        "priority": found.priority,
        "profile": found.profile,
        "_links": {
            "app": href(root),
            "self": href(f"{root}/groups/{found.group_id}"),
            "group": href(f"/api/v1/groups/{found.group_id}"),
        },
        **more,
    }


def app_links(found: App, given: AppUser, first: int) -> list[dict[str, Any]]:
    """What the person's dashboard shows: one application may have several tiles."""
    return [
        {
            "id": given.user_id,
            "label": found.label if name == "login" else f"{found.label} {name}",
            "linkUrl": href(_start(found, name))["href"],
            "logoUrl": href(logo(found))["href"],
            "appName": found.name,
            "appInstanceId": found.id,
            "appAssignmentId": given.assignment_id,
            "credentialsSetup": False,
            "hidden": bool(found.body["visibility"]["hide"]["web"]),
            "sortOrder": first + position,
        }
        for position, name in enumerate(found.body["visibility"]["appLinks"])
    ]


def first_group(tenant: Tenant, found: AppUser) -> str | None:
    """The group whose assignment has the highest priority among those that give it."""
    given = tenant.app_groups.of_left(found.app_id)
    mine = tenant.memberships.of_right(found.user_id)
    everyone = tenant.everyone.id
    granting = (g for g in given.values() if g.group_id in mine or g.group_id == everyone)
    best = min(granting, key=lambda g: (g.priority, g.group_id), default=None)
    return best.group_id if best else None


def logo(found: App) -> str:
    return f"/assets/apps/{found.name}.png"


def _start(found: App, name: str) -> str:
    return f"/home/{found.name}/{found.id}/{name}"


def _links(found: App) -> dict[str, Any]:
    root = f"/api/v1/apps/{found.id}"
    switch = "deactivate" if found.status == "ACTIVE" else "activate"
    links: dict[str, Any] = {
        "users": href(f"{root}/users"),
        "groups": href(f"{root}/groups"),
        "logo": [{"name": "medium", **href(logo(found)), "type": "image/png"}],
        "appLinks": [
            {"name": name, **href(_start(found, name)), "type": "text/html"}
            for name in found.body["visibility"]["appLinks"]
        ],
        switch: href(f"{root}/lifecycle/{switch}", "POST"),
        "self": href(root),
    }
    if found.sign_on_mode == "SAML_2_0":
        metadata = href(f"{root}/sso/saml/metadata")
        links["metadata"] = {**metadata, "type": "application/xml"}
    return links


def _named(found: App) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "label": found.label,
        "status": found.status,
        "created": found.created,
        "lastUpdated": found.last_updated,
        "signOnMode": found.sign_on_mode,
        "features": found.features,
    }
