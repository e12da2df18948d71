"""Group rules are read with each sync, and a sync never fails for want of them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from deskhand.directory.model import Connection, Group, GroupRule, GroupRuleTarget, SyncPart
from deskhand.directory.source import SourceGroupRule
from deskhand.directory.sync.rules import PART


async def stored(desk: Any) -> dict[str, tuple[str, set[str]]]:
    async with desk.database.reading() as session:
        rules = {
            rule.id: (rule.external_id, rule.status)
            for rule in await session.scalars(sa.select(GroupRule))
        }
        targets = await session.execute(
            sa.select(GroupRuleTarget.rule_id, Group.external_id).join(
                Group, Group.id == GroupRuleTarget.group_id
            )
        )
        found: dict[str, tuple[str, set[str]]] = {
            key: (status, set()) for key, status in rules.values()
        }
        for rule_id, group in targets:
            found[rules[rule_id][0]][1].add(group)
    return found


async def read_at(desk: Any) -> Any:
    async with desk.database.reading() as session:
        return await session.scalar(sa.select(Connection.rules_read_at))


def rules(desk: Any) -> None:
    desk.tenant.rules = {
        key: SourceGroupRule(key, key.upper(), "ACTIVE", "true", groups, ("u1",))
        for key, groups in {"r1": ("g1", "g2", "nowhere"), "r2": ("g2", "g2")}.items()
    }


async def test_rules_come_change_and_go(desk: Any) -> None:
    rules(desk)
    await desk.import_all()
    assert await stored(desk) == {"r1": ("ACTIVE", {"g1", "g2"}), "r2": ("ACTIVE", {"g2"})}
    assert await read_at(desk) is not None

    known = desk.tenant.rules
    desk.tenant.rules = {"r1": replace(known["r1"], status="INACTIVE", group_ids=("g3",))}
    run = await desk.sync()
    assert run.state == "succeeded"
    assert await stored(desk) == {"r1": ("INACTIVE", {"g3"})}

    desk.tenant.rules = {}
    await desk.sync()
    assert await stored(desk) == {}


async def test_rules_that_may_not_be_read_are_a_note(desk: Any) -> None:
    desk.tenant.fail("rules", 403, "E0000006")
    run = await desk.import_all()
    assert await read_at(desk) is None
    assert "Group rules could not be read (403 E0000006)" in run.notes[0]

    desk.tenant.faults.clear()
    rules(desk)
    await desk.sync()
    before = await stored(desk)
    for status, code in ((401, "E0000015"), (500, "E0000009")):
        desk.tenant.fail("rules", status, code)
        run = await desk.sync()
        assert run.state == "succeeded"
        assert f"{status} {code}" in run.notes[0]
        assert await stored(desk) == before


async def test_a_refused_token_ends_the_sync(desk: Any) -> None:
    rules(desk)
    await desk.import_all()
    desk.tenant.fail("rules", 401, "E0000011", broken=True)
    run = await desk.sync()
    assert run.state == "failed"
    assert run.problem["error_code"] == "E0000011"
    assert len(await stored(desk)) == 2


async def test_groups_that_cannot_be_read_leave_the_rules_alone(desk: Any) -> None:
    rules(desk)
    await desk.import_all()
    before = await stored(desk)
    desk.tenant.rules = {}
    desk.tenant.fail("groups", 500, "E0000009")
    run = await desk.sync()
    assert run.state == "failed"
    assert await stored(desk) == before


async def test_a_run_that_goes_on_does_not_read_them_again(desk: Any) -> None:
    rules(desk)
    await desk.directory.connect("http://127.0.0.1:8090", "secret")

    async def crash() -> None:
        async with asyncio.timeout(30):
            while True:
                if PART in await finished(desk):
                    raise RuntimeError("killed")
                await asyncio.sleep(0.01)

    desk.tenant.before["assignments/a3:0"] = crash
    [(_, payload)] = desk.durable.enqueued
    with pytest.raises(RuntimeError, match="killed"):
        await desk.directory.sync.read(payload)
    desk.tenant.before.clear()
    desk.tenant.calls.clear()
    before, at = await stored(desk), await read_at(desk)
    assert set(before) == {"r1", "r2"}
    run = await desk.run()
    assert (run.state, run.attempt, run.notes) == ("succeeded", 2, [])
    assert desk.tenant.calls["rules"] == 0
    assert (await stored(desk), await read_at(desk)) == (before, at)


async def finished(desk: Any) -> set[str]:
    async with desk.database.reading() as session:
        return set(await session.scalars(sa.select(SyncPart.part)))
