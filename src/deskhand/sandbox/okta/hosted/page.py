"""What all hosted pages share: the frame, the headers, and where they lead."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from html import escape

from aiohttp import web

from deskhand.sandbox.okta.look import STYLE

Form = Mapping[str, str]
"""What a form was filled with; empty where none was sent."""
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action {target}; "
        "base-uri 'none'; frame-ancestors 'none'{script}"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_STYLE = """
main { max-width: 27rem; margin: 0 auto; padding-top: 40px; }
main form { display: block; }
main form div { margin: 0 0 0.8rem; }
main form input:not([type="checkbox"]) { width: 100%; }
.ways { display: flex; gap: 8px; flex-wrap: wrap; }
.note { border-top: 1px solid var(--line); margin-top: 1.5rem; padding-top: 0.7rem; }
.alert { padding: 0.5rem 0.75rem; border-radius: 6px; margin: 0.7rem 0; }
"""


def page(
    title: str, content: str, status: int = 200, *, leads_on: bool = False, script: str = ""
) -> web.Response:
    """A whole page under this heading; `title` is text, `content` is HTML.

    `leads_on` says that its form may end at another site: browsers hold redirects that follow a
    form against the policy, too. `script` is run under a nonce of the page's own.
    """
    nonce = secrets.token_urlsafe(16) if script else ""
    run = f'<script nonce="{nonce}">{script}</script>' if script else ""
    text = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)} · sandbox Okta tenant</title><link rel="icon" href="data:,">'
        f"<style>{STYLE}{_STYLE}</style></head><body><header><div>"
        "<strong>Sandbox Okta tenant</strong></div></header>"
        f"<main><h1>{escape(title)}</h1>{content}</main>{run}</body></html>"
    )
    target = "*" if leads_on else "'self'"
    policy = f"; script-src 'nonce-{nonce}'; connect-src 'self'" if script else ""
    headers = {name: value.format(target=target, script=policy) for name, value in _HEADERS.items()}
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)


def alert(text: str, tone: str = "bad") -> str:
    """A line that is read out at once; `tone` is good, bad, warn or calm."""
    return f'<p class="alert {tone}" role="alert">{escape(text)}</p>'


def go(path: str) -> web.Response:
    """Send the browser on with a plain GET; the address is kept letter by letter."""
    return web.Response(status=303, headers={"Location": path, "Cache-Control": "no-store"})


def local(path: str) -> str | None:
    """The path if it stays on this tenant, else None."""
    return path if _LOCAL.fullmatch(path) else None
