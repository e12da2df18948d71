"""OpenID Connect applications: what goes together in their settings, and what is left to Okta."""

from __future__ import annotations

import re
import secrets
from typing import Any

from deskhand.sandbox.okta.errors import ApiError, invalid

BY_SECRET = frozenset({"client_secret_basic", "client_secret_jwt", "client_secret_post"})
_CHOICES: dict[str, frozenset[str]] = {
    "application_type": frozenset({"browser", "native", "service", "web"}),
    "consent_method": frozenset({"REQUIRED", "TRUSTED"}),
    "issuer_mode": frozenset({"CUSTOM_URL", "DYNAMIC", "ORG_URL"}),
    "wildcard_redirect": frozenset({"DISABLED", "SUBDOMAIN"}),
    "token_endpoint_auth_method": BY_SECRET | {"none", "private_key_jwt"},
    "grant_types": frozenset(
        {
            "authorization_code",
            "client_credentials",
            "implicit",
            "interaction_code",
            "password",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:device_code",
            "urn:ietf:params:oauth:grant-type:jwt-bearer",
            "urn:ietf:params:oauth:grant-type:saml2-bearer",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "urn:openid:params:grant-type:ciba",
            "urn:okta:params:oauth:grant-type:oob",
            "urn:okta:params:oauth:grant-type:otp",
        }
    ),
    "response_types": frozenset({"code", "id_token", "token"}),
    "rotation_type": frozenset({"ROTATE", "STATIC"}),
}
_REDIRECTING = frozenset({"authorization_code", "implicit", "interaction_code"})
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "k"})
# Native applications have schemes of their own; what a browser would run is no place to return to.
_ADDRESS = re.compile(r"(?!(?:javascript|data|vbscript):)[a-z][a-z0-9+.-]*:[^\s#]+", re.IGNORECASE)
_SECRET_LENGTHS = range(14, 101)
_LONGEST_LEEWAY = 60
_LEEWAY = 30


def fill(settings: dict[str, Any], credentials: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Settings and credentials of a client with what was left out. Raises E0000001."""
    kind = settings.get("application_type") or "web"
    grants = settings.get("grant_types") or ()
    service, browser = kind == "service", kind == "browser"
    refreshing = settings.get("refresh_token") or {}
    if not isinstance(refreshing, dict) or not isinstance(grants, list | tuple):
        raise ApiError("E0000003")
    filled = {
        "application_type": kind,
        "redirect_uris": [],
        "response_types": ["token"] if service else ["code"],
        "consent_method": "TRUSTED",
        "issuer_mode": "DYNAMIC",
        "dpop_bound_access_tokens": False,
        "wildcard_redirect": "DISABLED",
        **{name: value for name, value in settings.items() if value is not None},
    }
    if "refresh_token" in grants:
        rotation = "ROTATE" if browser else "STATIC"
        filled["refresh_token"] = {"rotation_type": rotation, "leeway": _LEEWAY, **refreshing}
    public = browser or kind == "native"
    proof = {
        "autoKeyRotation": True,
        "token_endpoint_auth_method": "none" if public else "client_secret_basic",
        "pkce_required": not service,
        **{name: value for name, value in credentials.items() if value is not None},
    }
    _check(filled, proof)
    return filled, proof


def take_secret(credentials: dict[str, Any], *, fresh: bool) -> str | None:
    """Take the client's secret out of what is kept; a `fresh` client that needs one gets one."""
    given = credentials.pop("client_secret", None)
    if credentials["token_endpoint_auth_method"] not in BY_SECRET:
        return None
    if given is None:
        return secrets.token_urlsafe(48) if fresh else None
    if not isinstance(given, str) or len(given) not in _SECRET_LENGTHS:
        raise invalid("client_secret", "client_secret: must have 14 to 100 characters")
    return given


def _check(settings: dict[str, Any], credentials: dict[str, Any]) -> None:
    causes = [*_choices({**settings, **credentials, **settings.get("refresh_token", {})})]
    if not causes:
        causes = [*_together(settings, credentials), *_addresses(settings), *_keys(settings)]
    leeway = settings.get("refresh_token", {}).get("leeway", 0)
    if not isinstance(leeway, int) or not 0 <= leeway <= _LONGEST_LEEWAY:
        causes.append(f"leeway: must be between 0 and {_LONGEST_LEEWAY}")
    if causes:
        raise invalid(causes[0].partition(":")[0], *causes)


def _choices(members: dict[str, Any]) -> list[str]:
    causes = []
    for name, choices in _CHOICES.items():
        value = members.get(name)
        if name.endswith("_types"):
            good = isinstance(value, list) and all(_one_of(each, choices) for each in value)
        else:
            good = value is None or _one_of(value, choices)
        if not good:
            causes.append(f"{name}: is not supported")
    return causes


def _one_of(value: Any, choices: frozenset[str]) -> bool:
    return isinstance(value, str) and value in choices


def _together(settings: dict[str, Any], credentials: dict[str, Any]) -> list[str]:
    kind, grants = settings["application_type"], set(settings["grant_types"])
    method, responses = credentials["token_endpoint_auth_method"], set(settings["response_types"])
    causes = []
    if kind == "service" and "client_credentials" not in grants:
        causes.append("grant_types: a service application needs client_credentials")
    if kind == "service" and grants & _REDIRECTING:
        causes.append("grant_types: a service application has nobody to redirect")
    if kind in {"browser", "native"} and "client_credentials" in grants:
        causes.append(f"grant_types: client_credentials does not go with {kind}")
    if kind == "browser" and method != "none":
        causes.append("token_endpoint_auth_method: must be none for a browser application")
    if kind in {"service", "web"} and method == "none":
        causes.append(f"token_endpoint_auth_method: none does not go with {kind}")
    if method == "private_key_jwt" and not settings.get("jwks") and not settings.get("jwks_uri"):
        causes.append("jwks: private_key_jwt needs jwks or jwks_uri")
    if grants & _REDIRECTING and not settings["redirect_uris"]:
        causes.append("redirect_uris: The field cannot be left blank")
    if "authorization_code" in grants and "code" not in responses:
        causes.append("response_types: authorization_code needs code")
    if "implicit" in grants and not responses & {"token", "id_token"}:
        causes.append("response_types: implicit needs token or id_token")
    return causes


def _addresses(settings: dict[str, Any]) -> list[str]:
    causes = []
    for name in ("redirect_uris", "post_logout_redirect_uris"):
        found = settings.get(name, [])
        if not isinstance(found, list) or not all(
            isinstance(each, str) and _ADDRESS.fullmatch(each) for each in found
        ):
            causes.append(f"{name}: must be absolute addresses without a fragment")
    uri = settings.get("jwks_uri")
    if uri is not None and not (isinstance(uri, str) and re.fullmatch(r"https?://\S+", uri)):
        causes.append("jwks_uri: The field must be a web address")
    return causes


def _keys(settings: dict[str, Any]) -> list[str]:
    if settings.get("jwks") is None:
        return []
    jwks = settings["jwks"]
    keys = jwks.get("keys") if isinstance(jwks, dict) else None
    if not isinstance(keys, list) or not all(
        isinstance(key, dict) and key.get("kty") in ("RSA", "EC") for key in keys
    ):
        return ["jwks: must hold keys of the kind RSA or EC"]
    if any(_PRIVATE & key.keys() for key in keys):
        return ["jwks: must hold public keys alone"]
    names = {key.get("kid") for key in keys if isinstance(key.get("kid"), str)}
    if len(keys) > 1 and len(names) < len(keys):
        return ["jwks: each of several keys needs a kid of its own"]
    return []
