"""A signed-in person's own page: who he is, and which applications he can open."""

from __future__ import annotations

from html import escape

from aiohttp import web

from deskhand.sandbox.okta.hosted import setup
from deskhand.sandbox.okta.hosted.page import page
from deskhand.sandbox.okta.state.model import Session, User
from deskhand.sandbox.okta.state.tenant import Tenant

PATH = "/app/UserHome"
_NO_FACTOR = (
    f'<p class="alert warn">No second factor is enrolled. <a href="{setup.PATH}">Set one up</a></p>'
)


def show(tenant: Tenant, session: Session) -> web.Response:
    user = tenant.users[session.user_id]
    labels = _apps(tenant, user)
    rows = "".join(f'<div class="row"><span>{escape(label)}</span></div>' for label in labels)
    return page(
        user.name,
        f'<p class="dim">{escape(user.login)} · signed in until {session.expires[11:16]} UTC</p>'
        f"{_NO_FACTOR if setup.missing(tenant, user) else ''}"
        f"<h2>Applications</h2>{rows or '<p>No application is assigned to you.</p>'}"
        '<form method="post" action="/signout"><button type="submit">Sign out</button></form>',
    )


def _apps(tenant: Tenant, user: User) -> list[str]:
    """Labels of the active applications that the person has."""
    found = (tenant.apps[app_id] for app_id in tenant.app_users.of_right(user.id))
    return sorted(app.label for app in found if app.status == "ACTIVE")
