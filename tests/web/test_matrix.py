"""Who may call what: every endpoint of the API with every role, against an explicit table.

An endpoint that is missing in the table fails, and so does one that declares nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from deskhand.kernel.permissions import Permission, Role, granted
from deskhand.web import edge
from deskhand.web.app import create_app
from tests.web.client import Browser
from tests.web.desk import Desk

# Nothing here depends on the kind of database, so one will do.
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Open = Callable[..., Awaitable[Browser]]

ANYBODY, SIGNED_IN = "anybody", "signed in"
TABLE: dict[str, Permission | str] = {
    "GET /api/v1/session": ANYBODY,
    "POST /api/v1/session": ANYBODY,
    "POST /api/v1/session/demo": ANYBODY,
    "DELETE /api/v1/session": ANYBODY,
    "GET /api/v1/requests": SIGNED_IN,
    "POST /api/v1/requests": Permission.REQUESTS_CREATE,
    "GET /api/v1/requests/{ref}": SIGNED_IN,
    "POST /api/v1/requests/bulk": Permission.REQUESTS_WORK,
    # Whoever asked for it may resolve it; the rest is the service's decision.
    "PATCH /api/v1/requests/{ref}": SIGNED_IN,
    "GET /api/v1/requests/{ref}/timeline": SIGNED_IN,
    "POST /api/v1/requests/{ref}/messages": SIGNED_IN,
    "GET /api/v1/views": Permission.REQUESTS_WORK,
    "POST /api/v1/views": Permission.REQUESTS_WORK,
    "PATCH /api/v1/views/{view_id}": Permission.REQUESTS_WORK,
    "DELETE /api/v1/views/{view_id}": Permission.REQUESTS_WORK,
    "GET /api/v1/people/{person_id}/actions": Permission.ACTIONS_RUN,
    "POST /api/v1/actions": Permission.ACTIONS_RUN,
    "GET /api/v1/actions/{run_id}": Permission.ACTIONS_RUN,
    "POST /api/v1/actions/{run_id}/retry": Permission.ACTIONS_RUN,
    "POST /api/v1/actions/{run_id}/secret": Permission.ACTIONS_RUN,
    "GET /api/v1/action-settings": Permission.CONNECTIONS_READ,
    "PUT /api/v1/action-settings/{key}": Permission.CONNECTIONS_MANAGE,
    "GET /api/v1/accounts": Permission.REQUESTS_WORK,
    "GET /api/v1/people": Permission.PEOPLE_READ,
    "GET /api/v1/people/facets": Permission.PEOPLE_READ,
    "GET /api/v1/people/{person_id}": Permission.PEOPLE_READ,
    "POST /api/v1/people/{person_id}/refresh": Permission.PEOPLE_READ,
    "GET /api/v1/groups": Permission.PEOPLE_READ,
    "GET /api/v1/groups/{group_id}": Permission.PEOPLE_READ,
    "GET /api/v1/groups/{group_id}/members": Permission.PEOPLE_READ,
    "POST /api/v1/groups/{group_id}/refresh": Permission.PEOPLE_READ,
    "GET /api/v1/applications": Permission.PEOPLE_READ,
    "GET /api/v1/applications/{application_id}": Permission.PEOPLE_READ,
    "GET /api/v1/applications/{application_id}/people": Permission.PEOPLE_READ,
    "GET /api/v1/pickers/{picker}": Permission.ACTIONS_RUN,
    "GET /api/v1/integrations": Permission.CONNECTIONS_READ,
    "GET /api/v1/connections/okta": Permission.CONNECTIONS_READ,
    "PUT /api/v1/connections/okta": Permission.CONNECTIONS_MANAGE,
    "POST /api/v1/connections/okta/check": Permission.CONNECTIONS_MANAGE,
    "GET /api/v1/connections/okta/review": Permission.CONNECTIONS_MANAGE,
    "POST /api/v1/connections/okta/finish-setup": Permission.CONNECTIONS_MANAGE,
    "POST /api/v1/connections/okta/sync": Permission.SYNC_RUN,
    "GET /api/v1/connections/okta/syncs": Permission.CONNECTIONS_READ,
    "GET /api/v1/syncs/{sync_id}": Permission.CONNECTIONS_READ,
    "POST /api/v1/syncs/{sync_id}/cancel": Permission.SYNC_RUN,
    "POST /api/v1/syncs/{sync_id}/apply": Permission.CONNECTIONS_MANAGE,
    "GET /api/v1/live": SIGNED_IN,
}
WITHOUT_API = {"GET /healthz", "GET /readyz"}
ACCOUNTS = {Role.ADMINISTRATOR: "maya", Role.AGENT: "noah", Role.EMPLOYEE: "elena"}
PLACES = {
    "ref": "REQ-999",
    "person_id": "999",
    "group_id": "999",
    "application_id": "999",
    "run_id": "x",
    "key": "x",
    "picker": "okta.group",
    "sync_id": "x",
    "view_id": "x",
}


def routes(router: Any) -> Iterator[tuple[str, APIRoute]]:
    """All endpoints, also those of routers that were included."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            for method in route.methods or ():
                yield f"{method} {route.path}", route
        elif hasattr(route, "original_router"):
            yield from routes(route.original_router)


def declared(dependant: Dependant) -> set[Permission | str]:
    """What a route demands, read from its own dependencies."""
    found: set[Permission | str] = set()
    for each in dependant.dependencies:
        if isinstance(each.call, edge.Needs):
            found.add(each.call.permission)
        elif each.call is edge.anybody:
            found.add(ANYBODY)
        elif each.call in {edge.signed_in, edge._account}:
            found.add(SIGNED_IN)
    return found


async def test_every_endpoint_declares_what_the_table_says(desk: Desk) -> None:
    found = dict(routes(create_app(desk.parts)))
    assert set(found) == set(TABLE) | WITHOUT_API
    for name, demanded in TABLE.items():
        said = declared(found[name].dependant)
        if isinstance(demanded, Permission):
            said -= {SIGNED_IN}
        assert said == {demanded}, name


@pytest.mark.parametrize("role", [None, *Role])
async def test_every_endpoint_with_every_role(browser: Open, role: Role | None) -> None:
    one = await browser(ACCOUNTS[role] if role is not None else None)
    for name, demanded in TABLE.items():
        if demanded is ANYBODY or name.endswith("/live"):
            continue
        status, code = await call(one, name)
        if role is None:
            assert (status, code) == (401, "not_signed_in"), name
        elif demanded is SIGNED_IN or demanded in granted(role):
            # Not there, not valid, or done: whatever it was, it was not refused to the role.
            assert status not in {401, 403, 405, 500}, (name, status, code)
        else:
            assert (status, code) == (403, "forbidden"), name


async def test_a_refusal_says_who_may(browser: Open) -> None:
    reply = await (await browser("elena")).get("/api/v1/people")
    assert reply.json["detail"] == (
        "Your role (employee) may not see the directory. Ask an administrator or an agent."
    )


async def call(one: Browser, name: str) -> tuple[int, Any]:
    method, path = name.split()
    body: Any = None if method == "GET" else {}
    reply = await one.send(method, path.format(**PLACES), body)
    code = reply.json.get("code") if reply.status >= 400 else None
    return reply.status, code
