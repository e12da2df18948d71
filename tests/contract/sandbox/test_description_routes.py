"""The tenant's routes against the description's operations: which there are, and what opens them."""

from __future__ import annotations

import pytest

from deskhand.sandbox.okta.forms.table import FORMS
from deskhand.sandbox.okta.routes import PUBLIC, ROUTER
from deskhand.sandbox.okta.wire.routing import Route
from tests.contract.sandbox.client import Okta
from tests.contract.sandbox.description.deviations import ABSENT, SCOPES, UNDESCRIBED
from tests.contract.sandbox.description.operations import Operation, described, find, segments

MANAGEMENT = [one for one in described() if one.source.name == "management"]
OAUTH = [one for one in described() if one.source.name == "oauth"]


def operation_of(route: Route) -> Operation | None:
    return find(route.method, route.path)


def served(operation: Operation) -> bool:
    return operation.path in PUBLIC or any(
        route.method == operation.method and segments(route.path) == operation.names
        for route in ROUTER.routes
    )


def test_every_route_is_described_or_known_from_elsewhere() -> None:
    unknown = {(route.method, route.path) for route in ROUTER.routes if operation_of(route) is None}
    assert unknown <= set(UNDESCRIBED)
    beside = ("/.well-known/", "/oauth2/v1/authorize/")
    assert {key for key in UNDESCRIBED if not key[1].startswith(beside)} == unknown


def test_every_described_operation_is_served_or_left_out_for_a_reason() -> None:
    missing = {one.id for one in described() if one.source.name == "management" and not served(one)}
    assert missing == {key for key in ABSENT if key in {one.id for one in MANAGEMENT}}


def test_every_form_belongs_to_a_route() -> None:
    assert set(FORMS) <= {(route.method, route.path) for route in ROUTER.routes}


@pytest.mark.parametrize("operation", OAUTH, ids=lambda operation: operation.id)
async def test_the_authorization_server_serves_what_is_described(
    okta: Okta, operation: Operation
) -> None:
    got = await okta.call(operation.method, operation.path)
    assert got.status < 500
    assert (got.code in {"E0000008", "E0000022"}) == (operation.id in ABSENT)


@pytest.mark.parametrize("route", ROUTER.routes, ids=lambda route: f"{route.method} {route.path}")
def test_the_scope_that_opens_a_route(route: Route) -> None:
    operation = operation_of(route)
    if operation is not None and (route.method, route.path) not in SCOPES:
        assert route.scope == operation.scope
    elif operation is not None:
        assert operation.scope is None
