"""API tokens: what is known about them, and their end. Their values are never shown."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta import clock
from deskhand.sandbox.okta.auth import IDLE_LIFE
from deskhand.sandbox.okta.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.errors import ApiError, not_found
from deskhand.sandbox.okta.links import allow
from deskhand.sandbox.okta.model import Token


def list_tokens(request: Request) -> Answer:
    return Answer([_render(token) for token in request.tenant.tokens if not token.revoked])


def get_token(request: Request) -> Answer:
    return Answer(_render(_token(request)))


def revoke_token(request: Request) -> Answer:
    return _revoke(request, _token(request))


def revoke_current(request: Request) -> Answer:
    token = request.principal.token
    if token is None:
        raise ApiError("E0000006")
    return _revoke(request, token)


def _revoke(request: Request, token: Token) -> Answer:
    token.revoked = True
    token.last_updated = request.tenant.clock.stamp()
    request.tenant.tokens.put(token)
    return NOTHING


def _token(request: Request) -> Token:
    key = request.params["token"]
    found = request.tenant.tokens.get(key)
    if found is None or found.revoked:
        raise not_found(key, "Token")
    return found


def _render(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "userId": token.user_id,
        "clientName": "Okta API",
        "tokenWindow": "P30D",
        "network": {"connection": "ANYWHERE"},
        "created": token.created,
        "lastUpdated": token.last_updated,
        "expiresAt": clock.stamp(clock.parse(token.last_used) + IDLE_LIFE),
        "_links": {
            "self": allow(f"/api/v1/api-tokens/{token.id}", "GET", "PUT", "DELETE"),
            "user": allow(f"/api/v1/users/{token.user_id}", "GET"),
        },
    }
