"""The one gate: every reason to say no, and what is recorded when it says yes."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from deskhand.actions.declare import Kind
from deskhand.actions.events import ActionSubmitted
from deskhand.actions.model import ActionRun
from deskhand.directory.model import Connection, Group, Person
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.context import Actor, ActorKind, Origin, acting
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role
from tests.unit.actions.paper import Blurred, Desk, Join, Paper, Reply, Switch


class UndoneError(Exception):
    """What happened after the submission, in its transaction."""


async def refused(desk: Desk, key: str = Paper.key, **how: Any) -> DeskhandError:
    """The gate's answer; nothing may be left behind by it."""
    with pytest.raises(DeskhandError) as caught:
        await desk.submit(key, **how)
    async with desk.database.reading() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(ActionRun)) == 0
    assert not desk.durable.jobs
    assert not desk.told
    return caught.value


async def reasons(desk: Desk, role: Role = Role.AGENT) -> dict[str, str | None]:
    """What the panel shows: the reason of each action."""
    async with desk.database.reading() as session:
        offers = await desk.actions.offers(session, desk.people[0], role)
    return {each.action.key: each.verdict.reason for each in offers}


async def test_everything_is_offered(desk: Desk) -> None:
    assert await reasons(desk) == {
        Paper.key: None,
        Switch.key: None,
        Blurred.key: None,
        Join.key: None,
    }


async def test_an_unknown_action(desk: Desk) -> None:
    error = await refused(desk, "okta.user.delete")
    assert (error.status, error.code) == (404, "not_found")


async def test_an_employee(desk: Desk) -> None:
    error = await refused(desk, role=Role.EMPLOYEE)
    assert "Ask an administrator or an agent" in error.detail
    assert set((await reasons(desk, Role.EMPLOYEE)).values()) == {error.detail}


async def test_an_unknown_person(desk: Desk) -> None:
    desk.people = [999]
    assert (await refused(desk)).status == 404


@pytest.mark.parametrize("setup", ["importing", "review"])
async def test_before_the_setup_is_finished(desk: Desk, setup: str) -> None:
    await desk.change(Connection, setup=setup)
    error = await refused(desk)
    assert error.next is not None
    assert error.next.label == "Finish setup"
    assert error.status == 409


async def test_a_broken_connection(desk: Desk) -> None:
    await desk.change(Connection, state="broken", problem={"title": "Okta refuses our token"})
    error = await refused(desk)
    assert "Okta refuses our token" in error.detail
    assert error.next is not None
    assert error.next.kind == "reconnect"


async def test_a_person_who_is_missing(desk: Desk) -> None:
    async with desk.database.reading() as session:
        at = await session.scalar(sa.select(Connection.connected_at))
    await desk.change(Person, missing_since=at)
    error = await refused(desk)
    assert "no longer in Okta" in error.detail


async def test_a_status_in_which_it_is_pointless(desk: Desk) -> None:
    await desk.change(Person, status="DEPROVISIONED")
    error = await refused(desk)
    assert error.detail == "Person u1 is gone."
    assert (await reasons(desk))[Paper.key] == error.detail


async def test_factors_that_are_being_set_up_are_named_as_that(desk: Desk) -> None:
    factors = [
        {"label": "Okta Verify push", "status": "ACTIVE"},
        {"label": "SMS", "status": "PENDING_ACTIVATION"},
    ]
    await desk.change(Person, factors=factors)
    async with desk.database.reading() as session:
        [offer, *_] = await desk.actions.offers(session, desk.people[0], Role.AGENT)
    assert offer.target.factors == ("Okta Verify push", "SMS (being set up)")


async def test_one_that_is_under_way(desk: Desk) -> None:
    await desk.submit()
    with pytest.raises(DeskhandError, match="under way for Person u1"):
        await desk.submit()
    found = await reasons(desk)
    assert found[Paper.key] == "Count up is under way for Person u1."
    assert found[Switch.key] is None
    await desk.submit(person=1)


UNUSABLE: list[tuple[dict[str, Any], str]] = [
    ({}, "group"),
    ({"group": "staff"}, "group"),
    ({"group": 1, "more": True}, "more"),
    ({"group": 999_999}, "group"),
    ({"group": -1}, "group"),
    ({"group": 2**70}, "group"),
    ({"group": True}, "group"),
    ({"group": 1.0}, "group"),
    ({"group": [1]}, "group"),
    ({"group": "-1"}, "group"),
    ({"group": " 1"}, "group"),
    ({"group": "\uff11"}, "group"),
    ({"group": "9" * 5_000}, "group"),
    ({"group": 1, "quickly": "yes"}, "quickly"),
    ({"group": 1, "quickly": 1}, "quickly"),
]


