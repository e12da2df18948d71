"""Which Okta scopes an application may ask for: consents that a super administrator gives."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta import scopes
from deskhand.sandbox.okta.apps.model import ScopeGrant
from deskhand.sandbox.okta.errors import ApiError, invalid, not_found
from deskhand.sandbox.okta.oauth import clients
from deskhand.sandbox.okta.state.model import App
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Request
from deskhand.sandbox.okta.wire.links import BASE, allow, href


def list_grants(request: Request) -> Answer:
    tenant, app = request.tenant, _client_app(request)
    found = [grant for grant in tenant.scope_grants.after("") if grant.app_id == app.id]
    return Answer([_render(request, app, grant) for grant in found])


def get_grant(request: Request) -> Answer:
    app = _client_app(request)
    return Answer(_render(request, app, _grant(request, app)))


def create_grant(request: Request) -> Answer:
    """Raises E0000006 for anybody but a super administrator."""
    tenant, app, principal = request.tenant, _client_app(request), request.principal
    if not principal.is_super:
        raise ApiError("E0000006")
    scope = _scope(request, request.json())
    if any(grant.app_id == app.id and grant.scope == scope for grant in tenant.scope_grants):
        raise invalid("scopeId", "scopeId: The scope was granted to the application already")
    giver = principal.user.id if principal.user else principal.client_id or principal.id
    made = ScopeGrant(tenant.ids.make("oag"), app.id, scope, tenant.clock.stamp(), giver)
    tenant.scope_grants.put(made)
    note(tenant, "app.oauth2.admin.consent.grant", app, made, detail={"grantedScopes": scope})
    return Answer(_render(request, app, made), status=201)


def delete_grant(request: Request) -> Answer:
    tenant, app = request.tenant, _client_app(request)
    if not request.principal.is_super:
        raise ApiError("E0000006")
    found = _grant(request, app)
    tenant.scope_grants.remove(found.id)
    told = {"revokedScopes": found.scope}
    note(tenant, "app.oauth2.admin.consent.revoke", app, found, detail=told)
    return NOTHING


def forget(tenant: Tenant, app: App) -> None:
    """The end of all grants to an application, and of people's consents to it."""
    for found in [grant for grant in tenant.scope_grants if grant.app_id == app.id]:
        tenant.scope_grants.remove(found.id)
    client_id = clients.id_of(app)
    given = [consent for consent in tenant.user_consents if consent.client_id == client_id]
    tenant.user_consents.remove_all(given)


def _scope(request: Request, body: dict[str, Any]) -> str:
    for name in ("scopeId", "issuer"):
        if not isinstance(body.get(name), str) or not body[name]:
            raise invalid(name, f"{name}: The field cannot be left blank")
    if body["issuer"].rstrip("/") != request.base:
        raise invalid("issuer", "issuer: must be the address of this organization")
    if body["scopeId"] not in scopes.KNOWN:
        raise invalid("scopeId", "scopeId: is not a scope that Okta grants")
    return str(body["scopeId"])


def _client_app(request: Request) -> App:
    app = request.app()
    if app.sign_on_mode != "OPENID_CONNECT":
        raise invalid("appId", "Only an OpenID Connect application is granted scopes.")
    return app


def _grant(request: Request, app: App) -> ScopeGrant:
    key = request.params["grant"]
    found = request.tenant.scope_grants.get(key)
    if found is None or found.app_id != app.id:
        raise not_found(key, "OAuth2ScopeConsentGrant")
    return found


def _render(request: Request, app: App, grant: ScopeGrant) -> dict[str, Any]:
    client_id = clients.id_of(app)
    by_client = request.tenant.users.get(grant.created_by) is None
    content: dict[str, Any] = {
        "id": grant.id,
        "status": "ACTIVE",
        "created": grant.created,
        "createdBy": {"id": grant.created_by, "type": "App" if by_client else "User"},
        "lastUpdated": grant.created,
        "issuer": BASE,
        "clientId": client_id,
        "scopeId": grant.scope,
        "source": "ADMIN",
        "_links": {
            "app": {**href(f"/api/v1/apps/{app.id}"), "title": app.label},
            "self": allow(f"/api/v1/apps/{app.id}/grants/{grant.id}", "GET", "DELETE"),
            "client": {**href(f"/oauth2/v1/clients/{client_id}"), "title": app.label},
        },
    }
    if request.query.get("expand") in {"scope", "scopeId"}:
        content["_embedded"] = {"scope": {"id": grant.scope}}
    return content
