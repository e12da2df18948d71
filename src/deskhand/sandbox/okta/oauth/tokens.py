"""Access and refresh tokens: made, found again, ended."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from deskhand.sandbox.okta.oauth import jose, keys
from deskhand.sandbox.okta.oauth.clients import Registered
from deskhand.sandbox.okta.oauth.model import AccessToken
from deskhand.sandbox.okta.state import clock
from deskhand.sandbox.okta.state.model import OAuthToken, User
from deskhand.sandbox.okta.state.tenant import Tenant, hash_token

ACCESS_SECONDS = 3600
_ID_LENGTH = 20
_REFRESH_LIFE = timedelta(days=90)
_KIND = "application/okta-internal-at+jwt"
# So many replaced values of one refresh token are known again when somebody sends them.
_REMEMBERED = 50


def access(
    tenant: Tenant,
    base: str,
    client: Registered,
    scopes: list[str],
    *,
    user: User | None = None,
    grant: str | None = None,
    jkt: str | None = None,
) -> tuple[AccessToken, str]:
    """A new access token, of a person or of the client itself, and its text."""
    _forget_expired(tenant)
    now = tenant.clock.now()
    row = AccessToken(
        id=f"AT.{secrets.token_urlsafe(32)}",
        client_id=client.id,
        scopes=scopes,
        created=clock.stamp(now),
        expires=clock.stamp(now + timedelta(seconds=ACCESS_SECONDS)),
        user_id=user.id if user else None,
        grant=grant,
        jkt=jkt,
    )
    tenant.access_tokens.put(row)
    issued = int(now.timestamp())
    claims: dict[str, Any] = {
        "ver": 1,
        "jti": row.id,
        "iss": base,
        "aud": base,
        "sub": user.login if user else client.id,
        "iat": issued,
        "exp": issued + ACCESS_SECONDS,
        "cid": client.id,
        **({"uid": user.id} if user else {}),
        "scp": scopes,
        **({"cnf": {"jkt": jkt}} if jkt else {}),
    }
    return row, keys.sign(tenant, claims, _KIND)


def identity(
    tenant: Tenant,
    base: str,
    client: Registered,
    user: User,
    scopes: list[str],
    access_token: str,
    *,
    nonce: str | None,
    signed_in: str,
    amr: list[str],
) -> str:
    """An ID token; `signed_in` is when the person's session began."""
    issued = int(tenant.clock.now().timestamp())
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    told = {
        "sub": user.id,
        "ver": 1,
        "iss": base,
        "aud": client.id,
        "iat": issued,
        "exp": issued + ACCESS_SECONDS,
        "jti": f"ID.{secrets.token_urlsafe(32)}",
        "amr": amr,
        "idp": tenant.org.id,
        "auth_time": int(clock.parse(signed_in).timestamp()),
        "at_hash": jose.encode(half),
        **({"nonce": nonce} if nonce else {}),
        **claims_about(user, scopes, brief=True),
    }
    return keys.sign(tenant, told)


def claims_about(user: User, scopes: list[str], *, brief: bool = False) -> dict[str, Any]:
    """What these scopes tell of a person; `brief` is what stands in an ID token."""
    profile = user.profile
    found: dict[str, Any] = {}
    if "profile" in scopes:
        found |= {"name": user.name, "preferred_username": user.login}
    if "profile" in scopes and not brief:
        found |= {
            "given_name": profile.get("firstName"),
            "family_name": profile.get("lastName"),
            "nickname": profile.get("nickName"),
            "locale": profile.get("locale"),
            "zoneinfo": profile.get("timezone"),
            "updated_at": int(clock.parse(user.last_updated).timestamp()),
        }
    if "email" in scopes:
        found |= {"email": profile.get("email"), "email_verified": True}
    if "phone" in scopes and not brief:
        found |= {"phone_number": profile.get("primaryPhone") or profile.get("mobilePhone")}
    if "address" in scopes and not brief:
        found |= {"address": _address(profile)}
    return {name: value for name, value in found.items() if value not in (None, {})}


def live(tenant: Tenant, row: AccessToken) -> bool:
    """Whether nobody ended the token, alone or together with the refresh token that it came with."""
    return not row.revoked and (row.grant is None or tenant.oauth_tokens.get(row.grant) is not None)


def refresh(
    tenant: Tenant, client: Registered, user: User, scopes: list[str], jkt: str | None
) -> tuple[OAuthToken, str]:
    """A new refresh token and its value."""
    now = tenant.clock.now()
    token_id = tenant.ids.make("oar")
    value = _value(token_id)
    row = OAuthToken(
        id=token_id,
        user_id=user.id,
        app_id=client.app.id,
        created=clock.stamp(now),
        expires=clock.stamp(now + _REFRESH_LIFE),
        scopes=scopes,
        values={hash_token(value): ""},
        jkt=jkt,
    )
    tenant.oauth_tokens.put(row)
    return row, value


def find_refresh(tenant: Tenant, value: str) -> OAuthToken | None:
    """The refresh token that this is, or once was, a value of."""
    row = tenant.oauth_tokens.get(value[:_ID_LENGTH])
    return row if row is not None and hash_token(value) in row.values else None


def good(tenant: Tenant, row: OAuthToken, value: str) -> bool:
    """Whether a value of it still works: it is the present one, or in its time of grace."""
    until = row.values[hash_token(value)]
    return not until or until > clock.precise(tenant.clock.now())


def rotate(tenant: Tenant, row: OAuthToken, value: str, grace_seconds: int) -> str:
    """A value in place of this one, which goes on for the time of grace."""
    until = tenant.clock.now() + timedelta(seconds=grace_seconds)
    hashed = hash_token(value)
    row.values[hashed] = row.values[hashed] or clock.precise(until)
    fresh = _value(row.id)
    row.values[hash_token(fresh)] = ""
    row.values = dict(list(row.values.items())[-_REMEMBERED:])
    tenant.oauth_tokens.put(row)
    return fresh


def revoke_user(tenant: Tenant, user_id: str) -> None:
    """End every token of a person."""
    tenant.oauth_tokens.remove_all(tenant.oauth_tokens.of(user_id))
    for token in [token for token in tenant.access_tokens if token.user_id == user_id]:
        revoke(tenant, token)


def revoke(tenant: Tenant, token: AccessToken) -> None:
    token.revoked = True
    tenant.access_tokens.put(token)


def _value(token_id: str) -> str:
    """Opaque to clients; it begins with the id so that the row is found without a search."""
    return f"{token_id}{secrets.token_urlsafe(24)}"


def _forget_expired(tenant: Tenant) -> None:
    """Access tokens all live equally long, so the oldest run out first."""
    now = tenant.clock.stamp()
    while (oldest := next(iter(tenant.access_tokens), None)) is not None and oldest.expires < now:
        tenant.access_tokens.remove(oldest.id)


def _address(profile: dict[str, Any]) -> dict[str, Any]:
    names = {
        "street_address": "streetAddress",
        "locality": "city",
        "region": "state",
        "postal_code": "zipCode",
        "country": "countryCode",
    }
    found = {name: profile.get(attribute) for name, attribute in names.items()}
    return {name: value for name, value in found.items() if value}
