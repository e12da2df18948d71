"""What the authorization server publishes about itself."""

from __future__ import annotations

from typing import Any

from deskhand.sandbox.okta import scopes
from deskhand.sandbox.okta.oauth import jose

PATHS = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")
_METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]
_CLAIMS = (
    "iss ver sub aud iat exp jti auth_time amr idp nonce name nickname preferred_username "
    "given_name family_name email email_verified zoneinfo locale phone_number address updated_at "
    "at_hash"
)


def document(base: str, path: str) -> dict[str, Any]:
    """`path` is one of PATHS: OpenID Connect's tells a little more."""
    root = f"{base}/oauth2/v1"
    told: dict[str, Any] = {
        "issuer": base,
        "authorization_endpoint": f"{root}/authorize",
        "token_endpoint": f"{root}/token",
        "registration_endpoint": f"{root}/clients",
        "jwks_uri": f"{root}/keys",
        "introspection_endpoint": f"{root}/introspect",
        "revocation_endpoint": f"{root}/revoke",
        "end_session_endpoint": f"{root}/logout",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "subject_types_supported": ["public"],
        "scopes_supported": [*scopes.OPENID, *sorted(scopes.KNOWN)],
        "token_endpoint_auth_methods_supported": _METHODS,
        "introspection_endpoint_auth_methods_supported": _METHODS,
        "revocation_endpoint_auth_methods_supported": _METHODS,
        "claims_supported": _CLAIMS.split(),
        "code_challenge_methods_supported": ["S256"],
        "dpop_signing_alg_values_supported": sorted(jose.ALGORITHMS),
        "request_parameter_supported": False,
    }
    if path == PATHS[0]:
        told["userinfo_endpoint"] = f"{root}/userinfo"
        told["id_token_signing_alg_values_supported"] = ["RS256"]
    return told
