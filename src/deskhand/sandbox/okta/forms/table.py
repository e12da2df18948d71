"""The form of every route that has parameters or a body, by its method and path."""

from __future__ import annotations

from collections.abc import Mapping

from deskhand.sandbox.okta.forms import apps, factors, groups, org, people
from deskhand.sandbox.okta.forms.check import Form, check
from deskhand.sandbox.okta.wire.call import Request
from deskhand.sandbox.okta.wire.routing import Route

FORMS: Mapping[tuple[str, str], Form] = {
    **people.FORMS,
    **factors.FORMS,
    **groups.FORMS,
    **apps.FORMS,
    **org.FORMS,
}


def check_form(route: Route, request: Request) -> None:
    """Raises what Okta answers to a request that its description forbids."""
    form = FORMS.get((route.method, route.path))
    if form is not None:
        check(form, request)
