"""Clients: applications that ask for tokens. Their settings are their application's."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Any

from deskhand.sandbox.okta.oauth.model import Client
from deskhand.sandbox.okta.state.model import App
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token

_GRACE_SECONDS = 30
_PUBLIC = frozenset({"none"})
_SECRETS = frozenset({"client_secret_basic", "client_secret_post"})


@dataclass(frozen=True, slots=True)
class Registered:
    """A client together with its application."""

    client: Client
    app: App

    @property
    def id(self) -> str:
        return self.client.id

    @property
    def settings(self) -> dict[str, Any]:
        found: dict[str, Any] = self.app.body["settings"]["oauthClient"]
        return found

    @property
    def credentials(self) -> dict[str, Any]:
        found: dict[str, Any] = self.app.body["credentials"]["oauthClient"]
        return found

    @property
    def active(self) -> bool:
        return self.app.status == "ACTIVE"

    @property
    def method(self) -> str:
        """How it proves who it is, by the name of token_endpoint_auth_method."""
        return str(self.credentials.get("token_endpoint_auth_method", "client_secret_basic"))

    @property
    def public(self) -> bool:
        return self.method in _PUBLIC

    @property
    def has_secret(self) -> bool:
        return self.method in _SECRETS

    @property
    def service(self) -> bool:
        return self.settings.get("application_type") == "service"

    @property
    def needs_pkce(self) -> bool:
        return self.public or bool(self.credentials.get("pkce_required"))

    @property
    def redirect_uris(self) -> list[str]:
        return list(self.settings.get("redirect_uris") or ())

    @property
    def sign_out_uris(self) -> list[str]:
        return list(self.settings.get("post_logout_redirect_uris") or ())

    @property
    def grant_types(self) -> list[str]:
        return list(self.settings.get("grant_types") or ())

    @property
    def trusted(self) -> bool:
        """Whether people are not asked for their consent."""
        return bool(self.settings.get("consent_method", "TRUSTED") == "TRUSTED")

    @property
    def needs_proof(self) -> bool:
        """Whether it gets no token that is not bound to a key."""
        return bool(self.settings.get("dpop_bound_access_tokens"))

    @property
    def keys(self) -> list[dict[str, Any]]:
        return list((self.settings.get("jwks") or {}).get("keys") or ())

    @property
    def keys_uri(self) -> str | None:
        return self.settings.get("jwks_uri") or None

    @property
    def rotates(self) -> bool:
        return str(self._refreshing.get("rotation_type")) == "ROTATE"

    @property
    def grace_seconds(self) -> int:
        """How long a refresh token that was replaced goes on working."""
        return int(self._refreshing.get("leeway", _GRACE_SECONDS))

    @property
    def _refreshing(self) -> dict[str, Any]:
        return self.settings.get("refresh_token") or {}

    def knows(self, secret: str) -> bool:
        known = self.client.secret_hash
        return known is not None and hmac.compare_digest(known, hash_token(secret))


def register(tenant: Tenant, app: App, secret: str | None = None) -> Client:
    """Make the client of an OpenID Connect application; without `secret` it keeps the one it has."""
    client_id = id_of(app)
    client = tenant.clients.get(client_id) or Client(client_id, app.id)
    if secret is not None:
        client.secret_hash = hash_token(secret)
    tenant.clients.put(client)
    return client


def forget(tenant: Tenant, app: App) -> None:
    """The end of a client, of all tokens that it holds, and of codes for more."""
    client_id = id_of(app)
    tenant.clients.remove(client_id)
    tenant.codes.remove_all([code for code in tenant.codes if code.client_id == client_id])
    tenant.oauth_tokens.remove_all([t for t in tenant.oauth_tokens if t.app_id == app.id])
    for token in [token for token in tenant.access_tokens if token.client_id == client_id]:
        tenant.access_tokens.remove(token.id)


def find(tenant: Tenant, client_id: str) -> Client | None:
    """Applications from the seed are clients too, although no row says so."""
    client = tenant.clients.get(client_id)
    if client is not None:
        return client
    app = next((app for app in tenant.apps if _is_client(app) and id_of(app) == client_id), None)
    return Client(client_id, app.id) if app is not None else None


def client_of_app(tenant: Tenant, app: App) -> Client | None:
    return find(tenant, id_of(app)) if _is_client(app) else None


def app_of(tenant: Tenant, client: Client) -> App:
    return tenant.apps[client.app_id]


def registered(tenant: Tenant, client_id: str) -> Registered | None:
    client = find(tenant, client_id)
    if client is None:
        return None
    app = tenant.apps.get(client.app_id)
    return Registered(client, app) if app is not None and app.status != "DELETED" else None


def id_of(app: App) -> str:
    """Of an OpenID Connect application; as a rule its own id."""
    found: str = app.body["credentials"]["oauthClient"]["client_id"]
    return found


def scopes_of(tenant: Tenant, app: App) -> frozenset[str]:
    """The `okta.*` scopes that an administrator granted to the application."""
    return frozenset(grant.scope for grant in tenant.scope_grants if grant.app_id == app.id)


def _is_client(app: App) -> bool:
    return app.sign_on_mode == "OPENID_CONNECT" and app.status != "DELETED"
