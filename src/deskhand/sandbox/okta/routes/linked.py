"""Linked objects: the relations, and the people in them."""

from __future__ import annotations

from deskhand.sandbox.okta.linked import definitions, people
from deskhand.sandbox.okta.wire.routing import Route

_DEFINITIONS = "/api/v1/meta/schemas/user/linkedObjects"
_LINKS = "/api/v1/users/{user}/linkedObjects/{relation}"

ROUTES = (
    Route("GET", _DEFINITIONS, definitions.list_definitions, "schemas.read"),
    Route("POST", _DEFINITIONS, definitions.create_definition, "schemas.manage"),
    Route("GET", f"{_DEFINITIONS}/{{linked}}", definitions.get_definition, "schemas.read"),
    Route("DELETE", f"{_DEFINITIONS}/{{linked}}", definitions.delete_definition, "schemas.manage"),
    Route("GET", _LINKS, people.list_links, "users.read"),
    Route("DELETE", _LINKS, people.remove_primary, "users.manage"),
    Route("PUT", f"{_LINKS}/{{primary}}", people.set_primary, "users.manage"),
)
