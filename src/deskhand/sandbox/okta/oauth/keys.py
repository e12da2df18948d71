"""The tenant's own signing keys."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from joserfc.jwk import RSAKey

from deskhand.sandbox.okta.oauth import jose
from deskhand.sandbox.okta.oauth.model import SigningKey
from deskhand.sandbox.okta.state.tenant import Tenant

_BITS = 2048


def current(tenant: Tenant) -> SigningKey:
    """The key that signs now; the first is made when somebody needs it."""
    newest = max(tenant.signing_keys, key=lambda key: (key.created, key.kid), default=None)
    return newest or rotate(tenant)


def rotate(tenant: Tenant) -> SigningKey:
    """A new key, which signs from now on."""
    pem = RSAKey.generate_key(_BITS).as_pem(private=True).decode()
    key = SigningKey(tenant.ids.make("", 43), tenant.clock.stamp(), pem)
    tenant.signing_keys.put(key)
    return key


def published(tenant: Tenant) -> list[dict[str, Any]]:
    """The public halves, as `/oauth2/v1/keys` shows them."""
    current(tenant)
    return [
        dict(_private(key.pem).as_dict(private=False, alg=jose.SIGNING, kid=key.kid, use="sig"))
        for key in sorted(tenant.signing_keys, key=lambda key: (key.created, key.kid))
    ]


def sign(tenant: Tenant, claims: dict[str, Any], kind: str | None = None) -> str:
    """`kind` is the header's typ."""
    key = current(tenant)
    header = {"kid": key.kid, **({"typ": kind} if kind else {})}
    return jose.sign(_private(key.pem), header, claims)


def ours(tenant: Tenant, text: str) -> jose.Signed | None:
    """A token that one of the tenant's keys signed; None for any other text."""
    try:
        signed = jose.parse(text)
    except jose.Malformed:
        return None
    key = tenant.signing_keys.get(str(signed.header.get("kid")))
    if key is None or not jose.verifies(signed, _private(key.pem)):
        return None
    return signed


@lru_cache(maxsize=32)
def _private(pem: str) -> RSAKey:
    return RSAKey.import_key(pem)
