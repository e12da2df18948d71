"""Access tokens as calls carry them."""

from __future__ import annotations

from dataclasses import dataclass

from deskhand.sandbox.okta.oauth import clients, dpop, keys, tokens
from deskhand.sandbox.okta.oauth.clients import Registered
from deskhand.sandbox.okta.oauth.model import AccessToken
from deskhand.sandbox.okta.oauth.refusals import BearerRefused, bad_token
from deskhand.sandbox.okta.oauth.sent import Sent
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant

_REVOKED = "The access token has been revoked."


@dataclass(frozen=True, slots=True)
class Bearing:
    """A good token, with its client and, where a person gave it, that person."""

    token: AccessToken
    client: Registered
    user: User | None


def check(tenant: Tenant, sent: Sent, scheme: str, text: str) -> Bearing:
    """`scheme` is Bearer or DPoP. Raises BearerRefused."""
    bound = scheme.casefold() == "dpop"
    row = _row(tenant, sent.base, text, bound=bound)
    client = clients.registered(tenant, row.client_id)
    user = tenant.users.get(row.user_id) if row.user_id else None
    if client is None or not client.active or not _stands(row, user):
        raise bad_token(_REVOKED, bound=bound)
    _check_binding(tenant, sent, row, text, bound=bound)
    return Bearing(row, client, user)


def _row(tenant: Tenant, base: str, text: str, *, bound: bool) -> AccessToken:
    signed = keys.ours(tenant, text)
    if signed is None:
        raise bad_token("The access token is invalid.", bound=bound)
    claims = signed.claims
    if claims.get("iss") != base:
        raise bad_token("The access token provided has an invalid issuer.", bound=bound)
    if claims.get("aud") != claims["iss"]:
        raise bad_token("The access token provided is not intended for Okta.", bound=bound)
    if int(claims["exp"]) <= tenant.clock.now().timestamp():
        raise bad_token("The token has expired.", bound=bound)
    row = tenant.access_tokens.get(str(claims["jti"]))
    if row is None or not tokens.live(tenant, row):
        raise bad_token(_REVOKED, bound=bound)
    return row


def active(tenant: Tenant, row: AccessToken) -> bool:
    """Whether calls may still be signed with the token."""
    user = tenant.users.get(row.user_id) if row.user_id else None
    fresh = clock.parse(row.expires) > tenant.clock.now()
    return fresh and tokens.live(tenant, row) and _stands(row, user)


def _stands(row: AccessToken, user: User | None) -> bool:
    """A person's tokens die with his account."""
    return row.user_id is None or (user is not None and user.status != "DEPROVISIONED")


def _check_binding(tenant: Tenant, sent: Sent, row: AccessToken, text: str, *, bound: bool) -> None:
    """Raises BearerRefused unless the scheme, and for DPoP the proof, fit the token."""
    if row.jkt is None:
        if bound:
            raise BearerRefused(
                "invalid_request", "The access token is not bound to a key.", 400, bound=True
            )
        return
    if not bound:
        told = "The access token is bound to a key: the DPoP scheme is required."
        raise BearerRefused("invalid_request", told, 400, bound=True)
    if dpop.HEADER not in sent.headers:
        raise BearerRefused("invalid_request", dpop.MISSING, 400, bound=True)
    try:
        jkt = dpop.thumbprint_in(tenant, sent, access_token=text)
    except dpop.ProofRefused as refused:
        raise BearerRefused("invalid_dpop_proof", str(refused), 400, bound=True) from None
    if jkt != row.jkt:
        raise BearerRefused("invalid_dpop_proof", dpop.OTHER_KEY, 400, bound=True)
