"""The page behind a one-time link, where a person sets a password. Not an API: no call is logged."""

from __future__ import annotations

import re
from html import escape

from aiohttp import web

from deskhand.sandbox.okta import onetime, passwords, transitions
from deskhand.sandbox.okta.control.layout import STYLE
from deskhand.sandbox.okta.tenant import Tenant

_LINK = re.compile(r"/tokens/(?P<a>[A-Za-z0-9]+)/verify|/reset_password/(?P<r>[A-Za-z0-9]+)")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_POLICY = "At least eight characters, among them a small letter, a capital and a digit."


class Hosted:
    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant

    @staticmethod
    def serves(path: str) -> bool:
        return _LINK.fullmatch(path) is not None

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        tenant = self._tenant
        transitions.settle(tenant)
        found = _LINK.fullmatch(request.path)
        user = onetime.bearer(tenant, found["a"] or found["r"]) if found else None
        if user is None:
            text = "This link has been used, replaced or has run out. Ask IT for a new one."
            return _page("The link does not work", f"<p>{text}</p>", 410)
        if request.method != "POST":
            return _page("Set your password", _form(user.name))
        chosen = str((await request.post()).get("password", ""))
        if not passwords.acceptable(chosen):
            return _page("Set your password", _form(user.name, refused=True), 422)
        onetime.redeem(tenant, user, chosen)
        tenant.commit()
        return _page("Your password is set", "<p>You can sign in to Okta with it now.</p>")


def _form(name: str, *, refused: bool = False) -> str:
    told = '<p class="bad" role="alert">This password is too weak.</p>' if refused else ""
    return (
        f"<p>For {escape(name)}. This link works once.</p>{told}"
        '<form method="post"><div><label for="password">New password</label>'
        '<input type="password" id="password" name="password" autocomplete="new-password" '
        'required aria-describedby="policy"></div>'
        '<button type="submit" class="strong">Set password</button></form>'
        f'<p class="dim" id="policy">{_POLICY}</p>'
    )


def _page(title: str, content: str, status: int = 200) -> web.Response:
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title} · sandbox Okta tenant</title><link rel="icon" href="data:,">'
        f"<style>{STYLE}</style></head><body><header><div><strong>Sandbox Okta tenant</strong>"
        f"</div></header><main><h1>{title}</h1>{content}</main></body></html>"
    )
    return web.Response(status=status, text=text, content_type="text/html", headers=_HEADERS)
