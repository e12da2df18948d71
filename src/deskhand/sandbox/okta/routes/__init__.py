"""Every path that the tenant serves, with the permission that it asks for."""

from __future__ import annotations

from collections.abc import Callable

from deskhand.sandbox.okta.org import about
from deskhand.sandbox.okta.routes import apps, factors, groups, linked, logs, oauth, org, people
from deskhand.sandbox.okta.state.tenant import Tenant
from deskhand.sandbox.okta.wire.call import Answer
from deskhand.sandbox.okta.wire.routing import Router

PUBLIC: dict[str, Callable[[Tenant], Answer]] = {"/.well-known/okta-organization": about.well_known}

ROUTER = Router(
    [
        *people.ROUTES,
        *factors.ROUTES,
        *groups.ROUTES,
        *apps.ROUTES,
        *linked.ROUTES,
        *org.ROUTES,
        *logs.ROUTES,
        *oauth.ROUTES,
    ]
)
