"""A signed-in person's own page: who he is, and which applications he can open."""

from __future__ import annotations

from html import escape

from aiohttp import web

from deskhand.sandbox.okta.hosted.page import alert, page
from deskhand.sandbox.okta.state.model import Session, User
from deskhand.sandbox.okta.state.tenant import Tenant

PATH = "/app/UserHome"
_NO_FACTOR = "No second factor is enrolled: one has to be set up at the next sign-in."


def show(tenant: Tenant, session: Session) -> web.Response:
    user = tenant.users[session.user_id]
    active = any(factor.status == "ACTIVE" for factor in tenant.factors.of(user.id))
    labels = _apps(tenant, user)
    rows = "".join(f'<div class="row"><span>{escape(label)}</span></div>' for label in labels)
    return page(
        user.name,
        f'<p class="dim">{escape(user.login)} · signed in until {session.expires[11:16]} UTC</p>'
        f"{'' if active else alert(_NO_FACTOR, 'warn')}"
        f"<h2>Applications</h2>{rows or '<p>No application is assigned to you.</p>'}"
        '<form method="post" action="/signout"><button type="submit">Sign out</button></form>',
    )


def _apps(tenant: Tenant, user: User) -> list[str]:
    """Labels of the active applications that the person has."""
    found = (tenant.apps[app_id] for app_id in tenant.app_users.of_right(user.id))
    return sorted(app.label for app in found if app.status == "ACTIVE")
