"""What belongs to OAuth and is called like any other part of the API."""

from __future__ import annotations

from deskhand.sandbox.okta.oauth.revocation import revoke_globally
from deskhand.sandbox.okta.wire.routing import Route

ROUTES = (Route("POST", "/oauth2/v1/global-token-revocation", revoke_globally, "users.sessions"),)
