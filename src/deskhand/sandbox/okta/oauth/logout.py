"""Sign-out that an application starts."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from deskhand.sandbox.okta import signin
from deskhand.sandbox.okta.hosted.page import go
from deskhand.sandbox.okta.hosted.signin import COOKIE, current_session
from deskhand.sandbox.okta.oauth import clients, keys
from deskhand.sandbox.okta.oauth.landing import dead_end, extended
from deskhand.sandbox.okta.state.tenant import Tenant


def sign_out(
    tenant: Tenant, request: web.BaseRequest, form: Mapping[str, str], issuer: str
) -> web.Response:
    """End the browser's session if it is the ID token's person's; an expired ID token will do."""
    signed = keys.ours(tenant, form.get("id_token_hint", ""))
    if signed is None or signed.claims.get("iss") != issuer:
        return dead_end("The 'id_token_hint' parameter must be an ID token of this organisation.")
    client = clients.registered(tenant, str(signed.claims.get("aud")))
    target = form.get("post_logout_redirect_uri")
    if target is not None and (client is None or target not in client.sign_out_uris):
        return dead_end(
            "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client "
            "app settings."
        )
    session = current_session(tenant, request)
    if session is not None and session.user_id == signed.claims.get("sub"):
        signin.sign_out(tenant, session)
    told = {"state": form["state"]} if "state" in form else {}
    answer = go(extended(target, told) if target else "/login")
    answer.del_cookie(COOKIE, httponly=True, samesite="Lax")
    return answer
