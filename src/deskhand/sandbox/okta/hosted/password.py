"""Setting a password: behind a one-time link, or at sign-in when the old one has expired."""

from __future__ import annotations

import re
from html import escape

from aiohttp import web

from deskhand.sandbox.okta import onetime, passwords
from deskhand.sandbox.okta.hosted.page import Form, alert, page
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.senders import foreign

LINK = re.compile(r"/tokens/(?P<a>[A-Za-z0-9]+)/verify|/reset_password/(?P<r>[A-Za-z0-9]+)")
WEAK = "This password is too weak."
_POLICY = "At least eight characters, among them a small letter, a capital and a digit."


def behind_link(tenant: Tenant, request: web.BaseRequest, filled: Form) -> web.Response:
    """The page of a one-time link; its form redeems the link."""
    found = LINK.fullmatch(request.path)
    user = onetime.bearer(tenant, found["a"] or found["r"]) if found else None
    if user is None:
        text = "This link has been used, replaced or has run out. Ask IT for a new one."
        return page("The link does not work", f"<p>{text}</p>", 410)
    about = f"For {user.name}. This link works once."
    if request.method != "POST":
        return page("Set your password", form(about))
    if foreign(request):
        return page("Set your password", form(about, told="Open the link again."), 403)
    chosen = filled.get("password", "")
    if not passwords.acceptable(chosen):
        return page("Set your password", form(about, told=WEAK), 422)
    onetime.redeem(tenant, user, chosen)
    tenant.commit()
    text = '<p>You can <a href="/login">sign in</a> to Okta with it now.</p>'
    return page("Your password is set", text)


def form(about: str, *, told: str = "", action: str = "", step: str = "") -> str:
    """`told` is what was wrong with the last try, `step` carries a sign-in that waits for this."""
    where = f' action="{action}"' if action else ""
    hidden = f'<input type="hidden" name="step" value="{escape(step)}">' if step else ""
    return (
        f"<p>{escape(about)}</p>{alert(told) if told else ''}"
        f'<form method="post"{where}>{hidden}<div><label for="password">New password</label>'
        '<input type="password" id="password" name="password" autocomplete="new-password" '
        'required aria-describedby="policy"></div>'
        f'<p class="dim" id="policy">{_POLICY}</p>'
        '<div><button type="submit" class="strong">Set password</button></div></form>'
    )
