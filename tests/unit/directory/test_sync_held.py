"""Removals that are too many are kept, and gone only when Okta or an administrator says so."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from deskhand.directory.model import (
    Application,
    ApplicationGroup,
    Assignment,
    Group,
    Membership,
    Person,
)
from deskhand.directory.source import SourceGroup
from deskhand.directory.sync import guard
from deskhand.kernel.audit import AuditEvent
from deskhand.kernel.errors import DeskhandError


async def count(desk: Any, kind: Any, *where: Any) -> int:
    async with desk.database.reading() as session:
        query = sa.select(sa.func.count()).select_from(kind).where(*where)
        return int(await session.scalar(query) or 0)


async def missing(desk: Any, kind: Any = Person) -> int:
    return await count(desk, kind, kind.missing_since.is_not(None))


async def apply(desk: Any, run: Any) -> Any:
    """Decide that what was held is true, and carry that out."""
    async with desk.database.transaction() as session:
        await desk.directory.sync.apply(session, run.id)
    return await desk.run()


def remove_people(desk: Any, number: int) -> None:
    for n in range(number):
        desk.tenant.remove_person(f"u{n}")


@pytest.mark.parametrize(
    ("leaving", "before", "held"),
    [(20, 100, False), (21, 100, True), (21, 420, False), (22, 420, True), (1, 1, False)],
)
def test_the_limits(leaving: int, before: int, held: bool) -> None:
    assert guard.too_many(leaving, before) is held


async def test_a_mended_cause_lets_the_next_sync_pass(desk: Any) -> None:
    await desk.import_all()
    hidden = {key: desk.tenant.people.pop(key) for key in list(desk.tenant.people)[:60]}
    run = await desk.sync()
    assert (run.state, run.held) == ("held", {"users": 60})
    assert "an administrator applies the removals" in run.problem["detail"]
    desk.tenant.people |= hidden
    run = await desk.sync()
    assert (run.state, run.held) == ("succeeded", {})
    assert await missing(desk) == 0


async def test_an_administrator_applies_what_is_true(desk: Any) -> None:
    await desk.import_all()
    remove_people(desk, 60)
    held = await desk.sync()
    assert held.state == "held"
    assert set(held.held) == {"users", "memberships", "assignments"}
    assert await missing(desk) == 0
    run = await apply(desk, held)
    assert (run.state, run.applies) == ("succeeded", held.id)
    assert run.counts["users"]["removed"] == 60
    assert await missing(desk) == 60
    assert await count(desk, Membership) == len(desk.tenant.member_pairs())
    assert await count(desk, Assignment) == len(desk.tenant.assignment_rows())
    async with desk.database.reading() as session:
        tags = set(await session.scalars(sa.select(AuditEvent.tag)))
    assert "directory:removals:apply" in tags


async def test_no_more_is_removed_than_was_held(desk: Any) -> None:
    await desk.import_all()
    remove_people(desk, 60)
    held = await desk.sync()
    remove_people(desk, 0)
    for n in range(60, 100):
        desk.tenant.remove_person(f"u{n}")
    run = await apply(desk, held)
    assert run.state == "held"
    assert run.held["users"] == 100
    assert await missing(desk) == 0
    assert (await apply(desk, run)).state == "succeeded"
    assert await missing(desk) == 100


async def test_nobody_at_all_is_never_applied(desk: Any) -> None:
    await desk.import_all()
    desk.tenant.people.clear()
    run = await desk.sync()
    assert run.state == "held"
    with pytest.raises(DeskhandError) as caught:
        await apply(desk, run)
    assert caught.value.code == "nothing_held"


async def test_only_the_newest_run_can_be_applied(desk: Any) -> None:
    await desk.import_all()
    good = await desk.sync()
    with pytest.raises(DeskhandError, match="no removals to apply"):
        await apply(desk, good)
    remove_people(desk, 60)
    first = await desk.sync()
    await desk.sync()
    with pytest.raises(DeskhandError) as caught:
        await apply(desk, first)
    assert caught.value.code == "stale"


async def test_an_emptied_group_can_be_applied(desk: Any) -> None:
    desk.tenant.members["g0"] = {f"u{n}" for n in range(120)}
    await desk.import_all()
    desk.tenant.members["g0"] = set()
    held = await desk.sync()
    assert held.held == {"memberships": 120}
    assert (await apply(desk, held)).state == "succeeded"
    assert await count(desk, Membership) == len(desk.tenant.member_pairs())


async def test_a_group_that_takes_many_memberships_with_it_is_held(desk: Any) -> None:
    desk.tenant.members["g0"] = {f"u{n}" for n in range(120)}
    await desk.import_all()
    del desk.tenant.groups["g0"], desk.tenant.members["g0"]
    held = await desk.sync()
    assert (held.state, held.held) == ("held", {"groups": 1})
    assert "120 of" in held.problem["detail"]
    assert await missing(desk, Group) == 0
    assert (await apply(desk, held)).state == "succeeded"
    assert await missing(desk, Group) == 1


async def test_a_small_group_goes_by_itself(desk: Any) -> None:
    desk.tenant.groups["small"] = SourceGroup("small", "OKTA_GROUP", "Small")
    desk.tenant.members["small"] = {"u1", "u2"}
    await desk.import_all()
    del desk.tenant.groups["small"], desk.tenant.members["small"]
    assert (await desk.sync()).state == "succeeded"
    assert await missing(desk, Group) == 1


async def test_an_app_that_takes_many_assignments_with_it_is_held(desk: Any) -> None:
    await desk.import_all()
    del desk.tenant.applications["a0"], desk.tenant.assignments["a0"]
    held = await desk.sync()
    assert (held.state, held.held) == ("held", {"apps": 1})
    assert await missing(desk, Application) == 0


async def test_a_crash_keeps_what_was_held(desk: Any) -> None:
    await desk.import_all()
    remove_people(desk, 60)
    async with desk.database.transaction() as session:
        await desk.directory.start_sync(session)
    desk.tenant.faults["assignments/a3"] = RuntimeError("killed")
    _, payload = desk.durable.enqueued[-1]
    with pytest.raises(RuntimeError, match="killed"):
        await desk.directory.sync.read(payload)
    desk.tenant.faults.clear()
    run = await desk.run()
    assert run.state == "held"
    assert run.held["users"] == 60
    assert await missing(desk) == 0


async def test_a_progress_that_cannot_be_saved_does_not_end_the_sync(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync = desk.directory.sync
    save = sync._save
    failures: list[int] = []

    async def fails_once(*values: Any) -> None:
        if not failures:
            failures.append(1)
            raise sa.exc.OperationalError("UPDATE", {}, Exception("database is locked"))
        await save(*values)

    monkeypatch.setattr(sync, "_save", fails_once)
    run = await desk.import_all()
    assert run.counts["users"]["created"] == 230


async def test_counts_are_right_beyond_one_piece(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deskhand.directory.sync.store_counts._MOST_ROWS", 60)
    await desk.import_all()
    async with desk.database.reading() as session:
        found = dict(
            (await session.execute(sa.select(Person.external_id, Person.groups_count))).all()
        )
    for key in desk.tenant.people:
        assert found[key] == 1 + sum(key in each for each in desk.tenant.members.values())


async def test_held_groups_stay_on_their_applications(desk: Any) -> None:
    await desk.import_all()
    before = await count(desk, ApplicationGroup)
    assert before > 0
    hidden = dict(desk.tenant.groups)
    desk.tenant.groups.clear()
    run = await desk.sync()
    assert (run.state, list(run.held)) == ("held", ["groups"])
    assert await count(desk, ApplicationGroup) == before
    desk.tenant.groups |= hidden
    assert (await desk.sync()).state == "succeeded"
    assert await count(desk, ApplicationGroup) == before


async def test_a_group_taken_off_an_application_is_told(desk: Any) -> None:
    await desk.import_all()
    before = await count(desk, ApplicationGroup)
    desk.tenant.application_groups["a0"] = {"everyone"}
    run = await desk.sync()
    assert await count(desk, ApplicationGroup) == before - 1
    assert "1 times a group was taken off an application." in run.notes


async def test_a_small_family_that_comes_back_empty_is_held(desk: Any) -> None:
    await desk.import_all()
    desk.tenant.applications.clear()
    run = await desk.sync()
    assert (run.state, run.held) == ("held", {"apps": 7})
    assert await missing(desk, Application) == 0
