"""The organisation: its tokens, types of users, and schema."""

from __future__ import annotations

from deskhand.sandbox.okta.org import about, schema, tokens, types
from deskhand.sandbox.okta.routing import Route

ROUTES = (
    Route("GET", "/api/v1/meta/types/user", types.list_types, "schemas.read"),
    Route("GET", "/api/v1/meta/types/user/{type}", types.get_type, "schemas.read"),
    Route("GET", "/api/v1/meta/schemas/user/{schema}", schema.get_schema, "schemas.read"),
    Route("GET", "/api/v1/api-tokens", tokens.list_tokens, "tokens.read"),
    Route("DELETE", "/api/v1/api-tokens/current", tokens.revoke_current, None),
    Route("GET", "/api/v1/api-tokens/{token}", tokens.get_token, "tokens.read"),
    Route("DELETE", "/api/v1/api-tokens/{token}", tokens.revoke_token, "tokens.manage"),
    Route("GET", "/api/v1/org", about.get_org, "orgs.read"),
)
