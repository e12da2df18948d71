"""Where an authorization request ends: back at the client, or on a page where it may not go back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import web

from deskhand.sandbox.okta.hosted.page import page
from deskhand.sandbox.okta.oauth.refusals import OAuthError

MODES = frozenset({"query", "fragment", "form_post"})


@dataclass(frozen=True, slots=True)
class Landing:
    """A redirect address that the client registered, and how it wants to be told."""

    redirect_uri: str
    state: str | None
    mode: str
    issuer: str

    def refuse(self, error: OAuthError) -> web.Response:
        return self.send({"error": error.error, "error_description": error.description})

    def send(self, told: Mapping[str, str]) -> web.Response:
        fields = {**told, **({"state": self.state} if self.state is not None else {})}
        if self.mode == "form_post":
            return _posting(self.redirect_uri, fields)
        if self.mode == "fragment":
            target = f"{self.redirect_uri}#{urlencode(fields)}"
        else:
            target = extended(self.redirect_uri, fields)
        return web.Response(status=302, headers={"Location": target})


def extended(address: str, fields: Mapping[str, str]) -> str:
    """The address with these parameters behind those that it has."""
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode(fields))))
    return urlunsplit(parts._replace(query=query))


def dead_end(told: str) -> web.Response:
    """For whoever must not be sent on, because nobody knows that the address is the client's."""
    return page("This request cannot be answered", f"<p>{escape(told)}</p>", 400)


def _posting(target: str, fields: Mapping[str, str]) -> web.Response:
    """A form that sends itself, or that the person sends where scripts are off."""
    nonce = secrets.token_urlsafe(16)
    hidden = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    answer = page(
        "Going on to the application",
        f'<form id="onward" method="post" action="{escape(target)}">{hidden}'
        '<div><button type="submit" class="strong">Continue</button></div></form>'
        f'<script nonce="{nonce}">document.getElementById("onward").submit()</script>',
        leads_on=True,
    )
    answer.headers["Content-Security-Policy"] += f"; script-src 'nonce-{nonce}'"
    return answer