async def test_parameters_that_cannot_be_used(desk: Desk) -> None:
    for parameters, field in UNUSABLE:
        error = await refused(desk, Join.key, **parameters)
        assert (error.status, error.errors[0].field) == (422, field), parameters


async def test_a_group_that_is_gone(desk: Desk) -> None:
    async with desk.database.reading() as session:
        at = await session.scalar(sa.select(Connection.connected_at))
    await desk.change(Group, missing_since=at)
    error = await refused(desk, Join.key, group=desk.groups["Staff"])
    assert "not in the directory any more" in error.detail


async def test_a_group_with_administrator_rights(desk: Desk) -> None:
    error = await refused(desk, Join.key, group=desk.groups["Admins"])
    assert (error.status, error.detail) == (403, "Administrators only.")
    run_id = await desk.submit(Join.key, group=desk.groups["Admins"], role=Role.ADMINISTRATOR)
    assert (await desk.run(run_id)).parameters["picked"]["group"]["has_admin_privilege"] is True


async def test_what_is_recorded(desk: Desk) -> None:
    actor = Actor(ActorKind.PERSON, "Marcus", "acc-1")
    with acting(actor, Origin.PANEL, "corr-1"):
        run_id = await desk.submit(
            Join.key, group=desk.groups["Staff"], note="a", quickly=True, subject="REQ-7"
        )
    run = await desk.run(run_id)
    assert (run.actor_name, run.actor_id, run.origin) == ("Marcus", "acc-1", "admin_dashboard")
    assert (run.correlation_id, run.subject_ref, run.state) == ("corr-1", "REQ-7", "queued")
    assert run.shown_parameters == [
        {"label": "Group", "value": "Staff"},
        {"label": "Note", "value": "The first"},
        {"label": "Quickly", "value": "Yes"},
    ]
    assert desk.told == [ActionSubmitted(run_id, Join.key, "Join", run.person_id, "REQ-7")]
    async with desk.database.reading() as session:
        event = (await session.scalars(sa.select(AuditEvent))).one()
    assert (event.tag, event.thing) == ("action:run:submit", f"action_run/{run_id}")
    assert event.actor_name == "Marcus"
    assert list(desk.durable.jobs) == [f"action/{run_id}/1"]
    await desk.work()
    async with desk.database.reading() as session:
        last = (await session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id))).all()[-1]
    assert (last.tag, last.correlation_id) == ("action:run:settle", "corr-1")


async def test_a_rolled_back_submission_never_starts(desk: Desk) -> None:
    with desk.live.listen() as news, contextlib.suppress(UndoneError):
        async with desk.database.transaction() as session:
            await desk.actions.submit(
                session,
                key=Paper.key,
                person_id=desk.people[0],
                parameters={},
                subject_ref=None,
                role=Role.AGENT,
            )
            raise UndoneError
    assert not desk.durable.jobs
    assert news.empty()


async def test_the_same_action_at_once_becomes_one_run(desk: Desk) -> None:
    found = await asyncio.gather(*(desk.submit() for _ in range(12)), return_exceptions=True)
    runs = [each for each in found if isinstance(each, str)]
    assert len(runs) == 1
    assert all("under way" in str(each) for each in found if not isinstance(each, str))
    await desk.work()
    assert desk.world.effects.total() == 1


async def test_two_orders_at_once_are_judged_one_after_the_other(desk: Desk) -> None:
    others: list[asyncio.Task[str]] = []

    async def give_another(_session: AsyncSession, _event: ActionSubmitted) -> None:
        if not others:
            others.append(asyncio.create_task(desk.submit()))
            # Time for it to come as far as it can, before the first is committed.
            await asyncio.wait(others, timeout=0.2)

    desk.events.on(ActionSubmitted, give_another)
    await desk.submit()
    with pytest.raises(DeskhandError, match="under way"):
        await others[0]


async def test_repeat(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.REFUSED)]
    run_id = await desk.submit(Join.key, group=desk.groups["Staff"], note="x", subject="REQ-7")
    await desk.work()
    async with desk.database.transaction() as session:
        again = await desk.actions.retry(session, run_id, Role.AGENT)
    await desk.work()
    run = await desk.run(again.id)
    assert (run.retry_of, run.state, run.subject_ref) == (run_id, "done", "REQ-7")
    assert run.parameters == (await desk.run(run_id)).parameters
    async with desk.database.transaction() as session:
        with pytest.raises(DeskhandError, match="did not come to a good end"):
            await desk.actions.retry(session, again.id, Role.AGENT)
        with pytest.raises(DeskhandError, match="Your role"):
            await desk.actions.retry(session, run_id, Role.EMPLOYEE)
        with pytest.raises(DeskhandError, match="no such action run"):
            await desk.actions.get(session, "nothing")
