"""API tokens: what is known about them, and their end. Their values are never shown."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.auth import IDLE_LIFE
from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import Token
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.texts import need_storable
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.links import allow


def list_tokens(request: Request) -> Answer:
    return Answer([_render(token) for token in request.tenant.tokens if not token.revoked])


def get_token(request: Request) -> Answer:
    return Answer(_render(_token(request)))


def update_token(request: Request) -> Answer:
    """Its name, and the network zones that it may be used from, which nothing here looks at."""
    tenant, token, body = request.tenant, _token(request), request.json()
    need_storable(body)
    name = body.get("name", token.name)
    if not isinstance(name, str) or not name.strip():
        raise invalid("name", "name: The field cannot be left blank")
    if body.get("userId", token.user_id) != token.user_id:
        raise invalid("userId", "userId: cannot be changed")
    network = _network(body.get("network") or token.network)
    token.name, token.network = name, network
    token.last_updated = tenant.clock.stamp()
    tenant.tokens.put(token)
    note(tenant, "system.api_token.update", token)
    return Answer(_render(token))


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
    note(request.tenant, "system.api_token.revoke", token)
    return NOTHING


def _token(request: Request) -> Token:
    key = request.params["token"]
    found = request.tenant.tokens.get(key)
    if found is None or found.revoked:
        raise not_found(key, "Token")
    return found


def _network(wish: Any) -> dict[str, Any]:
    if not isinstance(wish, dict) or wish.get("connection") not in ("ANYWHERE", "ZONE"):
        raise invalid("network", "network: connection must be ANYWHERE or ZONE")
    zones = {name: wish[name] for name in ("include", "exclude") if wish.get(name)}
    if not all(
        isinstance(found, list) and all(isinstance(each, str) for each in found)
        for found in zones.values()
    ):
        raise invalid("network", "network: include and exclude must be lists of zones")
    if bool(zones) != (wish["connection"] == "ZONE"):
        raise invalid("network", "network: zones go with the connection ZONE, which needs some")
    return {"connection": wish["connection"], **zones}


def _render(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "userId": token.user_id,
        "clientName": "Okta API",
        "tokenWindow": "P30D",
        "network": token.network,
        "created": token.created,
        "lastUpdated": token.last_updated,
        "expiresAt": clock.stamp(clock.parse(token.last_used) + IDLE_LIFE),
        "_links": {
            "self": allow(f"/api/v1/api-tokens/{token.id}", "GET", "PUT", "DELETE"),
            "user": allow(f"/api/v1/users/{token.user_id}", "GET"),
        },
    }
