"""Signed tokens and public keys as far as they are taken here: by RSA and elliptic curves alone."""

from __future__ import annotations

import base64
import hashlib
import warnings
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from joserfc import jws, jwt
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, RSAKey

PublicKey = RSAKey | ECKey
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
SIGNING: Final = "RS256"
_KINDS: Final[dict[str, type[RSAKey | ECKey]]] = {"RSA": RSAKey, "EC": ECKey}
# Beside its own errors the library lets these through: of a header that is a list, for example.
_UNREADABLE: Final = (JoseError, ValueError, TypeError, KeyError, RecursionError)


class _Registry(jws.JWSRegistry):
    """Room for a proof's header, which carries its key."""

    max_header_length = 4096


# Members of a header that nobody knows are ignored, as the standard has it.
_TAKEN: Final = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


class Malformed(Exception):  # noqa: N818  # named as what is wrong with the text
    """No signed token, or no key of a kind that is taken here."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A token whose signature nobody has checked yet."""

    header: dict[str, Any]
    claims: dict[str, Any]
    compact: jws.CompactSignature = field(repr=False)

    @property
    def algorithm(self) -> str:
        return str(self.header.get("alg"))


def parse(text: str) -> Signed:
    """Raises Malformed."""
    try:
        compact = jws.extract_compact(text.encode(), registry=_TAKEN)
        _TAKEN.check_header(compact.headers())
        claims = msgspec.json.decode(compact.payload)
    except _UNREADABLE:
        raise Malformed from None
    if not isinstance(claims, dict):
        raise Malformed
    return Signed(compact.headers(), claims, compact)


def sign(key: RSAKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
    header = {**header, "alg": SIGNING}
    return jwt.encode(header, claims, key, algorithms=[SIGNING], default_type=None)


def verifies(signed: Signed, key: PublicKey) -> bool:
    """Whether this key's owner signed; an algorithm that does not belong to the key never does."""
    try:
        return jws.validate_compact(signed.compact, key, registry=_TAKEN)
    except JoseError:
        return False


def public_key(jwk: object) -> PublicKey:
    """Raises Malformed, for RSA keys under 2048 bits and private members too."""
    if not isinstance(jwk, dict) or "d" in jwk:
        raise Malformed
    try:
        with warnings.catch_warnings():
            # Of a key that is too short the library only warns.
            warnings.simplefilter("error", SecurityWarning)
            return _KINDS[jwk["kty"]].import_key(jwk)
    except (*_UNREADABLE, SecurityWarning):
        raise Malformed from None


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def digest(text: str) -> str:
    """SHA-256 as PKCE's challenge and a proof's `ath` carry it."""
    return encode(hashlib.sha256(text.encode()).digest())
