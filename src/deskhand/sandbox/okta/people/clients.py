"""OpenID Connect applications that hold tokens of a person, and the end of those tokens."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.answers import encode
from deskhand.sandbox.okta.apps.render import logo
from deskhand.sandbox.okta.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.errors import not_found
from deskhand.sandbox.okta.links import BASE, allow, by_id, read_after, read_limit
from deskhand.sandbox.okta.model import App, OAuthToken
from deskhand.sandbox.okta.tenant import Tenant

_CURSOR = r"oar[A-Za-z0-9]{17}"


def list_clients(request: Request) -> Answer:
    tenant, user = request.tenant, request.user()
    held = {token.app_id for token in tenant.oauth_tokens_of(user.id)}
    return Answer([_client(tenant.apps[key], user.id) for key in sorted(held)])


def list_tokens(request: Request) -> Answer:
    query = request.query
    after = read_after(query, _CURSOR)
    rows = (token for token in _tokens(request) if token.id > after)
    tenant = request.tenant
    return Answer(
        by_id(
            rows,
            read_limit(query, 20, 200),
            lambda token: token.id,
            lambda token: encode(_render(tenant, token)),
        )
    )


def get_token(request: Request) -> Answer:
    return Answer(_render(request.tenant, _token(request)))


def revoke_token(request: Request) -> Answer:
    token = _token(request)
    request.principal.need_over(request.tenant, request.user())
    request.tenant.oauth_tokens.remove(token.id)
    return NOTHING


def revoke_tokens(request: Request) -> Answer:
    tokens = _tokens(request)
    request.principal.need_over(request.tenant, request.user())
    request.tenant.oauth_tokens.remove_all(tokens)
    return NOTHING


def client_id(app: App) -> str:
    found: str = app.body["credentials"]["oauthClient"]["client_id"]
    return found


def _tokens(request: Request) -> list[OAuthToken]:
    """What the client that the path names holds of the person. Raises E0000007."""
    tenant, user, key = request.tenant, request.user(), request.params["client"]
    app = next((a for a in tenant.apps if _is_client(a) and client_id(a) == key), None)
    if app is None:
        raise not_found(key, "PublicClientApp")
    return [token for token in tenant.oauth_tokens_of(user.id) if token.app_id == app.id]


def _token(request: Request) -> OAuthToken:
    key = request.params["token"]
    found = next((token for token in _tokens(request) if token.id == key), None)
    if found is None:
        raise not_found(key, "Token")
    return found


def _is_client(app: App) -> bool:
    return app.sign_on_mode == "OPENID_CONNECT"


def _client(app: App, user_id: str) -> dict[str, Any]:
    root = _root(app, user_id)
    return {
        "client_id": client_id(app),
        "client_name": app.label,
        "client_uri": None,
        "logo_uri": f"{BASE}{logo(app)}",
        "_links": {
            "tokens": allow(f"{root}/tokens", "GET", "DELETE"),
        },
    }


def _render(tenant: Tenant, token: OAuthToken) -> dict[str, Any]:
    app = tenant.apps[token.app_id]
    root = f"{_root(app, token.user_id)}/tokens"
    return {
        "id": token.id,
        "status": "ACTIVE",
        "created": token.created,
        "lastUpdated": token.created,
        "expiresAt": token.expires,
        "issuer": BASE,
        "clientId": client_id(app),
        "userId": token.user_id,
        "scopes": token.scopes,
        "_links": {
            "app": {**allow(f"/api/v1/apps/{app.id}", "GET"), "title": app.label},
            "self": allow(f"{root}/{token.id}", "GET", "DELETE"),
            "revoke": allow(f"{root}/{token.id}", "DELETE"),
            "user": allow(f"/api/v1/users/{token.user_id}", "GET"),
        },
    }


def _root(app: App, user_id: str) -> str:
    return f"/api/v1/users/{user_id}/clients/{client_id(app)}"
