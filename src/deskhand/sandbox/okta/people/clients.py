"""OpenID Connect applications that a person let in, and the tokens that they hold of him."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.apps.render import logo
from deskhand.sandbox.okta.errors import not_found
from deskhand.sandbox.okta.oauth import clients
from deskhand.sandbox.okta.state.model import App, OAuthToken
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.answers import encode
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.links import BASE, allow, by_id, href, read_after, read_limit

_CURSOR = r"oar[A-Za-z0-9]{17}"


def list_clients(request: Request) -> Answer:
    tenant, user = request.tenant, request.user()
    held = {token.app_id for token in tenant.oauth_tokens_of(user.id)}
    for consent in tenant.user_consents.of(user.id):
        client = clients.find(tenant, consent.client_id)
        if client is not None:
            held.add(client.app_id)
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
    user = request.user()
    request.principal.need_over(request.tenant, user)
    request.tenant.oauth_tokens.remove(token.id)
    note(request.tenant, "app.oauth2.token.revoke", token, user)
    return NOTHING


def revoke_tokens(request: Request) -> Answer:
    tokens = _tokens(request)
    user = request.user()
    request.principal.need_over(request.tenant, user)
    request.tenant.oauth_tokens.remove_all(tokens)
    for token in tokens:
        note(request.tenant, "app.oauth2.token.revoke", token, user)
    return NOTHING


def _tokens(request: Request) -> list[OAuthToken]:
    """What the client that the path names holds of the person. Raises E0000007."""
    tenant, user, key = request.tenant, request.user(), request.params["client"]
    client = clients.find(tenant, key)
    if client is None:
        raise not_found(key, "PublicClientApp")
    return [token for token in tenant.oauth_tokens_of(user.id) if token.app_id == client.app_id]


def _token(request: Request) -> OAuthToken:
    key = request.params["token"]
    found = next((token for token in _tokens(request) if token.id == key), None)
    if found is None:
        raise not_found(key, "Token")
    return found


def _client(app: App, user_id: str) -> dict[str, Any]:
    root = _root(app, user_id)
    return {
        "client_id": clients.id_of(app),
        "client_name": app.label,
        "client_uri": app.body["settings"]["oauthClient"].get("client_uri"),
        "logo_uri": f"{BASE}{logo(app)}",
        "_links": {
            "grants": href(f"{root}/grants"),
            "tokens": href(f"{root}/tokens"),
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
        "clientId": clients.id_of(app),
        "userId": token.user_id,
        "scopes": token.scopes,
        "_links": {
            "app": {**href(f"/api/v1/apps/{app.id}"), "title": app.label},
            "self": allow(f"{root}/{token.id}", "GET", "DELETE"),
            "revoke": allow(f"{root}/{token.id}", "DELETE"),
            "user": href(f"/api/v1/users/{token.user_id}"),
        },
    }


def _root(app: App, user_id: str) -> str:
    return f"/api/v1/users/{user_id}/clients/{clients.id_of(app)}"
