"""The organisation: its tokens, types of users, and schema."""

from __future__ import annotations

from deskhand.sandbox.okta.org import about, roles, schema, tokens, types
from deskhand.sandbox.okta.wire.routing import Route

_CLIENT_ROLES = "/oauth2/v1/clients/{client}/roles"

ROUTES = (
    Route("GET", "/api/v1/meta/types/user", types.list_types, "schemas.read"),
    Route("GET", "/api/v1/meta/types/user/{type}", types.get_type, "schemas.read"),
    Route("GET", "/api/v1/meta/schemas/user/{schema}", schema.get_schema, "schemas.read"),
    Route("GET", "/api/v1/api-tokens", tokens.list_tokens, "tokens.read"),
    Route("DELETE", "/api/v1/api-tokens/current", tokens.revoke_current, None),
    Route("GET", "/api/v1/api-tokens/{token}", tokens.get_token, "tokens.read"),
    Route("PUT", "/api/v1/api-tokens/{token}", tokens.update_token, "tokens.manage"),
    Route("DELETE", "/api/v1/api-tokens/{token}", tokens.revoke_token, "tokens.manage"),
    Route("GET", "/api/v1/org", about.get_org, "orgs.read"),
    Route("GET", _CLIENT_ROLES, roles.list_client_roles, "roles.read"),
    Route("POST", _CLIENT_ROLES, roles.grant_to_client, "roles.manage"),
    Route("GET", f"{_CLIENT_ROLES}/{{role}}", roles.get_client_role, "roles.read"),
    Route("DELETE", f"{_CLIENT_ROLES}/{{role}}", roles.revoke_from_client, "roles.manage"),
)
