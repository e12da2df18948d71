"""What becomes of tokens: looked into, revoked, and told whose they are."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta.oauth import bearer, keys, tokens
from deskhand.sandbox.okta.oauth.authentication import Form
from deskhand.sandbox.okta.oauth.clients import Registered
from deskhand.sandbox.okta.oauth.model import AccessToken
from deskhand.sandbox.okta.oauth.refusals import bad_request, bad_token, scope_refused
from deskhand.sandbox.okta.oauth.sent import Sent
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import OAuthToken
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.answers import Reply, encode

_HINTS = frozenset({"access_token", "refresh_token", "id_token", "device_secret"})


def introspect(tenant: Tenant, base: str, form: Form, client: Registered) -> Reply:
    """A client learns of its own tokens only. Raises OAuthError."""
    text = _token(form)
    access = _access(tenant, text)
    if access is not None and access.client_id == client.id and bearer.active(tenant, access):
        return Reply(200, encode(_about_access(tenant, base, access)))
    row = tokens.find_refresh(tenant, text)
    if row is not None and row.app_id == client.app.id and _usable(tenant, row, text):
        return Reply(200, encode(_about_refresh(tenant, row, client)))
    return Reply(200, encode({"active": False}))


def revoke(tenant: Tenant, form: Form, client: Registered) -> Reply:
    """Answers alike whether there was anything to revoke. Raises OAuthError."""
    text = _token(form)
    access, row = _access(tenant, text), tokens.find_refresh(tenant, text)
    if access is not None and access.client_id == client.id and not access.revoked:
        tokens.revoke(tenant, access)
        note(tenant, "app.oauth2.token.revoke", access, client.app)
    if row is not None and row.app_id == client.app.id:
        tenant.oauth_tokens.remove(row.id)
        note(tenant, "app.oauth2.token.revoke", row, client.app)
    return Reply(200, b"", "")


def userinfo(tenant: Tenant, sent: Sent) -> Reply:
    """Raises BearerRefused."""
    scheme, _, text = sent.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() not in {"bearer", "dpop"}:
        raise bad_token("The access token is invalid.")
    found = bearer.check(tenant, sent, scheme, text.strip())
    if found.user is None or "openid" not in found.token.scopes:
        raise scope_refused("openid")
    claims = tokens.claims_about(found.user, found.token.scopes)
    return Reply(200, encode({"sub": found.user.id, **claims}))


def _token(form: Form) -> str:
    if not form.get("token"):
        raise bad_request("The 'token' parameter is required.")
    if form.get("token_type_hint", "access_token") not in _HINTS:
        raise bad_request("The value of the 'token_type_hint' parameter is invalid.")
    return form["token"]


def _access(tenant: Tenant, text: str) -> AccessToken | None:
    signed = keys.ours(tenant, text)
    return tenant.access_tokens.get(str(signed.claims.get("jti"))) if signed else None


def _usable(tenant: Tenant, row: OAuthToken, value: str) -> bool:
    user = tenant.users.get(row.user_id)
    fresh = row.expires > tenant.clock.stamp() and tokens.good(tenant, row, value)
    return fresh and user is not None and user.status == "ACTIVE"


def _about_access(tenant: Tenant, base: str, row: AccessToken) -> dict[str, Any]:
    user = tenant.users.get(row.user_id) if row.user_id else None
    told: dict[str, Any] = {
        "active": True,
        "scope": " ".join(row.scopes),
        "client_id": row.client_id,
        "exp": _seconds(row.expires),
        "iat": _seconds(row.created),
        "sub": user.login if user else row.client_id,
        "aud": base,
        "iss": base,
        "jti": row.id,
        "token_type": "DPoP" if row.jkt else "Bearer",
    }
    if user is not None:
        told |= {"username": user.login, "uid": user.id}
    return told if row.jkt is None else {**told, "cnf": {"jkt": row.jkt}}


def _about_refresh(tenant: Tenant, row: OAuthToken, client: Registered) -> dict[str, Any]:
    login = tenant.users[row.user_id].login
    return {
        "active": True,
        "scope": " ".join(row.scopes),
        "client_id": client.id,
        "username": login,
        "exp": _seconds(row.expires),
        "sub": login,
        "token_type": "DPoP" if row.jkt else "Bearer",
    }


def _seconds(stamp: str) -> int:
    return int(clock.parse(stamp).timestamp())
