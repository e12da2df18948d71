"""The consent page: who asks, for whom, and what each scope allows."""

from __future__ import annotations

from html import escape

from aiohttp import web

from deskhand.sandbox.okta import scopes
from deskhand.sandbox.okta.hosted.page import page
from deskhand.sandbox.okta.oauth.asked import of_okta
from deskhand.sandbox.okta.state.model import App, User

PATH = "/oauth2/v1/authorize/consent"
_STYLE = """<style>
.scopes { list-style: none; padding: 0; margin: 0 0 1.2rem; }
.scopes li { display: flex; justify-content: space-between; align-items: start; gap: 0.8rem;
  padding: 0.55rem 0; border-bottom: 1px solid var(--line); }
.scopes code { display: block; overflow-wrap: anywhere; }
.scopes .tag { white-space: nowrap; }
</style>"""


def show(user: User, app: App, wanted: list[str], step: str, another: str) -> web.Response:
    """`step` is the secret of the form, `another` the path to sign in as somebody else."""
    acting = (
        "<p>It will act as you, as far as your administrator roles reach.</p>"
        if of_okta(wanted)
        else ""
    )
    return page(
        f"{app.label} asks for access",
        f'{_STYLE}<p class="dim">Signed in as {escape(user.name)} ({escape(user.login)}). '
        f'<a href="{escape(another)}">Use another account</a></p><p>It wants to:</p>'
        f'<ul class="scopes">{"".join(map(_line, wanted))}</ul>{acting}'
        f'<form method="post" action="{PATH}">'
        f'<input type="hidden" name="step" value="{escape(step)}">'
        '<div class="ways"><button type="submit" name="decision" value="allow" class="strong">Allow'
        '</button><button type="submit" name="decision" value="cancel">Cancel</button></div></form>',
        leads_on=True,
    )


def _line(scope: str) -> str:
    mark = '<span class="tag warn">high privilege</span>' if scopes.powerful(scope) else ""
    told = f'{escape(scopes.explained(scope))}<code class="dim">{escape(scope)}</code>'
    return f"<li><span>{told}</span>{mark}</li>"
