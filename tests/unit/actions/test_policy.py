"""Each action is on or off, and in the hands of the roles that an administrator has chosen."""

from __future__ import annotations

import unicodedata

import pytest
import sqlalchemy as sa

from deskhand.actions.declare import Action, Kind
from deskhand.actions.policy import Setting
from deskhand.directory.model import Person
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.errors import DeskhandError
from deskhand.kernel.permissions import Role
from tests.unit.actions.paper import Desk, Paper, Reply
from tests.unit.actions.unusual import Ending

BOTH = (Role.ADMINISTRATOR, Role.AGENT)


@pytest.fixture
def actions() -> tuple[Action, ...]:
    return (Paper(), Ending())


async def change(
    desk: Desk, key: str = Paper.key, *, enabled: bool = True, roles: tuple[Role, ...] = BOTH
) -> Setting:
    async with desk.database.transaction() as session:
        return await desk.actions.change_setting(session, key, enabled=enabled, roles=list(roles))


async def settings(desk: Desk) -> dict[str, Setting]:
    async with desk.database.reading() as session:
        return {each.action.key: each for each in await desk.actions.settings(session)}


async def reason(desk: Desk, key: str, role: Role) -> str | None:
    """Why the panel shows it grey, which is also what the gate answers; None when it runs."""
    async with desk.database.reading() as session:
        offers = await desk.actions.offers(session, desk.people[0], role)
    verdict = next(each.verdict for each in offers if each.action.key == key)
    if verdict.allowed:
        return None
    with pytest.raises(DeskhandError) as refused:
        await desk.submit(key, role=role, confirm_name="Person u1")
    assert refused.value.detail == verdict.reason
    return verdict.reason


async def test_the_defaults(desk: Desk) -> None:
    found = await settings(desk)
    assert list(found) == [each.key for each in desk.catalogue]
    assert found[Paper.key].roles == BOTH
    assert found[Ending.key].roles == (Role.ADMINISTRATOR,)
    assert all(each.enabled and each.changed_at is None for each in found.values())
    assert await reason(desk, Paper.key, Role.AGENT) is None
    assert await reason(desk, Ending.key, Role.AGENT) == "Only an administrator may end it."
    assert await reason(desk, Ending.key, Role.ADMINISTRATOR) is None


async def test_off_is_off_for_everybody(desk: Desk) -> None:
    await change(desk, enabled=False)
    for role in BOTH:
        assert await reason(desk, Paper.key, role) == "Count up is switched off here."
    await change(desk)
    assert await reason(desk, Paper.key, Role.AGENT) is None


async def test_a_role_that_is_not_allowed(desk: Desk) -> None:
    changed = await change(desk, roles=(Role.ADMINISTRATOR,))
    assert changed.roles == (Role.ADMINISTRATOR,)
    assert changed.changed_by == "Deskhand"
    expected = "Count up is not for your role (agent). Ask an administrator."
    assert await reason(desk, Paper.key, Role.AGENT) == expected
    assert await reason(desk, Paper.key, Role.ADMINISTRATOR) is None


async def test_nobody_can_be_given_more_than_the_action_allows(desk: Desk) -> None:
    with pytest.raises(DeskhandError) as refused:
        await change(desk, Ending.key, roles=BOTH)
    assert [each.message for each in refused.value.errors] == ["Only an administrator may end it."]
    with pytest.raises(DeskhandError):
        await change(desk, roles=(Role.EMPLOYEE,))
    with pytest.raises(DeskhandError):
        await change(desk, roles=())
    assert not (await change(desk, enabled=False, roles=())).enabled
    with pytest.raises(DeskhandError):
        await change(desk, "paper.none")


async def test_what_waits_obeys_a_change_too(desk: Desk) -> None:
    desk.world.replies = [Reply(Kind.LATER, retry_after=60)]
    run_id = await desk.submit()
    await desk.carry_out(f"action/{run_id}/1")
    await change(desk, enabled=False)
    await desk.work()
    run = await desk.run(run_id)
    assert run.state == "refused"
    assert run.summary == "Count up is switched off here. Nothing more was sent."
    assert desk.world.effects.total() == 0


async def test_a_change_is_audited(desk: Desk) -> None:
    await change(desk, enabled=False)
    async with desk.database.reading() as session:
        [event] = await session.scalars(
            sa.select(AuditEvent).where(AuditEvent.tag == "action:setting:change")
        )
    assert event.thing == f"action_setting/{Paper.key}"
    assert event.details == {"enabled": False, "roles": ["administrator", "agent"]}


@pytest.mark.parametrize("typed", ["Person u1", " person  U1 "])
async def test_the_name_is_typed(desk: Desk, typed: str) -> None:
    for wrong in (None, "", "Person u2"):
        with pytest.raises(DeskhandError) as refused:
            await desk.submit(Ending.key, role=Role.ADMINISTRATOR, confirm_name=wrong)
        assert [each.field for each in refused.value.errors] == ["confirm_name"]
    assert desk.world.effects.total() == 0
    desk.world.replies = [Reply(Kind.REFUSED)]
    run_id = await desk.submit(Ending.key, role=Role.ADMINISTRATOR, confirm_name=typed)
    await desk.work()
    run = await desk.run(run_id)
    verdict = desk.actions.may_retry(run, Role.ADMINISTRATOR)
    assert (run.state, verdict.allowed) == ("failed", False), "the name is asked for each time"


async def test_accents_are_the_same_however_they_are_put_together(desk: Desk) -> None:
    await desk.change(Person, display_name=unicodedata.normalize("NFD", "Zoé Łukasz"))
    typed = unicodedata.normalize("NFC", "Zoé Łukasz")
    assert await desk.submit(Ending.key, role=Role.ADMINISTRATOR, confirm_name=typed)
