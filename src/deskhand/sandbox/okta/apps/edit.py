"""Making and replacing applications."""

from __future__ import annotations

import re
from typing import Any

from deskhand.sandbox.okta.apps import bodies, modes, oidc, render
from deskhand.sandbox.okta.errors import ApiError, invalid
from deskhand.sandbox.okta.oauth import clients
from deskhand.sandbox.okta.state.model import App
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.texts import need_storable
from deskhand.sandbox.okta.wire.call import Answer, Request

_CLIENT_ID = re.compile(r"[A-Za-z0-9._~-]{6,100}")


def create_app(request: Request) -> Answer:
    tenant, body = request.tenant, request.json()
    status = "ACTIVE" if request.flag("activate", default=True) else "INACTIVE"
    app, secret = make_app(tenant, body, status=status)
    return Answer(_shown(app, secret))


def make_app(
    tenant: Tenant, body: dict[str, Any], *, status: str, app_id: str | None = None
) -> tuple[App, str | None]:
    """An application as a client describes it, with its client's secret. Raises E0000001, E0000040."""
    need_storable(body)
    label, mode = modes.label_of(body), modes.mode_of(body)
    key = modes.key_of(body, mode)
    _need_free_label(tenant, label, mode)
    made = bodies.make(body, mode, key, tenant.ids)
    app_id = app_id or tenant.ids.make("0oa")
    secret = _settle_client(tenant, made, app_id) if mode == "OPENID_CONNECT" else None
    now = tenant.clock.stamp()
    app = App(
        id=app_id,
        name=key or _own_key(tenant, label),
        label=label,
        status=status,
        created=now,
        last_updated=now,
        sign_on_mode=mode,
        features=[],
        body=made,
    )
    tenant.apps.put(app)
    note(tenant, "application.lifecycle.create", app)
    if mode == "OPENID_CONNECT":
        clients.register(tenant, app, secret)
        note(tenant, "app.oauth2.client.lifecycle.create", app)
    return app, secret


def replace_app(request: Request) -> Answer:
    """What is not named goes back to its default. Its mode and its catalogue key stay."""
    tenant, app, body = request.tenant, request.app(), request.json()
    need_storable(body)
    label, mode = modes.label_of(body), modes.mode_of(body)
    if mode != app.sign_on_mode:
        raise invalid("signOnMode", "signOnMode: cannot be changed")
    if body.get("name") not in (None, app.name):
        raise invalid("name", "name: cannot be changed")
    _need_free_label(tenant, label, mode, present=app)
    own = mode in modes.CUSTOM and app.name.startswith(f"{tenant.org.subdomain}_")
    made = bodies.make(body, mode, None if own else app.name, tenant.ids)
    if "signing" in app.body["credentials"]:
        made["credentials"]["signing"] = app.body["credentials"]["signing"]
    secret = None
    if mode == "OPENID_CONNECT":
        secret = _settle_client(tenant, made, clients.id_of(app), present=app)
    app.label, app.body = label, made
    app.last_updated = tenant.clock.stamp()
    tenant.apps.put(app)
    note(tenant, "application.lifecycle.update", app)
    if mode == "OPENID_CONNECT":
        clients.register(tenant, app, secret)
        note(tenant, "app.oauth2.client.lifecycle.update", app)
    return Answer(_shown(app, secret))


def _settle_client(
    tenant: Tenant, made: dict[str, Any], own_id: str, *, present: App | None = None
) -> str | None:
    """Give the client its id, which is its application's unless another was asked for."""
    credentials = made["credentials"]["oauthClient"]
    client_id = credentials.setdefault("client_id", own_id)
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise invalid("client_id", "client_id: must have 6 to 100 letters, digits, . _ ~ or -")
    if present is not None and client_id != own_id:
        raise invalid("client_id", "client_id: cannot be changed")
    if present is None and clients.find(tenant, client_id) is not None:
        raise invalid("client_id", "client_id: The client ID is already in use")
    known = clients.client_of_app(tenant, present) if present is not None else None
    return oidc.take_secret(credentials, fresh=known is None or known.secret_hash is None)


def _shown(app: App, secret: str | None) -> dict[str, Any]:
    """With a client's secret, which later answers do not tell."""
    content = render.app(app)
    if secret is not None:
        credentials = content["credentials"]
        client = {**credentials["oauthClient"], "client_secret": secret}
        content["credentials"] = {**credentials, "oauthClient": client}
    return content


def _need_free_label(tenant: Tenant, label: str, mode: str, *, present: App | None = None) -> None:
    """Two applications that sign people on in the same way do not share a label."""
    folded = label.casefold()
    for other in tenant.apps:
        same = other.sign_on_mode == mode and other.label.casefold() == folded
        if same and other is not present and other.status != "DELETED":
            raise ApiError("E0000040")


def _own_key(tenant: Tenant, label: str) -> str:
    """The key of an application of the organisation's own: after its label, and numbered."""
    stem = f"{tenant.org.subdomain}_" + re.sub(r"[^a-z0-9]", "", label.casefold())
    taken = {app.name for app in tenant.apps}
    number = 1
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"
