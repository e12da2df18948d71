"""Setting up a first factor: a sign-in that needs one asks for it, the dashboard offers it."""

from __future__ import annotations

from html import escape

from aiohttp import web

from deskhand.sandbox.okta.factors import enrol
from deskhand.sandbox.okta.hosted.page import page
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.syslog.events import in_person

PATH = "/login/set-up-factor"
_TITLE = "Set up a second factor"


def missing(tenant: Tenant, user: User) -> bool:
    return all(factor.status != "ACTIVE" for factor in tenant.factors_of(user.id))


def ask(user: User, secret: str, *, later: str = "") -> web.Response:
    """`secret` is that of the step; `later` is where somebody goes on who need not have a factor."""
    skip = f'<p><a href="{escape(later)}">Not now</a></p>' if later else ""
    body = (
        f"<p>{escape(user.name)}, nothing but your password proves that it is you. "
        "Okta Verify on your phone asks you at every sign-in and shows one-time codes.</p>"
        f'<form method="post" action="{PATH}">'
        f'<input type="hidden" name="step" value="{escape(secret)}">'
        '<div><button class="strong">Set up Okta Verify</button></div></form>'
        f"{skip}"
        '<div class="note"><p class="dim">The sandbox phone scans the code by itself. It lies in '
        f"the console: <code>/_sandbox/people/{escape(user.login)}/phone</code></p></div>"
    )
    return page(_TITLE, body, leads_on=True)


def take(tenant: Tenant, user: User) -> None:
    with in_person(tenant, user):
        enrol.enrol_device(tenant, user)
