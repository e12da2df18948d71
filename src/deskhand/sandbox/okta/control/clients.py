"""Commands on OAuth clients: what an administrator sets up in Okta's console in many steps, in one."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from aiohttp import web

from deskhand.sandbox.okta import assignment, scopes
from deskhand.sandbox.okta.apps import grants
from deskhand.sandbox.okta.apps.edit import make_app
from deskhand.sandbox.okta.apps.model import ScopeGrant
from deskhand.sandbox.okta.control.wishes import Nothing, Refused, named_user, read_wish
from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.oauth import clients, keys
from deskhand.sandbox.okta.oauth.clients import Registered
from deskhand.sandbox.okta.roles import PERMISSIONS
from deskhand.sandbox.okta.seed.people import SERVICE
from deskhand.sandbox.okta.state.model import App, AppGroup, Role, User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note

Kind = Literal["web", "native", "browser", "service", "integration"]
_REDIRECTING = frozenset({"web", "native", "browser"})
_PUBLIC = frozenset({"native", "browser"})


class _ClientWish(msgspec.Struct):
    """A client as a script describes it.

    Without `kind`, who is redirected is web, who has keys is a service, and who has but a secret
    is an API service integration. `assigned` are logins; left out, the application is given to all
    administrators. `rotate` makes refresh tokens change with each use, the old one good for
    `grace_seconds` more.
    """

    id: str | None = None
    label: str | None = None
    kind: Kind | None = None
    secret: str | None = None
    jwks: dict[str, Any] | None = None
    jwks_uri: str | None = None
    grants: list[str] = msgspec.field(default_factory=list)
    dpop: bool = False
    roles: list[str] | None = None
    redirect_uris: list[str] = msgspec.field(default_factory=list)
    sign_out_uris: list[str] = msgspec.field(default_factory=list)
    assigned: list[str] | None = None
    rotate: bool = False
    grace_seconds: int = 30
    consent: bool = True

    def sort(self) -> Kind:
        if self.kind is not None:
            return self.kind
        if self.redirect_uris:
            return "web"
        return "service" if self.jwks or self.jwks_uri else "integration"


class ClientCommands:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    async def list_clients(self, request: web.BaseRequest, name: str) -> Any:
        """Those that have a client's row, or the one whose id follows."""
        if name:
            return shown(self._tenant, self._registered(name))
        found = (clients.registered(self._tenant, row.id) for row in self._tenant.clients)
        return [shown(self._tenant, client) for client in found if client is not None]

    async def add_client(self, request: web.BaseRequest, name: str) -> Any:
        tenant, wish = self._tenant, await read_wish(request, _ClientWish)
        people = self._check(wish)
        if wish.id and (tenant.apps.get(wish.id) or clients.find(tenant, wish.id)):
            raise Refused(f"{wish.id} is there already; DELETE clients/{wish.id} first", 409)
        client_id = wish.id or tenant.ids.make("0oa")
        try:
            app, made = make_app(tenant, _body(wish, client_id), status="ACTIVE", app_id=client_id)
        except ApiError as error:
            raise Refused("; ".join(error.causes) or error.summary) from None
        self._equip(app, wish)
        if wish.sort() in _REDIRECTING:
            self._assign(app, people)
        told = shown(tenant, self._registered(clients.id_of(app)))
        # A secret that nobody chose is told once, like Okta does.
        return {**told, "secret": made} if made and not wish.secret else told

    async def remove_client(self, request: web.BaseRequest, name: str) -> Any:
        tenant, client = self._tenant, self._registered(name)
        app = client.app
        for user_id in list(tenant.app_users.of_left(app.id)):
            tenant.app_users.remove(app.id, user_id)
        for group_id in list(tenant.app_groups.of_left(app.id)):
            tenant.app_groups.remove(app.id, group_id)
        grants.forget(tenant, app)
        clients.forget(tenant, app)
        tenant.apps.remove(app.id)
        note(tenant, "application.lifecycle.delete", app)
        return {"id": client.id}

    async def rotate_keys(self, request: web.BaseRequest, name: str) -> Any:
        """A new signing key; tokens that older ones signed stay good."""
        await read_wish(request, Nothing)
        return {"kid": keys.rotate(self._tenant).kid}

    def _check(self, wish: _ClientWish) -> list[User] | None:
        """The people to assign; None for all administrators. Raises Refused."""
        unknown = [scope for scope in wish.grants if scope not in scopes.KNOWN]
        if unknown:
            raise Refused(f"unknown scope: {unknown[0]}; scopes look like okta.users.read")
        strange = [role for role in wish.roles or () if role not in PERMISSIONS]
        if strange:
            raise Refused(f"unknown role: {strange[0]}; known are {', '.join(PERMISSIONS)}")
        kind = wish.sort()
        if kind in _REDIRECTING and not wish.redirect_uris:
            raise Refused(f"a {kind} client needs redirect_uris")
        if kind == "service" and not wish.jwks and not wish.jwks_uri:
            raise Refused("a service client needs jwks or jwks_uri")
        if kind == "integration" and not wish.secret:
            raise Refused("a client needs jwks, jwks_uri or secret")
        if wish.assigned is None:
            return None
        return [named_user(self._tenant, login) for login in wish.assigned]

    def _equip(self, app: App, wish: _ClientWish) -> None:
        """Secret, roles and scopes, which an application's own settings do not hold."""
        tenant, now = self._tenant, self._tenant.clock.stamp()
        client = clients.register(tenant, app, wish.secret)
        client.integration = wish.sort() == "integration"
        roles = wish.roles
        if roles is None:
            # Okta gives an API service integration whatever its scopes reach.
            roles = ["SUPER_ADMIN"] if client.integration else []
        client.roles = [Role(tenant.ids.make("irb"), role, now) for role in dict.fromkeys(roles)]
        tenant.clients.put(client)
        giver = tenant.find_user(SERVICE)
        for scope in dict.fromkeys(wish.grants):
            made = ScopeGrant(tenant.ids.make("oag"), app.id, scope, now, giver.id if giver else "")
            tenant.scope_grants.put(made)
            detail = {"grantedScopes": scope}
            note(tenant, "app.oauth2.admin.consent.grant", app, made, detail=detail)

    def _assign(self, app: App, people: list[User] | None) -> None:
        tenant = self._tenant
        for user in people or ():
            assignment.assign(tenant, app, user, direct=True)
        if people is None:
            admins = tenant.administrators
            tenant.app_groups.put(AppGroup(app.id, admins.id, tenant.clock.stamp(), 0))
            for user in assignment.members_of(tenant, admins):
                assignment.reconcile(tenant, user, (app.id,))

    def _registered(self, name: str) -> Registered:
        found = clients.registered(self._tenant, name)
        if found is None:
            raise Refused("no such client; GET clients lists them", 404)
        return found


