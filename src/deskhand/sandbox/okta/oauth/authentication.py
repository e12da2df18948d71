"""Which client asks: by its secret, by an assertion that its key signed, or by its name alone."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from deskhand.sandbox.okta.oauth import clients, jose, times
from deskhand.sandbox.okta.oauth.clients import Registered
from deskhand.sandbox.okta.oauth.refusals import bad_client, bad_request
from deskhand.sandbox.okta.oauth.sent import Sent
from deskhand.sandbox.okta.state.tenant import Tenant

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST_SECONDS = 3600
_WRONG_SECRET = "The client secret supplied for a confidential client is invalid."  # noqa: S105  # what is said of a wrong one
_UNKNOWN = "Invalid value for 'client_id' parameter."

Form = Mapping[str, str]


def claimed_id(sent: Sent, form: Form) -> str | None:
    """The client that the request says it comes from; nothing is proved by that."""
    basic = _basic(sent)
    if basic is not None:
        return basic[0]
    return form.get("client_id") or _subject(form.get("client_assertion", ""))


def client_of(
    tenant: Tenant, sent: Sent, form: Form, fetched: list[dict[str, Any]] | None
) -> Registered:
    """The client that the request proves to come from.

    `fetched` are its keys from its jwks_uri, None where they could not be had. Raises OAuthError.
    """
    basic, assertion = _basic(sent), form.get("client_assertion")
    if sum((basic is not None, "client_secret" in form, assertion is not None)) > 1:
        raise bad_request("Cannot supply multiple client credentials.")
    client_id = claimed_id(sent, form)
    if client_id is None:
        told = "The client_assertion is malformed." if assertion else "No client credentials found."
        raise bad_client(told)
    client = clients.registered(tenant, client_id)
    if client is None:
        raise bad_client(_UNKNOWN)
    if not client.active:
        raise bad_client("The client is not active.")
    if assertion is not None:
        _check_assertion(tenant, sent, form, client, fetched)
    else:
        secret = basic[1] if basic is not None else form.get("client_secret")
        _check_secret(client, secret)
    return client


def _check_secret(client: Registered, secret: str | None) -> None:
    if client.public:
        if secret is not None:
            raise bad_client("The client must use the none token_endpoint_auth_method.")
        return
    if not client.has_secret:
        raise bad_client(f"The client must use the {client.method} token_endpoint_auth_method.")
    if secret is None:
        raise bad_client("No client credentials found.")
    if not client.knows(secret):
        raise bad_client(_WRONG_SECRET)


def _check_assertion(
    tenant: Tenant,
    sent: Sent,
    form: Form,
    client: Registered,
    fetched: list[dict[str, Any]] | None,
) -> None:
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise bad_request("The 'client_assertion_type' is invalid.")
    if client.method != "private_key_jwt":
        raise bad_client(f"The client must use the {client.method} token_endpoint_auth_method.")
    try:
        signed = jose.parse(form["client_assertion"])
    except jose.Malformed:
        raise bad_client("The client_assertion is malformed.") from None
    claims = signed.claims
    if claims.get("iss") != client.id or claims.get("sub") != client.id:
        raise bad_client(
            "The issuer and the subject of the client_assertion must be the client_id."
        )
    if not _meant_for(claims.get("aud"), sent.url):
        raise bad_client(
            "The audience claim for client_assertion must be the endpoint invoked for the request."
        )
    told = times.fault_in(tenant, lambda now: _late(claims, now))
    if told is not None:
        raise bad_client(told)
    if not jose.verifies(signed, _key_for(signed, client, fetched)):
        raise bad_client("The client_assertion signature is invalid.")
    jti = claims.get("jti")
    if jti is not None and not times.first_use(tenant, client.id, str(jti), _LONGEST_SECONDS):
        raise bad_client("The client_assertion token has already been used.")


def _meant_for(audience: object, url: str) -> bool:
    """The endpoint's own address and nothing else: the issuer's would do for any endpoint."""
    return audience in (url, [url])


def _late(claims: dict[str, Any], now: int) -> str | None:
    expires, issued = times.seconds_of(claims.get("exp")), claims.get("iat")
    if expires is None:
        return "The client_assertion token must contain the 'exp' claim."
    if expires <= now:
        return "The client_assertion token is expired."
    if expires > now + _LONGEST_SECONDS:
        return "The client_assertion token has an expiration too far into the future."
    if issued is not None and (seconds := times.seconds_of(issued)) is not None:
        return "The client_assertion token was issued in the future." if seconds > now + 1 else None
    return None if issued is None else "The 'iat' claim of the client_assertion token is invalid."


def _key_for(
    signed: jose.Signed, client: Registered, fetched: list[dict[str, Any]] | None
) -> jose.PublicKey:
    if client.keys_uri is not None and fetched is None:
        raise bad_client("The JSON Web Key Set of the client could not be fetched.")
    known = [*client.keys, *(fetched or ())]
    known = [key for key in known if key.get("status", "ACTIVE") == "ACTIVE"]
    if not known:
        raise bad_client("The client has no JSON Web Key Set configured.")
    wanted = signed.header.get("kid")
    # Without a name, the only key is meant.
    fitting = known if wanted is None and len(known) == 1 else None
    fitting = fitting or [key for key in known if wanted is not None and key.get("kid") == wanted]
    if not fitting:
        raise bad_client("The client_assertion has a 'kid' that the client's keys do not have.")
    try:
        return jose.public_key(fitting[0])
    except jose.Malformed:
        raise bad_client("The client's key cannot be used.") from None


def _basic(sent: Sent) -> tuple[str, str] | None:
    """Client and secret of an Authorization header. Raises OAuthError when it is malformed."""
    scheme, _, given = sent.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        text = base64.b64decode(given.strip(), validate=True).decode()
    except ValueError:
        raise bad_client("The Authorization header is malformed.") from None
    name, colon, secret = text.partition(":")
    if not colon:
        raise bad_client("The Authorization header is malformed.")
    return unquote_plus(name), unquote_plus(secret)


def _subject(assertion: str) -> str | None:
    try:
        found = jose.parse(assertion).claims.get("sub")
    except jose.Malformed:
        return None
    return found if isinstance(found, str) else None
