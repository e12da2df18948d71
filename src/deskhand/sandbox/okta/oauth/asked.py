"""The scopes that a client asks for, and those of them that it gets."""

from __future__ import annotations

from deskhand.sandbox.okta import scopes
from deskhand.sandbox.okta.oauth import clients
from deskhand.sandbox.okta.oauth.clients import Registered
from deskhand.sandbox.okta.oauth.refusals import OAuthError
from deskhand.sandbox.okta.state.tenant import Tenant

_PREFIX = "okta."


def named(text: str | None) -> list[str]:
    """Scopes of a request, each once. Raises OAuthError when there is none."""
    found = list(dict.fromkeys((text or "").split()))
    if not found:
        raise OAuthError("invalid_scope", "No scopes were requested.")
    return found


def granted(tenant: Tenant, client: Registered, wanted: list[str]) -> list[str]:
    """Those that the client may have. Raises OAuthError.

    A scope of Okta's that nobody granted to the client is left out, as long as another is left: who
    asks compares what comes back.
    """
    if any(scope not in scopes.KNOWN and scope not in scopes.OPENID for scope in wanted):
        told = "One or more scopes are not configured for the authorization server resource."
        raise OAuthError("invalid_scope", told)
    held = clients.scopes_of(tenant, client.app)
    found = [scope for scope in wanted if scope in scopes.OPENID or scope in held]
    if of_okta(wanted) and not of_okta(found):
        raise OAuthError("consent_required", "You are not allowed any of the requested scopes.")
    return found


def of_okta(wanted: list[str]) -> list[str]:
    """Those that open the management API."""
    return [scope for scope in wanted if scope.startswith(_PREFIX)]
