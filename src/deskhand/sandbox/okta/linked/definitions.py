"""The relations that the organisation knows."""

from __future__ import annotations

import re
from typing import Any

from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.linked import values
from deskhand.sandbox.okta.linked.model import LinkedObject, Side
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.texts import need_storable
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.links import href

MOST = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def list_definitions(request: Request) -> Answer:
    return Answer([_render(found) for found in request.tenant.linked_objects.after("")])


def get_definition(request: Request) -> Answer:
    return Answer(_render(_definition(request)))


def create_definition(request: Request) -> Answer:
    """Raises E0000127 when either name is in use, E0000093 when there are as many as may be."""
    tenant, body = request.tenant, request.json()
    made = LinkedObject(_side(body, "primary"), _side(body, "associated"))
    if made.primary.name == made.associated.name:
        raise invalid("associated", "associated: must have another name than primary")
    clashes = [
        f"Linked object identifier for {side} is already in use."
        for side, name in (("primary", made.primary.name), ("associated", made.associated.name))
        if find(tenant, name) is not None
    ]
    if clashes:
        raise ApiError("E0000127", *clashes)
    if len(tenant.linked_objects) >= MOST:
        raise ApiError("E0000093", f"There are {MOST} linked object definitions already.")
    tenant.linked_objects.put(made)
    return Answer(_render(made), status=201)


def delete_definition(request: Request) -> Answer:
    """Whoever was linked by it is no longer."""
    found = _definition(request)
    values.forget_relation(request.tenant, found.primary.name)
    request.tenant.linked_objects.remove(found.key)
    return NOTHING


def find(tenant: Tenant, name: str) -> LinkedObject | None:
    """By the name of either side."""
    found = tenant.linked_objects.get(name)
    if found is not None:
        return found
    return next((each for each in tenant.linked_objects if each.associated.name == name), None)


def _definition(request: Request) -> LinkedObject:
    name = request.params["linked"]
    found = find(request.tenant, name)
    if found is None:
        raise not_found(name, "LinkedObjectProperty")
    return found


def _side(body: dict[str, Any], side: str) -> Side:
    found = body.get(side)
    if not isinstance(found, dict):
        raise invalid(side, f"{side}: The field cannot be left blank")
    for member in ("name", "title", "type"):
        value = found.get(member)
        if not isinstance(value, str) or not value.strip():
            raise invalid(member, f"{side}.{member}: The field cannot be left blank")
    if found["type"] != "USER":
        raise invalid("type", f"{side}.type: must be USER")
    if not _NAME.fullmatch(found["name"]):
        raise invalid("name", f"{side}.name: holds letters, digits and _, and starts with no digit")
    description = found.get("description")
    if description is not None and not isinstance(description, str):
        raise invalid("description", f"{side}.description: must be a string")
    need_storable(found)
    return Side(found["name"], found["title"], description)


def _render(found: LinkedObject) -> dict[str, Any]:
    path = f"/api/v1/meta/schemas/user/linkedObjects/{found.primary.name}"
    return {
        "primary": _render_side(found.primary),
        "associated": _render_side(found.associated),
        "_links": {"self": href(path)},
    }


def _render_side(side: Side) -> dict[str, Any]:
    content = {"name": side.name, "title": side.title, "type": "USER"}
    if side.description is not None:
        content["description"] = side.description
    return content
