"""Proofs that a client holds the key that its tokens are bound to, and the nonces in them."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import unquote, urlsplit

from deskhand.sandbox.okta.oauth import jose, keys, times
from deskhand.sandbox.okta.oauth.sent import Sent
from deskhand.sandbox.okta.state.tenant import Tenant

HEADER = "DPoP"
NONCE_HEADER = "dpop-nonce"
MISSING = "The DPoP proof JWT header is missing."
OTHER_KEY = "The DPoP proof JWT must be signed with the key that the token is bound to."
_KIND = "dpop+jwt"
_LIFE_SECONDS = 300
_NONCE_SECONDS = 24 * 3600
_NONCES_KEPT = 3
"""The present one, and those of the three days before."""


class ProofRefused(Exception):  # noqa: N818  # named as what happened to the proof
    """The text says why."""


class NonceWanted(Exception):  # noqa: N818  # named as what is missing
    """The proof is good, but for the nonce that it must carry."""


def thumbprint_in(
    tenant: Tenant, sent: Sent, *, access_token: str | None = None, nonce: bool = False
) -> str:
    """The thumbprint of the key behind the request's proof, which counts as used from now on.

    `nonce` asks for one in the proof. Raises ProofRefused, NonceWanted.
    """
    claims, key = _parse(sent.headers.get(HEADER, ""))
    told = times.fault_in(tenant, lambda now: _late(claims, now))
    told = told or _wrong_place(claims, sent) or _wrong_token(claims, access_token)
    if told is not None:
        raise ProofRefused(told)
    if nonce and claims.get("nonce") not in _good_nonces(tenant):
        raise NonceWanted
    jkt = key.thumbprint()
    jti = claims.get("jti")
    if not isinstance(jti, str) or not jti:
        raise ProofRefused("The DPoP proof JWT must contain a 'jti' claim.")
    if not times.first_use(tenant, jkt, jti, 2 * _LIFE_SECONDS):
        raise ProofRefused("The DPoP proof JWT has already been used.")
    return jkt


def fresh_nonce(tenant: Tenant) -> str:
    return _nonce(tenant, _day(tenant))


def _parse(text: str) -> tuple[dict[str, Any], jose.PublicKey]:
    """The claims of a proof, and the key that signed it. Raises ProofRefused."""
    if not text:
        raise ProofRefused(MISSING)
    try:
        signed = jose.parse(text)
        if signed.header.get("typ") != _KIND:
            raise ProofRefused(f"The DPoP proof JWT must have the 'typ' {_KIND}.")
        if signed.algorithm not in jose.ALGORITHMS:
            raise ProofRefused("The DPoP proof JWT has an 'alg' that is not supported.")
        key = jose.public_key(signed.header.get("jwk"))
    except jose.Malformed:
        raise ProofRefused("The DPoP proof JWT is malformed.") from None
    if not jose.verifies(signed, key):
        raise ProofRefused("The signature of the DPoP proof JWT is invalid.")
    return signed.claims, key


def _late(claims: dict[str, Any], now: int) -> str | None:
    issued = times.seconds_of(claims.get("iat"))
    if issued is None:
        return "The DPoP proof JWT must contain an 'iat' claim."
    if issued > now + 1:
        return "The DPoP proof JWT is issued in the future."
    if issued < now - _LIFE_SECONDS:
        return "The DPoP proof JWT was issued too long ago."
    return None


def _wrong_place(claims: dict[str, Any], sent: Sent) -> str | None:
    if claims.get("htm") != sent.method:
        return "The 'htm' claim of the DPoP proof JWT must be the HTTP method of the request."
    named = _plain(str(claims.get("htu")))
    if named is None or named != _plain(sent.url):
        return "The 'htu' claim of the DPoP proof JWT must be the URL of the request."
    return None


def _wrong_token(claims: dict[str, Any], access_token: str | None) -> str | None:
    if access_token is None:
        return None
    if claims.get("ath") != jose.digest(access_token):
        return "The 'ath' claim of the DPoP proof JWT must be the hash of the access token."
    return None


def _plain(url: str) -> str | None:
    """The address as it is compared; None for what is none.

    Clients differ in what they percent-encode, and some name the query.
    """
    try:
        found = urlsplit(url)
    except ValueError:
        return None
    return f"{found.scheme.casefold()}://{found.netloc.casefold()}{unquote(found.path)}"


def _day(tenant: Tenant) -> int:
    return int(tenant.clock.now().timestamp()) // _NONCE_SECONDS


def _good_nonces(tenant: Tenant) -> set[str]:
    day = _day(tenant)
    return {_nonce(tenant, day - back) for back in range(_NONCES_KEPT + 1)}


def _nonce(tenant: Tenant, day: int) -> str:
    """Made of the signing key, so that nonces survive a restart without being kept."""
    first = min(tenant.signing_keys, key=lambda key: (key.created, key.kid), default=None)
    secret = (first or keys.current(tenant)).pem
    digest = hmac.digest(secret.encode(), f"nonce {day}".encode(), "sha256")
    return jose.encode(digest)
