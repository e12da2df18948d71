"""Okta's own client as an independent witness: it must take the tenant for an Okta."""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import pytest

from deskhand.sandbox.okta.server import Sandbox
from tests.contract.sandbox.client import TOKEN, Okta

with warnings.catch_warnings():
    # It is not ours to repair.
    warnings.simplefilter("ignore")
    from okta.client import Client
    from okta.pagination import PaginationHelper

pytestmark = pytest.mark.filterwarnings("ignore:::okta", "ignore:::pydantic")


@pytest.fixture
async def client(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Any]:
    monkeypatch.setenv("OKTA_TESTING_TESTINGDISABLEHTTPSCHECK", "true")
    async with Client({"orgUrl": sandbox.url, "token": TOKEN}) as found:
        yield found


async def told(call: Awaitable[tuple[Any, ...]]) -> Any:
    """What a call brought; the client hands errors back instead of raising them."""
    *found, error = await call
    assert error is None, error
    return found[0]


async def every(
    read: Callable[..., Awaitable[tuple[Any, ...]]], *ids: str, limit: int
) -> list[Any]:
    """All pages of a list, by the cursors that the client finds in the links."""
    found: list[Any] = []
    more: dict[str, str] = {}
    while True:
        page, answer, error = await read(*ids, limit=limit, **more)
        assert error is None, error
        found.extend(page)
        after = PaginationHelper.extract_next_cursor(answer.headers)
        if after is None:
            return found
        more = {"after": after}


async def test_it_reads_the_whole_directory(client: Any, okta: Okta) -> None:
    tenant = okta.tenant
    users = await every(client.list_users, limit=30)
    known = {user.id for user in tenant.users if user.status != "DEPROVISIONED"}
    assert {user.id for user in users} == known
    assert len(users) == len(known)

    groups = await every(client.list_groups, limit=7)
    assert {group.id for group in groups} == {group.id for group in tenant.groups}
    vpn = okta.group("VPN Users")
    members = await every(client.list_group_users, vpn.id, limit=10)
    assert {user.id for user in members} == set(tenant.memberships.of_left(vpn.id))

    apps = await every(client.list_applications, limit=6)
    assert {app.id for app in apps} == {app.id for app in tenant.apps}
    handbook = okta.app("Company Handbook")
    given = await every(client.list_application_users, handbook.id, limit=20)
    assert {user.id for user in given} == set(tenant.app_users.of_left(handbook.id))
    assert len(await told(client.list_application_group_assignments(handbook.id))) == 1


async def test_it_takes_a_person_through_his_life(client: Any, okta: Okta) -> None:
    elena = okta.user()
    assert len(await told(client.list_factors(elena.id))) == 3
    for operation, status in (
        (client.suspend_user, "SUSPENDED"),
        (client.unsuspend_user, "ACTIVE"),
    ):
        await told(operation(elena.id))
        assert okta.user().status == status
        assert (await told(client.get_user(elena.id))).status == status
    await told(client.reset_factors(elena.id))
    assert await told(client.list_factors(elena.id)) == []
    await told(client.reset_password(elena.id, send_email=True))
    assert (await told(client.get_user(elena.id))).status == "RECOVERY"
    await told(client.deactivate_user(elena.id))
    assert (await told(client.get_user(elena.id))).status == "DEPROVISIONED"
    assert not okta.tenant.app_users.of_right(elena.id)
    await told(client.activate_user(elena.id, send_email=False))
    assert okta.user().status == "ACTIVE"


async def test_it_changes_a_membership_and_an_assignment(client: Any, okta: Okta) -> None:
    group, user = okta.group("Payroll Viewers"), okta.user()
    _, _, error = await client.assign_user_to_group(group.id, user.id)
    assert error is None
    assert okta.tenant.memberships.get(group.id, user.id)
    _, _, error = await client.unassign_user_from_group(group.id, user.id)
    assert error is None
    assert okta.tenant.memberships.get(group.id, user.id) is None


async def test_it_understands_the_rest(client: Any, okta: Okta) -> None:
    assert len(await told(client.list_group_rules())) == len(okta.tenant.rules)
    assert len(await told(client.list_user_types())) == 2
    assert len(await told(client.list_api_tokens())) == 1
    schema = await told(client.get_user_schema("default"))
    assert schema.definitions.base.properties.login is not None
    _, answer, error = await client.get_user("00unobodyhasthisid00")
    assert answer.status == 404
    assert "E0000007" in str(error)
