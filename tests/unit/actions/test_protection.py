"""Administrators of Okta and the token's owner are not everybody's targets, whatever the action."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.actions.declare import Kind
from deskhand.directory.model import Connection, Group, Membership
from deskhand.kernel import clock
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role
from tests.unit.actions.paper import ACTIONS, Desk, Join, Paper, Reply, Switch

OWNER = 2
PRIVILEGED = (
    "Person u1 has administrator rights in Okta through Admins. Only an administrator of Deskhand "
    "may act on this account."
)


async def reasons(desk: Desk, role: Role, person: int = 0) -> set[str | None]:
    """What the panel shows for all the actions."""
    async with desk.database.reading() as session:
        offers = await desk.actions.offers(session, desk.people[person], role)
    assert len(offers) == len(ACTIONS)
    return {each.verdict.reason for each in offers}


async def refused(desk: Desk, key: str, role: Role, person: int = 0) -> str:
    parameters: dict[str, Any] = {"group": desk.groups["Staff"]} if key == Join.key else {}
    with pytest.raises(DeskhandError) as caught:
        await desk.submit(key, role=role, person=person, **parameters)
    assert caught.value.code == "refused"
    assert not desk.durable.jobs
    return caught.value.detail


@pytest.mark.parametrize("key", [each.key for each in ACTIONS])
@pytest.mark.parametrize("role", [Role.AGENT, Role.ADMINISTRATOR])
async def test_the_tokens_owner_is_nobodys_target(desk: Desk, key: str, role: Role) -> None:
    reason = await refused(desk, key, role, OWNER)
    assert "acts in Okta as this account" in reason
    assert await reasons(desk, role, OWNER) == {reason}


@pytest.mark.parametrize("key", [each.key for each in ACTIONS])
async def test_an_administrator_of_okta_is_no_agents_target(desk: Desk, key: str) -> None:
    await desk.join("Admins")
    assert await refused(desk, key, Role.AGENT) == PRIVILEGED
    assert await reasons(desk, Role.AGENT) == {PRIVILEGED}
    assert await reasons(desk, Role.AGENT, person=1) == {None}


async def test_an_administrator_of_deskhand_may(desk: Desk) -> None:
    await desk.join("Admins")
    assert await reasons(desk, Role.ADMINISTRATOR) == {None}
    run_id = await desk.submit(role=Role.ADMINISTRATOR)
    await desk.work()
    run = await desk.run(run_id)
    assert (run.state, run.actor_role) == ("done", "administrator")


async def test_all_groups_with_rights_are_named(desk: Desk) -> None:
    for name in ("Admins", "Staff"):
        await desk.join(name)
    await desk.change(Group, has_admin_privilege=True)
    assert "through Admins, Staff." in await refused(desk, Paper.key, Role.AGENT)


async def test_the_built_in_group_of_all_administrators_counts(desk: Desk) -> None:
    await desk.join("Staff")
    await desk.change(Group, name="Okta Administrators", has_admin_privilege=None)
    assert await reasons(desk, Role.AGENT) == {None}
    await desk.change(Group, type="BUILT_IN")
    assert "through Okta Administrators." in await refused(desk, Paper.key, Role.AGENT)


async def test_rights_of_everyone_are_everybodys(desk: Desk) -> None:
    await desk.change(Group, everyone=True)
    assert "through Admins." in await refused(desk, Paper.key, Role.AGENT)


async def test_groups_that_are_gone_or_carry_nothing_do_not_count(desk: Desk) -> None:
    for name in ("Staff", "Forbidden", "Admins"):
        await desk.join(name)
    await desk.change(Group, missing_since=clock.now())
    assert await reasons(desk, Role.AGENT) == {None}
    async with desk.database.transaction() as session:
        await session.execute(sa.delete(Membership).where(_is_of(desk, "Admins")))
    await desk.change(Group, missing_since=None)
    assert await reasons(desk, Role.AGENT) == {None}


@pytest.mark.usefixtures("moved_clock")
class TestAtRunTime:
    """What was allowed when it was ordered is looked at again before each write."""

    async def test_the_token_has_got_another_owner(self, desk: Desk) -> None:
        run_id = await desk.submit(role=Role.ADMINISTRATOR)
        await desk.change(Connection, facts={"acts_as": {"id": "u1"}})
        await desk.work()
        run = await desk.run(run_id)
        assert run.state == "refused"
        assert run.summary is not None
        assert run.summary.endswith("from here. Nothing was sent.")
        assert desk.world.calls == []

    async def test_the_person_has_become_an_administrator(self, desk: Desk) -> None:
        run_id = await desk.submit()
        await desk.join("Admins")
        await desk.work()
        run = await desk.run(run_id)
        assert (run.state, run.summary) == ("refused", f"{PRIVILEGED} Nothing was sent.")
        assert desk.world.calls == []
        assert await desk.calls(run_id) == []
        assert len(await desk.calls(run_id, "verify")) == 1

    async def test_an_administrators_order_stands(self, desk: Desk) -> None:
        run_id = await desk.submit(role=Role.ADMINISTRATOR)
        await desk.join("Admins")
        await desk.work()
        assert (await desk.run(run_id)).state == "done"

    async def test_between_two_writes(self, desk: Desk) -> None:
        desk.world.replies = [Reply(Kind.LATER, retry_after=60)]
        run_id = await desk.submit()
        await desk.carry_out(f"action/{run_id}/1")
        await desk.join("Admins")
        await desk.work()
        run = await desk.run(run_id)
        assert (run.state, run.summary) == ("refused", f"{PRIVILEGED} Nothing more was sent.")
        assert len(desk.world.calls) == 1

    async def test_what_has_happened_is_told_all_the_same(self, desk: Desk) -> None:
        desk.world.replies = [Reply(effect=True, raises=asyncio.CancelledError())]
        run_id = await desk.submit()
        with pytest.raises(asyncio.CancelledError):
            await desk.work()
        await desk.join("Admins")
        desk.restart()
        await desk.work()
        assert (await desk.run(run_id)).state == "done"
        assert len(desk.world.calls) == 1

    async def test_a_goal_that_holds_is_told_all_the_same(self, desk: Desk) -> None:
        run_id = await desk.submit(Switch.key)
        await desk.join("Admins")
        desk.world.effects[f"/{Switch.key}/u1"] = 1
        await desk.work()
        assert (await desk.run(run_id)).state == "already"


def _is_of(desk: Desk, group: str) -> sa.ColumnElement[bool]:
    return Membership.group_id == desk.groups[group]
