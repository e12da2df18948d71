"""What Okta says to an access token that is not good for a call: everything in one header."""

from __future__ import annotations

from deskhand.sandbox.okta.errors import ApiError
from deskhand.sandbox.okta.oauth.refusals import BearerRefused
from deskhand.sandbox.okta.routes import ROUTER
from deskhand.sandbox.okta.wire.answers import Reply
from deskhand.sandbox.okta.wire.passage import Passage


def challenge(passage: Passage, refused: BearerRefused) -> Reply:
    """The body is empty."""
    passage.call.error_code = refused.error
    scope = refused.scope or _scope_for(passage.method, passage.path)
    told = refused.header(passage.base, passage.path, scope)
    return Reply(refused.status, b"", "", headers=[("WWW-Authenticate", told)])


def _scope_for(method: str, path: str) -> str:
    """The scope that opens the path; "" where there is none, or no such path."""
    try:
        route, _ = ROUTER.find(method, path)
    except ApiError:
        return ""
    return route.scope or ""
