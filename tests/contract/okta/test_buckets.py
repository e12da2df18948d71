"""Calls that Okta counts apart are counted apart by us, on a tenant whose limits are on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from deskhand.directory.provider import ConnectionAccess
from deskhand.integrations.okta.actions.deprovision_user import DeprovisionUser
from deskhand.integrations.okta.actions.door import OktaDoor
from deskhand.integrations.okta.actions.reset_mfa import ResetMfa
from deskhand.integrations.okta.actions.revoke_sessions import RevokeSessions
from deskhand.integrations.okta.buckets import Family, family_of
from deskhand.integrations.okta.provider import OktaProvider
from deskhand.kernel import clock
from deskhand.sandbox.okta.seed.plan import Plan
from deskhand.sandbox.okta.server import Sandbox, serve
from deskhand.sandbox.okta.state.model import User
from deskhand.sandbox.okta.wire.buckets import bucket_of
from tests.contract.okta.acting import carry_out, order
from tests.contract.okta.conftest import TOKEN, SharedTime
from tests.contract.okta.test_reading import all_of, largest

_LIMIT = 50
"""Calls a minute that half of a free org's bucket allows our token."""


def person(sandbox: Sandbox) -> User:
    return next(each for each in sandbox.tenant.users if each.login == "elena.moreau@acme.example")


@asynccontextmanager
async def spent(
    shared_time: SharedTime, provider: OktaProvider
) -> AsyncGenerator[tuple[Sandbox, OktaDoor, User]]:
    """A tenant where nothing is left of what all paths without a bucket of their own share."""
    async with serve(Plan(api_tokens=(TOKEN,)), rate_limits="free") as sandbox:
        shared_time.sandbox = sandbox
        door = provider.door(ConnectionAccess(9, sandbox.url, "api_token", TOKEN))
        user = person(sandbox)
        for _ in range(_LIMIT):
            await door.groups_of(user.id)
        yield sandbox, door, user


async def test_an_empty_bucket_holds_up_no_other_call_on_the_same_person(
    shared_time: SharedTime, provider: OktaProvider
) -> None:
    async with spent(shared_time, provider) as (sandbox, door, user):
        started = clock.monotonic()
        # Looks at factors, and writes below lifecycle: neither waits, neither is refused.
        assert (await carry_out(sandbox, door, ResetMfa(), order(ResetMfa(), user))).told == "done"
        assert clock.monotonic() == started
        assert {each.status for each in sandbox.tenant.calls} == {200}


async def test_what_shares_the_empty_bucket_waits_for_the_window(
    shared_time: SharedTime, provider: OktaProvider
) -> None:
    """The sessions of a person have no bucket of their own, whatever they are below."""
    async with spent(shared_time, provider) as (sandbox, door, user):
        started = clock.monotonic()
        action = RevokeSessions()
        assert (await carry_out(sandbox, door, action, order(action, user))).told == "done"
        assert clock.monotonic() - started > 0
        assert {each.status for each in sandbox.tenant.calls} <= {200, 204}


async def test_each_family_is_one_bucket_of_the_tenant(
    shared_time: SharedTime, provider: OktaProvider
) -> None:
    """Whatever the product reads and writes: no bucket mixed, none split without need."""
    async with serve(Plan(api_tokens=(TOKEN,)), rate_limits="workforce") as sandbox:
        shared_time.sandbox = sandbox
        await use_everything(sandbox, provider)
        seen: dict[Family, set[str]] = defaultdict(set)
        for call in sandbox.tenant.calls:
            bucket = bucket_of(call.method, call.path)
            assert bucket is not None
            seen[family_of(call.method, call.path)].add(bucket.name)
    names = [name for each in seen.values() for name in each]
    assert [family for family, found in seen.items() if len(found) > 1] == []
    assert len(set(names)) == len(names)
    # No action writes to the user itself.
    assert set(seen) == set(Family) - {Family.USER_CHANGES}


async def use_everything(sandbox: Sandbox, provider: OktaProvider) -> None:
    """Connect, read every list and single object, and act."""
    await provider.probe(sandbox.url, TOKEN)
    access = ConnectionAccess(9, sandbox.url, "api_token", TOKEN)
    source, door = provider.source(access), provider.door(access)
    user, group = person(sandbox), largest(sandbox)
    await all_of(source.people())
    await all_of(source.groups())
    await all_of(source.group_rules())
    await all_of(source.applications())
    await all_of(source.members(group.id))
    app = next(iter(sandbox.tenant.apps))
    await all_of(source.assignments(app.id))
    await all_of(source.application_groups(app.id))
    await source.person(user.id)
    await source.group(group.id)
    await door.app(app.id)
    for action in (ResetMfa(), RevokeSessions(), DeprovisionUser()):
        await carry_out(sandbox, door, action, order(action, user))