def _body(wish: _ClientWish, client_id: str) -> dict[str, Any]:
    """The application, as the API would be asked for it."""
    kind = wish.sort()
    redirecting = kind in _REDIRECTING
    jwks = {"keys": [wish.jwks]} if wish.jwks and "kty" in wish.jwks else wish.jwks
    by_key = bool(jwks or wish.jwks_uri)
    method = "private_key_jwt" if by_key else "client_secret_basic"
    rotation = "ROTATE" if wish.rotate else "STATIC"
    settings = {
        "application_type": "service" if kind == "integration" else kind,
        "grant_types": ["authorization_code", "refresh_token"]
        if redirecting
        else ["client_credentials"],
        "response_types": ["code"] if redirecting else ["token"],
        "redirect_uris": wish.redirect_uris,
        "post_logout_redirect_uris": wish.sign_out_uris,
        "consent_method": "REQUIRED" if redirecting and wish.consent else "TRUSTED",
        "dpop_bound_access_tokens": wish.dpop,
        "jwks": jwks,
        "jwks_uri": wish.jwks_uri,
    }
    if redirecting:
        settings["refresh_token"] = {"rotation_type": rotation, "leeway": wish.grace_seconds}
    credentials = {
        "token_endpoint_auth_method": "none" if kind in _PUBLIC else method,
        # A client with a secret may do without, as long as Okta's console is told so.
        "pkce_required": kind in _PUBLIC,
    }
    return {
        "name": "oidc_client",
        "label": wish.label or f"OAuth client {client_id}",
        "signOnMode": "OPENID_CONNECT",
        "settings": {"oauthClient": settings},
        "credentials": {"oauthClient": credentials},
    }


def shown(tenant: Tenant, client: Registered) -> dict[str, Any]:
    """Everything but the secret."""
    return {
        "id": client.id,
        "app_id": client.app.id,
        "label": client.app.label,
        "status": client.app.status,
        "kind": "integration" if client.client.integration else client.settings["application_type"],
        "method": client.method,
        "grants": sorted(clients.scopes_of(tenant, client.app)),
        "roles": [role.type for role in client.client.roles],
        "redirect_uris": client.redirect_uris,
        "dpop": client.needs_proof,
        "rotate": client.rotates,
        "grace_seconds": client.grace_seconds,
        "assigned": sorted(
            tenant.users[user_id].login for user_id in tenant.app_users.of_left(client.app.id)
        ),
    }
