"""The same order under the same key is the same run, however often and whenever it is given."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.declare import Kind
from deskhand.actions.events import ActionSubmitted
from deskhand.actions.model import ActionRun
from deskhand.kernel.context import Actor, ActorKind, Origin, acting
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role
from tests.unit.actions.paper import Desk, Join, Paper, Reply, Switch

NOAH = Actor(ActorKind.PERSON, "Noah", "acc-1")
MAYA = Actor(ActorKind.PERSON, "Maya", "acc-2")


async def order(desk: Desk, key: str = Paper.key, *, actor: Actor = NOAH, **how: Any) -> str:
    with acting(actor, Origin.API):
        return await desk.submit(key, idempotency_key=how.pop("idempotency_key", "k-1"), **how)


async def count(desk: Desk) -> int:
    async with desk.database.reading() as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(ActionRun)) or 0


async def test_repeated_after_it_has_settled(desk: Desk) -> None:
    first = await order(desk)
    await desk.work()
    assert await order(desk) == first
    await desk.work()
    assert desk.world.effects.total() == 1
    assert len([each for each in desk.told if isinstance(each, ActionSubmitted)]) == 1
    assert await count(desk) == 1


async def test_repeated_while_it_is_under_way(desk: Desk) -> None:
    assert await order(desk) == await order(desk)
    assert len(desk.durable.jobs) == 1


async def test_repeated_with_parameters(desk: Desk) -> None:
    staff = desk.groups["Staff"]
    first = await order(desk, Join.key, group=staff, note="x", subject="REQ-7")
    again = await order(desk, Join.key, group=str(staff), note="x", quickly=False, subject="REQ-7")
    assert again == first


@pytest.mark.parametrize(
    "other",
    [
        {"key": Switch.key},
        {"person": 1},
        {"group": "Admins"},
        {"note": "y"},
        {"subject": "REQ-8"},
    ],
)
async def test_a_key_of_another_order(desk: Desk, other: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"key": Join.key, "group": "Staff", "note": "x", "subject": "REQ-7"}
    changed = {**asked, **other}
    if changed["key"] == Switch.key:
        del changed["group"], changed["note"]
    for each in (asked, changed):
        if "group" in each:
            each["group"] = desk.groups[each["group"]]
    await order(desk, role=Role.ADMINISTRATOR, **asked)
    with pytest.raises(DeskhandError, match="another order") as caught:
        await order(desk, role=Role.ADMINISTRATOR, **changed)
    assert (caught.value.code, caught.value.status) == ("invalid", 422)
    assert await count(desk) == 1


async def test_keys_are_each_actors_own(desk: Desk) -> None:
    first = await order(desk)
    await desk.work()
    assert await order(desk, actor=MAYA) != first
    await desk.work()
    assert await order(desk, idempotency_key="k-2") != first
    await desk.work()
    assert desk.world.effects.total() == 3


async def test_a_key_that_nothing_came_of_is_free(desk: Desk) -> None:
    with pytest.raises(DeskhandError, match="cannot run with these values"):
        await order(desk, Join.key)
    await order(desk)


async def test_who_prepares_something_asks_before(desk: Desk) -> None:
    asked: dict[str, Any] = {"key": Paper.key, "person_id": desk.people[0], "parameters": {}}
    with acting(NOAH, Origin.API):
        async with desk.database.transaction() as session:
            assert await desk.actions.repeated(session, "k-1", **asked) is None
        run_id = await desk.submit(subject="REQ-7", idempotency_key="k-1")
        async with desk.database.transaction() as session:
            found = await desk.actions.repeated(session, "k-1", **asked)
    assert found is not None
    assert (found.id, found.subject_ref) == (run_id, "REQ-7")


async def test_a_repeat_of_a_failed_run_is_ordered_once(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.REFUSED)]
    first = await order(desk)
    await desk.work()
    found = []
    for _ in range(2):
        with acting(NOAH, Origin.API):
            async with desk.database.transaction() as session:
                run = await desk.actions.retry(session, first, Role.AGENT, idempotency_key="k-2")
                found.append(run.id)
        await desk.work()
    assert found[0] == found[1] != first
    assert desk.world.effects.total() == 1
    with pytest.raises(DeskhandError, match="another order"):
        await order(desk, idempotency_key="k-2")


@pytest.mark.parametrize("person", [0, 1])
async def test_given_twice_at_the_same_moment(desk: Desk, person: int) -> None:
    others: list[asyncio.Task[str]] = []

    async def give_another(_session: AsyncSession, _event: ActionSubmitted) -> None:
        if not others:
            others.append(asyncio.create_task(order(desk, person=person)))
            # Time for it to come as far as it can, before the first is committed.
            await asyncio.wait(others, timeout=0.2)

    desk.events.on(ActionSubmitted, give_another)
    first = await order(desk)
    if person == 0:
        assert await others[0] == first
    else:
        with pytest.raises(DeskhandError, match="another order"):
            await others[0]
    assert await count(desk) == 1


async def test_prepared_twice_at_the_same_moment(desk: Desk) -> None:
    """As a request is opened for an order: the second must find the first's before it opens one."""
    others: list[asyncio.Task[str]] = []

    async def prepare(subject: str) -> str:
        async with desk.database.transaction() as session:
            with acting(NOAH, Origin.API):
                found = await desk.actions.repeated(
                    session, "k-1", key=Paper.key, person_id=desk.people[0], parameters={}
                ) or await desk.actions.submit(
                    session,
                    key=Paper.key,
                    person_id=desk.people[0],
                    parameters={},
                    subject_ref=subject,
                    role=Role.AGENT,
                    idempotency_key="k-1",
                )
            return found.id

    async def prepare_another(_session: AsyncSession, _event: ActionSubmitted) -> None:
        if not others:
            others.append(asyncio.create_task(prepare("REQ-8")))
            await asyncio.wait(others, timeout=0.2)

    desk.events.on(ActionSubmitted, prepare_another)
    first = await prepare("REQ-7")
    assert await others[0] == first
    assert (await desk.run(first)).subject_ref == "REQ-7"
