"""What a provider tells once is sealed, shown once to whoever is entitled, and destroyed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.actions import secrets
from deskhand.actions.declare import Action, Answer, Kind
from deskhand.actions.model import ActionRun, ActionSecret
from deskhand.directory.model import Person
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.context import Actor, ActorKind, Origin, acting
from deskhand.kernel.crypto import generate_key
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role, no
from tests.unit.actions.paper import Desk, Paper, Reply
from tests.unit.actions.unusual import Telling

pytestmark = pytest.mark.usefixtures("moved_clock")

NOAH = Actor(ActorKind.PERSON, "Noah", "a1")
MIA = Actor(ActorKind.PERSON, "Mia", "a2")


@pytest.fixture
def actions() -> tuple[Action, ...]:
    return (Paper(), Telling())


async def told(desk: Desk) -> ActionRun:
    with acting(NOAH, Origin.API, "c1"):
        run_id = await desk.submit(Telling.key)
    await desk.work()
    return await desk.run(run_id)


async def reveal(desk: Desk, run: ActionRun, who: Actor = NOAH, role: Role = Role.AGENT) -> str:
    with acting(who, Origin.API, "c2"):
        async with desk.database.transaction() as session:
            return (await desk.actions.secrets.reveal(session, run, role)).value


async def row(desk: Desk) -> ActionSecret:
    async with desk.database.reading() as session:
        return (await session.scalars(sa.select(ActionSecret))).one()


async def state(desk: Desk, run: ActionRun, who: Actor = NOAH) -> secrets.SecretShown:
    with acting(who, Origin.API, "c2"):
        async with desk.database.reading() as session:
            found = await row(desk)
            return await desk.actions.secrets.shown(session, found, run, Role.AGENT)


async def test_it_is_shown_once(desk: Desk) -> None:
    run = await told(desk)
    assert run.state == "done"
    sealed = (await row(desk)).sealed
    assert sealed is not None
    assert b"hush" not in sealed
    assert (await state(desk, run)).state == "waiting"
    assert await reveal(desk, run) == "hush-hush-1"
    assert (await row(desk)).sealed is None
    after = await state(desk, run)
    assert (after.state, after.shown_by, after.may_reveal.allowed) == ("shown", "Noah", False)
    with pytest.raises(DeskhandError) as gone:
        await reveal(desk, run)
    assert (gone.value.code, gone.value.status) == ("secret_gone", 410)
    assert "Noah has seen it" in (gone.value.detail or "")


async def test_only_who_ordered_it_or_an_administrator_sees_it(desk: Desk) -> None:
    run = await told(desk)
    assert not (await state(desk, run, MIA)).may_reveal.allowed
    for role in (Role.AGENT, Role.EMPLOYEE):
        with pytest.raises(DeskhandError) as refused:
            await reveal(desk, run, MIA, role)
        assert refused.value.status == 403
    with pytest.raises(DeskhandError):
        await reveal(desk, run, NOAH, Role.EMPLOYEE)
    assert await reveal(desk, run, MIA, Role.ADMINISTRATOR) == "hush-hush-1"


async def refusal(desk: Desk, run: ActionRun, role: Role = Role.AGENT) -> str:
    """Why it is not shown, which is also what the timeline says; the try destroys nothing."""
    with pytest.raises(DeskhandError) as refused:
        await reveal(desk, run, role=role)
    assert (refused.value.code, refused.value.status) == ("forbidden", 403)
    assert (await row(desk)).sealed is not None
    assert (await row(desk)).shown_at is None
    if role is Role.AGENT:
        found = await state(desk, run)
        assert (found.state, found.may_reveal.reason) == ("waiting", refused.value.detail)
    return refused.value.detail or ""


@pytest.mark.parametrize(
    ("enabled", "roles", "why"),
    [
        (True, [Role.ADMINISTRATOR], "Tell is not for your role (agent). Ask an administrator."),
        (False, [Role.AGENT], "Tell is switched off here."),
    ],
)
async def test_who_may_not_order_it_now_does_not_see_it(
    desk: Desk, enabled: bool, roles: list[Role], why: str
) -> None:
    run = await told(desk)
    async with desk.database.transaction() as session:
        await desk.actions.change_setting(session, Telling.key, enabled=enabled, roles=roles)
    expected = f"Only who may order this action now may see its temporary password. {why}"
    assert await refusal(desk, run) == expected
    async with desk.database.transaction() as session:
        await desk.actions.change_setting(session, Telling.key, enabled=True, roles=[Role.AGENT])
    assert await reveal(desk, run) == "hush-hush-1"


async def test_an_administrator_who_became_an_agent_has_an_agents_rights(desk: Desk) -> None:
    await desk.join("Admins")
    with acting(NOAH, Origin.API, "c1"):
        run_id = await desk.submit(Telling.key, role=Role.ADMINISTRATOR)
    await desk.work()
    run = await desk.run(run_id)
    assert "has administrator rights in Okta through Admins" in await refusal(desk, run)
    assert await reveal(desk, run, role=Role.ADMINISTRATOR) == "hush-hush-1"


async def test_whoever_became_an_administrator_of_okta_is_out_of_reach_of_agents(
    desk: Desk,
) -> None:
    run = await told(desk)
    await desk.join("Admins")
    assert "has administrator rights in Okta through Admins" in await refusal(desk, run)
    assert await reveal(desk, run, MIA, Role.ADMINISTRATOR) == "hush-hush-1"


async def test_what_the_action_asks_of_a_role_holds_here_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await told(desk)
    monkeypatch.setattr(Telling, "permitted", lambda *_: no("Administrators only."))
    assert (await refusal(desk, run)).endswith("Administrators only.")


async def test_the_state_of_its_person_does_not_hide_it(desk: Desk) -> None:
    run = await told(desk)
    await desk.change(Person, status="DEPROVISIONED")
    assert await reveal(desk, run) == "hush-hush-1"


async def test_one_of_an_action_that_is_gone_stays_where_it_is(desk: Desk) -> None:
    run = await told(desk)
    await desk.change(ActionRun, action_key="paper.gone")
    run = await desk.run(run.id)
    assert await refusal(desk, run) == "The action that it came from is not offered any more."


async def test_it_is_destroyed_when_nobody_asks(
    desk: Desk, moved_clock: Callable[..., Any]
) -> None:
    run = await told(desk)
    moved_clock(seconds=29 * 60)
    await desk.secrets.forget_expired()
    assert (await row(desk)).sealed is not None
    moved_clock(seconds=61)
    with pytest.raises(DeskhandError, match="nothing to show"):
        await reveal(desk, run)
    await desk.secrets.forget_expired()
    assert (await row(desk)).sealed is None
    assert (await state(desk, run)).state == "expired"


async def test_a_run_without_one_says_so(desk: Desk) -> None:
    run_id = await desk.submit()
    await desk.work()
    with pytest.raises(DeskhandError) as gone:
        await reveal(desk, await desk.run(run_id))
    assert gone.value.detail == "This action has revealed nothing."


async def test_a_lost_answer_loses_it_for_good(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LOST, effect=True)]
    run = await told(desk)
    assert run.state == "unknown"
    assert run.summary == "It happened, but the answer with the temporary password was lost"
    assert run.advice is not None
    assert run.advice["next"][0]["kind"] == "retry"
    assert len(await desk.calls(run.id)) == 1, "it is never repeated blindly"


async def test_a_secret_that_was_lost_is_not_called_done(desk: Desk) -> None:
    # The first answer is lost and its effect comes late, so that it is sent once more.
    desk.world.hidden = 1
    desk.world.replies = [Reply(Kind.LOST, effect=True), Reply(Kind.MAYBE_DONE)]
    run = await told(desk)
    assert run.state == "unknown"
    assert run.summary == "It happened, but the answer with the temporary password was lost"


async def test_what_okta_refused_has_told_nothing(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.MAYBE_DONE, effect=True)]
    run = await told(desk)
    expected = "It held already, so Okta told no temporary password."
    assert (run.state, run.summary) == ("already", expected)


async def test_the_secret_is_nowhere_else(desk: Desk) -> None:
    run = await told(desk)
    await reveal(desk, run)
    answer = Answer(Kind.OK, "POST", "/x", secret="hush-hush-1")
    assert "hush" not in repr(answer)
    assert "hush" not in repr(secrets.Revealed("temporary password", "hush-hush-1"))
    async with desk.database.reading() as session:
        events = (await session.scalars(sa.select(AuditEvent))).all()
        calls = await desk.calls(run.id)
        texts = [str(vars(each)) for each in (*events, *calls, run)]
    assert "action:secret:reveal" in [each.tag for each in events]
    assert not any("hush" in each for each in texts)


async def test_a_change_of_keys_seals_it_anew(desk: Desk) -> None:
    old, new = generate_key(), generate_key()
    desk.use_keys(old)
    run = await told(desk)
    desk.use_keys(f"{new},{old}")
    async with desk.database.transaction() as session:
        assert await desk.secrets.reseal(session) == 1
    async with desk.database.transaction() as session:
        assert await desk.secrets.reseal(session) == 0
    desk.use_keys(new)
    assert await reveal(desk, run) == "hush-hush-1"


async def test_the_same_must_not_follow_too_soon(
    desk: Desk, moved_clock: Callable[..., Any]
) -> None:
    await told(desk)
    moved_clock(seconds=120)
    with pytest.raises(DeskhandError) as refused:
        await told(desk)
    assert refused.value.detail == "It was told a moment ago. Possible again in 8 min."
    assert (await desk.submit(Telling.key, person=1)) is not None, "for another person it is new"
    moved_clock(seconds=8 * 60 + 1)
    assert (await told(desk)).state == "done"


async def test_what_failed_may_follow_itself(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.REFUSED)]
    assert (await told(desk)).state == "failed"
    assert (await told(desk)).state == "done"
