"""What people consented to, client by client, and the end of that."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.apps.model import UserConsent
from deskhand.sandbox.okta.errors import not_found
from deskhand.sandbox.okta.oauth import clients
from deskhand.sandbox.okta.wire.answers import encode
from deskhand.sandbox.okta.wire.call import NOTHING, Answer, Page, Request
from deskhand.sandbox.okta.wire.links import BASE, allow, by_id, href, read_after, read_limit

_CURSOR = r"oag[A-Za-z0-9]{17}"


def list_consents(request: Request) -> Answer:
    scope = request.query.get("scopeId")
    found = request.tenant.user_consents.of(request.user().id)
    return Answer(_page(request, [each for each in found if scope in {None, each.scope}]))


def get_consent(request: Request) -> Answer:
    return Answer(_render(request, _consent(request)))


def revoke_consent(request: Request) -> Answer:
    return _revoke(request, [_consent(request)])


def revoke_consents(request: Request) -> Answer:
    return _revoke(request, request.tenant.user_consents.of(request.user().id))


def list_client_consents(request: Request) -> Answer:
    return Answer(_page(request, _of_client(request)))


def revoke_client_consents(request: Request) -> Answer:
    return _revoke(request, _of_client(request))


def _revoke(request: Request, consents: list[UserConsent]) -> Answer:
    """The client has to ask again; tokens that it holds go on until they are revoked themselves."""
    request.principal.need_over(request.tenant, request.user())
    request.tenant.user_consents.remove_all(consents)
    return NOTHING


def _of_client(request: Request) -> list[UserConsent]:
    user, key = request.user(), request.params["client"]
    if clients.find(request.tenant, key) is None:
        raise not_found(key, "PublicClientApp")
    return [each for each in request.tenant.user_consents.of(user.id) if each.client_id == key]


def _consent(request: Request) -> UserConsent:
    key = request.params["grant"]
    found = request.tenant.user_consents.get(key)
    if found is None or found.user_id != request.user().id:
        raise not_found(key, "OAuth2ScopeConsentGrant")
    return found


def _page(request: Request, consents: list[UserConsent]) -> Page:
    after = read_after(request.query, _CURSOR)
    rows = sorted((each for each in consents if each.id > after), key=lambda each: each.id)
    return by_id(
        rows,
        read_limit(request.query, 20, 200),
        lambda each: each.id,
        lambda each: encode(_render(request, each)),
    )


def _render(request: Request, consent: UserConsent) -> dict[str, Any]:
    root = f"/api/v1/users/{consent.user_id}"
    user = request.tenant.users[consent.user_id]
    client = clients.find(request.tenant, consent.client_id)
    links: dict[str, Any] = {
        "self": allow(f"{root}/grants/{consent.id}", "GET", "DELETE"),
        "user": {**href(root), "title": user.name},
    }
    if client is not None:
        app = clients.app_of(request.tenant, client)
        links["app"] = {**href(f"/api/v1/apps/{app.id}"), "title": app.label}
        links["client"] = {**href(f"/oauth2/v1/clients/{client.id}"), "title": app.label}
    content: dict[str, Any] = {
        "id": consent.id,
        "status": "ACTIVE",
        "created": consent.created,
        "createdBy": {"id": consent.user_id, "type": "User"},
        "lastUpdated": consent.created,
        "issuer": BASE,
        "clientId": consent.client_id,
        "userId": consent.user_id,
        "scopeId": consent.scope,
        "source": "END_USER",
        "_links": links,
    }
    if request.query.get("expand") in {"scope", "scopeId"}:
        content["_embedded"] = {"scope": {"id": consent.scope}}
    return content
