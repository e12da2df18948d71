"""User types: kinds of people that have their own schema."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.errors import not_found
from deskhand.sandbox.okta.state.model import UserType
from deskhand.sandbox.okta.wire.call import Answer, Request
from deskhand.sandbox.okta.wire.links import href


def list_types(request: Request) -> Answer:
    return Answer([_render(kind) for kind in request.tenant.user_types])


def get_type(request: Request) -> Answer:
    key = request.params["type"]
    for kind in request.tenant.user_types:
        if key == kind.id or (key == "default" and kind.default):
            return Answer(_render(kind))
    raise not_found(key, "UserType")


def _render(kind: UserType) -> dict[str, Any]:
    schema = href(f"/api/v1/meta/schemas/user/{kind.schema_id}", "GET")
    return {
        "id": kind.id,
        "displayName": kind.display_name,
        "name": kind.name,
        "description": kind.description,
        "createdBy": "sprdefault",
        "lastUpdatedBy": "sprdefault",
        "created": kind.created,
        "lastUpdated": kind.last_updated,
        "default": kind.default,
        "_links": {
            "schema": {"rel": "schema", **schema},
            "self": {"rel": "self", **href(f"/api/v1/meta/types/user/{kind.id}", "GET")},
        },
    }
