"""What the product reads of a tenant is what the tenant holds, also when it misbehaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar, get_args

import pytest

from deskhand.directory.provider import ConnectionAccess
from deskhand.directory.source import SourceError
from deskhand.integrations.okta.provider import OktaProvider
from deskhand.integrations.okta.source import OktaSource
from deskhand.kernel import clock
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import Sandbox, serve
from deskhand.sandbox.okta.state.model import Group, User
from deskhand.sandbox.okta.wire.faults import Fault, Kind
from tests.contract.okta.conftest import TOKEN, SharedTime

T = TypeVar("T")


async def all_of(pages: AsyncIterator[list[T]]) -> list[T]:
    return [each async for page in pages for each in page]


def person(sandbox: Sandbox, login: str) -> User:
    return next(each for each in sandbox.tenant.users if each.login == login)


def largest(sandbox: Sandbox) -> Group:
    """The group with the most members that are listed one by one."""
    tenant = sandbox.tenant
    own = [each for each in tenant.groups if each.type == "OKTA_GROUP"]
    return max(own, key=lambda each: len(tenant.memberships.of_left(each.id)))


async def test_the_whole_directory(sandbox: Sandbox, source: OktaSource) -> None:
    tenant = sandbox.tenant
    people = {each.external_id: each for each in await all_of(source.people())}
    assert {key: each.status for key, each in people.items()} == {
        each.id: each.status for each in tenant.users
    }
    assert len({each.status for each in people.values()}) == 8
    for each in tenant.users:
        assert people[each.id].login == each.login
        kept = {name: value for name, value in each.profile.items() if value is not None}
        assert kept.items() <= people[each.id].profile.items()
        assert people[each.id].user_type_id == each.type_id
        assert people[each.id].credential_provider == each.provider

    groups = {each.external_id: each for each in await all_of(source.groups())}
    assert {key: (each.name, each.type) for key, each in groups.items()} == {
        each.id: (each.name, each.type) for each in tenant.groups
    }
    assert [each.name for each in groups.values() if each.everyone] == ["Everyone"]
    privileged = {each.name for each in groups.values() if each.has_admin_privilege}
    assert "Okta Help Desk Admins" in privileged
    assert "VPN Users" not in privileged
    for group in tenant.groups:
        assert groups[group.id].source_app_id == group.source_app_id
        if not groups[group.id].everyone:
            listed = await all_of(source.members(group.id))
            assert sorted(listed) == sorted(tenant.memberships.of_left(group.id))

    apps = {each.external_id: each for each in await all_of(source.applications())}
    assert {key: (each.label, each.sign_on_mode) for key, each in apps.items()} == {
        each.id: (each.label, each.sign_on_mode) for each in tenant.apps
    }
    assert sum(each.first_party for each in apps.values()) == 3
    for app in tenant.apps:
        rows = await all_of(source.assignments(app.id))
        assert {each.person_id: each.scope for each in rows} == {
            user: "USER" if row.direct else "GROUP"
            for user, row in tenant.app_users.of_left(app.id).items()
        }
        listed = await all_of(source.application_groups(app.id))
        assert sorted(listed) == sorted(tenant.app_groups.of_left(app.id))
    assert source.notes() == []
    assert sum(source.calls().values()) == len(tenant.calls)


async def test_one_person(sandbox: Sandbox, source: OktaSource) -> None:
    tenant = sandbox.tenant
    elena = person(sandbox, "elena.moreau@acme.example")
    found = await source.person(elena.id)
    assert found is not None
    assert found.person.profile["title"] == "Account Executive"
    assert {each.external_id for each in found.groups if not each.everyone} == set(
        tenant.memberships.of_right(elena.id)
    )
    assert found.factors is not None
    labels = {each.label for each in found.factors}
    assert {"Okta Verify push", "SMS", "WebAuthn security key or biometric"} <= labels
    assert {each.external_id for each in found.factors} == {
        each.id for each in tenant.factors_of(elena.id)
    }
    assert found.applications is not None
    assert {app: each.scope for app, each in found.applications} == {
        app: "USER" if row.direct else "GROUP"
        for app, row in tenant.app_users.of_right(elena.id).items()
    }
    assert await source.person("00uNobodyIsCalledThis") is None


async def test_the_tenant_describes_itself(
    sandbox: Sandbox, provider: OktaProvider, access: ConnectionAccess
) -> None:
    found = await provider.probe(sandbox.url, TOKEN)
    assert found.base_url == sandbox.url
    assert found.org_id == sandbox.tenant.org.id
    assert found.engine == "Identity Engine"
    assert found.acts_as is not None
    assert found.acts_as.login == "okta.service@acme.example"
    await provider.confirm(access)


async def test_a_revoked_token_breaks_the_connection(
    sandbox: Sandbox, provider: OktaProvider, access: ConnectionAccess, source: OktaSource
) -> None:
    for token in sandbox.tenant.tokens:
        token.revoked = True
    for read in (provider.confirm(access), all_of(source.groups())):
        with pytest.raises(SourceError) as failed:
            await read
        assert failed.value.connection_broken
        assert failed.value.error_code == "E0000011"
        assert failed.value.provider_request_id


async def test_an_owner_without_a_role_is_told_which_one_helps(
    sandbox: Sandbox, provider: OktaProvider
) -> None:
    person(sandbox, "okta.service@acme.example").roles.clear()
    with pytest.raises(SourceError) as failed:
        await provider.probe(sandbox.url, TOKEN)
    assert not failed.value.connection_broken
    assert "Read-only Administrator" in failed.value.detail


# A read that meets the fault once ends so; everything else is outlived.
_FATAL = {
    "scope_missing": 403,
    "role_missing": 403,
    "token_invalid": 401,
    "not_found": 404,
}


@pytest.mark.parametrize("kind", [each for each in get_args(Kind) if each != "empty_list"])
async def test_one_fault_on_a_list(sandbox: Sandbox, source: OktaSource, kind: Kind) -> None:
    group = largest(sandbox)
    members = sorted(sandbox.tenant.memberships.of_left(group.id))
    assert members
    sandbox.faults.add(Fault(kind, "GET", "/api/v1/groups/*/users", times=1, seconds=1))
    reading = all_of(source.members(group.id))
    if kind in _FATAL:
        with pytest.raises(SourceError) as failed:
            await reading
        assert failed.value.http_status == _FATAL[kind]
        assert failed.value.connection_broken is (kind == "token_invalid")
        assert len(sandbox.tenant.calls) == 1
        return
    assert sorted(await reading) == members
    assert list(sandbox.faults) == []


async def test_a_page_in_the_middle_that_links_to_itself_is_asked_again(
    shared_time: SharedTime, provider: OktaProvider
) -> None:
    async with serve(Plan(users=450, api_tokens=(TOKEN,))) as sandbox:
        shared_time.sandbox = sandbox
        source = provider.source(ConnectionAccess(9, sandbox.url, "api_token", TOKEN))
        sandbox.faults.add(Fault("self_next", "GET", "/api/v1/users", times=1))
        found = {each.external_id for each in await all_of(source.people())}
        assert found == {each.id for each in sandbox.tenant.users}
        sandbox.faults.add(Fault("self_next", "GET", "/api/v1/users"))
        with pytest.raises(SourceError):
            await all_of(source.people())


async def test_limits_are_kept_to_without_a_single_refusal(
    shared_time: SharedTime, provider: OktaProvider
) -> None:
    """60 apps need over 120 calls of 45 a minute: three windows and no more."""
    plan = Plan(apps=60, api_tokens=(TOKEN,))
    async with serve(plan, rate_limits="workforce") as sandbox:
        shared_time.sandbox = sandbox
        source = provider.source(ConnectionAccess(9, sandbox.url, "api_token", TOKEN))
        apps = await all_of(source.applications())
        started = clock.monotonic()
        await asyncio.gather(
            *(all_of(source.assignments(each.external_id)) for each in apps),
            *(all_of(source.application_groups(each.external_id)) for each in apps),
        )
        statuses = {each.status for each in sandbox.tenant.calls}
        calls = len(sandbox.tenant.calls)
    assert statuses == {200}
    assert clock.monotonic() - started < 61 * -(-calls // 45)
    assert source.pace() == "Okta allows 45 app calls a minute"
