"""A whole sync against the tenant, on both databases: what goes wrong loses nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.directory.model import Application, Assignment, Group, Membership, Person
from deskhand.directory.service import Directory
from deskhand.integrations.okta.provider import OktaProvider
from deskhand.kernel.crypto import KeyRing, generate_key
from deskhand.kernel.db import Database
from deskhand.kernel.events import Events
from deskhand.kernel.live import Live
from deskhand.sandbox.okta.server import Sandbox
from deskhand.sandbox.okta.wire.faults import Fault, Kind
from tests.contract.okta.conftest import TOKEN
from tests.contract.sandbox.description import watch
from tests.unit.directory.conftest import HandDurable

Sync = Callable[[], Awaitable[Any]]
Rows = Counter[str]
# What goes by when one asks again.
PASSING: tuple[Kind, ...] = (
    "server_error",
    "html_502",
    "truncated_json",
    "reset_before_write",
    "rate_limit",
    "concurrency",
    "read_only",
    "self_next",
    "slow",
)
EVERYWHERE = (
    "/api/v1/users",
    "/api/v1/groups",
    "/api/v1/apps",
    "/api/v1/groups/*/users",
    "/api/v1/apps/*/users",
    "/api/v1/apps/*/groups",
)


class Desk:
    """A directory that is connected to the tenant; its syncs are carried out by hand."""

    def __init__(self, database: Database, provider: OktaProvider) -> None:
        self._database = database
        self._durable = HandDurable(database)
        self.directory = Directory(
            database, Live(), Events(), self._durable, KeyRing.parse(generate_key()), provider
        )

    async def carry_out(self) -> Any:
        """Run the newest enqueued sync to its end."""
        _, payload = self._durable.enqueued[-1]
        await self.directory.sync.read(payload)
        await self.directory.sync.settle(payload)
        async with self._database.reading() as session:
            return await self.directory.sync.get(session, payload["run_id"])

    async def sync(self) -> Any:
        async with self._database.transaction() as session:
            await self.directory.start_sync(session)
        return await self.carry_out()

    async def rows(self) -> Rows:
        found: Rows = Counter()
        async with self._database.reading() as session:
            for table in (Person, Group, Membership, Assignment):
                count = sa.select(sa.func.count()).select_from(table)
                if table in {Person, Group}:
                    count = count.where(table.missing_since.is_(None))
                found[table.__tablename__] = await session.scalar(count) or 0
        return found

    async def state(self) -> str:
        async with self._database.reading() as session:
            return (await self.directory.connection(session)).state


@pytest.fixture
async def desk(database: Database, provider: OktaProvider, sandbox: Sandbox) -> Desk:
    made = Desk(database, provider)
    await made.directory.connect(sandbox.url, TOKEN)
    run = await made.carry_out()
    assert run.state == "succeeded", run.problem
    return made


async def test_the_import_holds_what_the_tenant_holds(desk: Desk, sandbox: Sandbox) -> None:
    tenant = sandbox.tenant
    assert await desk.rows() == {
        "person": len(tenant.users),
        "directory_group": len(tenant.groups),
        "membership": len(tenant.memberships),
        "assignment": len(tenant.app_users),
    }
    before = len(tenant.calls)
    run = await desk.sync()
    assert run.state == "succeeded"
    assert not any(
        counts[what] for counts in run.counts.values() for what in ("created", "updated", "removed")
    )
    assert sum(run.calls.values()) == len(tenant.calls) - before


async def test_texts_that_no_database_takes_do_not_stop_a_sync(
    desk: Desk, sandbox: Sandbox, database: Database
) -> None:
    """U+0000 anywhere, and texts that are too long for an index and cannot be compressed."""
    before = await desk.rows()
    tenant = sandbox.tenant
    some = random.Random(7)
    endless = "".join(chr(some.randrange(0x20000, 0x2A6DF)) for _ in range(3_000))
    nul, long = list(tenant.users)[:2]
    nul.profile |= {"firstName": "Zoë\0", "odd\0": ["\0"]}
    long.profile |= dict.fromkeys(("email", "displayName", "firstName", "lastName"), endless)
    group = next(each for each in tenant.groups if each.type == "OKTA_GROUP")
    group.profile |= {"name": endless, "description": "\0"}
    app = next(iter(tenant.apps))
    app.label = f"\0{endless}"
    for user in (nul, long):
        tenant.put_user(user)
    tenant.groups.put(group)
    tenant.apps.put(app)

    run = await desk.sync()
    assert run.state == "succeeded", run.problem
    assert await desk.rows() == before
    async with database.reading() as session:
        people = {each.external_id: each for each in await session.scalars(sa.select(Person))}
        groups = {each.external_id: each for each in await session.scalars(sa.select(Group))}
        label = await session.scalar(
            sa.select(Application.label).where(Application.external_id == app.id)
        )
    assert people[nul.id].first_name == "Zoë\ufffd"
    assert people[nul.id].profile["odd\ufffd"] == ["\ufffd"]
    assert people[long.id].email == people[long.id].display_name == endless[:300]
    assert groups[group.id].name == endless[:300]
    assert groups[group.id].description == "\ufffd"
    assert label == f"\ufffd{endless[:299]}"
    again = await desk.sync()
    assert not any(counts["updated"] for counts in again.counts.values())
    # No Okta holds such texts, so what the tenant answered is not as described.
    assert watch.take()


async def test_what_passes_is_outlived_everywhere(desk: Desk, sandbox: Sandbox) -> None:
    before = await desk.rows()
    for kind in PASSING:
        for path in EVERYWHERE:
            sandbox.faults.add(Fault(kind, "GET", path, times=1, seconds=1))
        run = await desk.sync()
        assert run.state == "succeeded", (kind, run.problem)
        assert await desk.rows() == before, kind
        assert list(sandbox.faults) == [], kind


async def test_one_app_that_may_not_be_read_is_named_and_keeps_its_people(
    desk: Desk, sandbox: Sandbox
) -> None:
    before = await desk.rows()
    app = max(sandbox.tenant.apps, key=lambda each: len(sandbox.tenant.app_users.of_left(each.id)))
    sandbox.faults.add(Fault("role_missing", "GET", f"/api/v1/apps/{app.id}/users"))
    run = await desk.sync()
    assert run.state == "succeeded", run.problem
    assert any(app.label in note and "403" in note for note in run.notes)
    assert await desk.rows() == before


async def test_a_token_refused_in_the_middle_breaks_the_connection_and_removes_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    before = await desk.rows()
    sandbox.faults.add(Fault("token_invalid", "GET", "/api/v1/apps/*/users"))
    sandbox.faults.add(Fault("token_invalid", "GET", "/api/v1/users/me"))
    run = await desk.sync()
    assert run.state == "failed"
    assert run.problem["error_code"] == "E0000011"
    assert run.problem["okta_request_id"]
    assert await desk.state() == "broken"
    assert await desk.rows() == before
    sandbox.faults.clear()
    await desk.directory.connections.check()
    assert await desk.state() == "connected"


async def test_nobody_at_all_is_not_believed(desk: Desk, sandbox: Sandbox) -> None:
    before = await desk.rows()
    sandbox.faults.add(Fault("empty_list", "GET", "/api/v1/users"))
    run = await desk.sync()
    assert run.state == "held"
    assert "Read-only Administrator" in run.problem["detail"]
    assert await desk.rows() == before


async def test_a_list_that_cannot_be_read_to_its_end_removes_nothing(
    desk: Desk, sandbox: Sandbox
) -> None:
    before = await desk.rows()
    sandbox.faults.add(Fault("html_502", "GET", "/api/v1/groups"))
    run = await desk.sync()
    assert run.state == "failed"
    assert run.problem["http_status"] == 502
    assert run.problem["next"] is not None
    assert await desk.rows() == before
