"""The token endpoint: what a client gives, and the tokens that it gets for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from deskhand.sandbox.okta.oauth import asked, dpop, jose, tokens
from deskhand.sandbox.okta.oauth.authentication import Form
from deskhand.sandbox.okta.oauth.clients import Registered
from deskhand.sandbox.okta.oauth.model import AuthorizationCode
from deskhand.sandbox.okta.oauth.refusals import OAuthError, bad_client, bad_grant, bad_request
from deskhand.sandbox.okta.oauth.sent import Sent
from deskhand.sandbox.okta.state.model import OAuthToken, User
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token
from deskhand.sandbox.okta.syslog.events import note
from deskhand.sandbox.okta.wire.answers import Reply, encode

_ANOTHERS = "The grant was issued to another client."
_NO_CODE = "The authorization code is invalid or has expired."
_NO_REFRESH = "The refresh token is invalid or expired."
OFFLINE = "offline_access"


@dataclass(frozen=True, slots=True)
class Asking:
    """One request to the token endpoint, by a client that proved who it is."""

    tenant: Tenant
    sent: Sent
    form: Form = field(repr=False)
    client: Registered


def answer(asking: Asking) -> Reply:
    """Raises OAuthError."""
    kind = asking.form.get("grant_type")
    if kind is None:
        raise bad_request("The 'grant_type' parameter is required.")
    grant = _GRANTS.get(kind)
    if grant is None:
        raise OAuthError("unsupported_grant_type", "The grant type is not supported.")
    if kind == "client_credentials":
        _need_service(asking.client)
    if kind not in asking.client.grant_types:
        told = f"The client is not authorized to use the grant type '{kind}'."
        raise OAuthError("unauthorized_client", told)
    # The proof counts before anything else is looked at, so that a refusal spends no code.
    jkt = _proof(asking)
    body = grant(asking, jkt)
    headers = [(dpop.NONCE_HEADER, dpop.fresh_nonce(asking.tenant))] if jkt else []
    return Reply(200, encode(body), headers=headers)


def person_in(tenant: Tenant, form: Form) -> str | None:
    """Id of the person for whom tokens are asked for; None where that is nobody."""
    code = tenant.codes.get(hash_token(form.get("code", "")))
    if code is not None:
        return code.user_id
    row = tokens.find_refresh(tenant, form.get("refresh_token", ""))
    return row.user_id if row else None


def _need_service(client: Registered) -> None:
    if not client.service:
        raise bad_client("The client_credentials grant is for service applications only.")
    if not client.client.integration and client.method != "private_key_jwt":
        told = "Service clients must use the private_key_jwt token_endpoint_auth_method."
        raise bad_client(told)


def _proof(asking: Asking) -> str | None:
    """The thumbprint of the key that the token is to be bound to."""
    tenant, sent = asking.tenant, asking.sent
    if dpop.HEADER not in sent.headers:
        if asking.client.needs_proof:
            raise OAuthError("invalid_dpop_proof", dpop.MISSING)
        return None
    try:
        return dpop.thumbprint_in(tenant, sent, nonce=True)
    except dpop.ProofRefused as refused:
        raise OAuthError("invalid_dpop_proof", str(refused)) from None
    except dpop.NonceWanted:
        told = "Authorization server requires nonce in DPoP proof."
        headers = {dpop.NONCE_HEADER: dpop.fresh_nonce(tenant)}
        raise OAuthError("use_dpop_nonce", told, headers=headers) from None


def _by_client(asking: Asking, jkt: str | None) -> dict[str, Any]:
    wanted = asked.named(asking.form.get("scope"))
    if asked.of_okta(wanted) != wanted:
        told = "The client_credentials grant gives no tokens with OpenID scopes."
        raise OAuthError("invalid_scope", told)
    scopes = asked.granted(asking.tenant, asking.client, wanted)
    return _given(asking, scopes, jkt)


def _by_code(asking: Asking, jkt: str | None) -> dict[str, Any]:
    tenant = asking.tenant
    code = _code(asking)
    user = tenant.users.get(code.user_id)
    if user is None or user.status != "ACTIVE":
        raise bad_grant(_NO_CODE)
    # Used up from here on, whatever comes of it.
    tenant.codes.remove(code.key)
    session = tenant.sessions.get(code.session_id)
    row, value = None, None
    if OFFLINE in code.scopes and "refresh_token" in asking.client.grant_types:
        row, value = tokens.refresh(tenant, asking.client, user, code.scopes, jkt)
        note(tenant, "app.oauth2.token.grant.refresh_token", row, asking.client.app)
    body = _given(asking, code.scopes, jkt, user=user, row=row)
    if value is not None:
        body["refresh_token"] = value
    if "openid" in code.scopes:
        body["id_token"] = tokens.identity(
            tenant,
            asking.sent.base,
            asking.client,
            user,
            code.scopes,
            body["access_token"],
            nonce=code.nonce,
            signed_in=code.signed_in,
            amr=session.amr if session else ["pwd"],
        )
    return body


def _code(asking: Asking) -> AuthorizationCode:
    """The code of the request, once everything about it is in order."""
    tenant, form = asking.tenant, asking.form
    if not form.get("code"):
        raise bad_request("The 'code' parameter is required.")
    code = tenant.codes.get(hash_token(form["code"]))
    if code is None or code.expires <= tenant.clock.stamp():
        raise bad_grant(_NO_CODE)
    if code.client_id != asking.client.id:
        raise bad_grant(_ANOTHERS)
    if form.get("redirect_uri") != code.redirect_uri:
        raise bad_grant("The 'redirect_uri' does not match the one used at the authorize request.")
    _check_verifier(code, form.get("code_verifier"))
    return code


def _check_verifier(code: AuthorizationCode, verifier: str | None) -> None:
    if code.challenge is None:
        if verifier is not None:
            raise bad_grant("PKCE verification failed.")
        return
    if verifier is None:
        raise bad_request("The 'code_verifier' parameter is required.")
    if jose.digest(verifier) != code.challenge:
        raise bad_grant("PKCE verification failed.")


def _by_refresh(asking: Asking, jkt: str | None) -> dict[str, Any]:
    tenant, form, client = asking.tenant, asking.form, asking.client
    value = form.get("refresh_token")
    if not value:
        raise bad_request("The 'refresh_token' parameter is required.")
    row = tokens.find_refresh(tenant, value)
    if row is None or row.expires <= tenant.clock.stamp():
        raise bad_grant(_NO_REFRESH)
    if row.app_id != client.app.id:
        raise bad_grant(_ANOTHERS)
    if not tokens.good(tenant, row, value):
        _end_family(asking, row)
        raise bad_grant(_NO_REFRESH)
    user = _holder(asking, row)
    if row.jkt != jkt:
        raise OAuthError("invalid_dpop_proof", dpop.OTHER_KEY if jkt else dpop.MISSING)
    # What an administrator took from the client since then is left out.
    scopes = asked.granted(tenant, client, _narrowed(row.scopes, form.get("scope")))
    body = _given(asking, scopes, jkt, user=user, row=row)
    body["refresh_token"] = value
    if client.rotates:
        body["refresh_token"] = tokens.rotate(tenant, row, value, client.grace_seconds)
        note(tenant, "app.oauth2.token.grant.refresh_token", row, client.app)
    return body


def _holder(asking: Asking, row: OAuthToken) -> User:
    """The person whose token this is, as long as he has the application and may sign in."""
    user = asking.tenant.users.get(row.user_id)
    if user is None or user.status != "ACTIVE":
        raise bad_grant(_NO_REFRESH)
    if asking.tenant.app_users.get(row.app_id, user.id) is None:
        raise bad_grant("The user is not assigned to the client application.")
    return user


def _end_family(asking: Asking, row: OAuthToken) -> None:
    """Somebody sent a value that was replaced: he or its owner has stolen goods."""
    tenant = asking.tenant
    tenant.oauth_tokens.remove(row.id)
    note(tenant, "app.oauth2.token.detect_reuse", row, asking.client.app, outcome="FAILURE")


def _narrowed(held: list[str], text: str | None) -> list[str]:
    if text is None:
        return held
    wanted = asked.named(text)
    if not set(wanted) <= set(held):
        told = "The requested scopes are not among those that were granted."
        raise OAuthError("invalid_scope", told)
    return wanted


def _given(
    asking: Asking,
    scopes: list[str],
    jkt: str | None,
    *,
    user: User | None = None,
    row: OAuthToken | None = None,
) -> dict[str, Any]:
    tenant, client = asking.tenant, asking.client
    grant = row.id if row else None
    access, text = tokens.access(
        tenant, asking.sent.base, client, scopes, user=user, grant=grant, jkt=jkt
    )
    detail = {"grantType": asking.form["grant_type"], "requestedScopes": " ".join(scopes)}
    targets = [access, client.app] if user is None else [access, user, client.app]
    note(tenant, "app.oauth2.token.grant.access_token", *targets, detail=detail)
    return {
        "token_type": "DPoP" if jkt else "Bearer",
        "expires_in": tokens.ACCESS_SECONDS,
        "access_token": text,
        "scope": " ".join(scopes),
    }


_GRANTS: dict[str, Callable[[Asking, str | None], dict[str, Any]]] = {
    "authorization_code": _by_code,
    "client_credentials": _by_client,
    "refresh_token": _by_refresh,
}
