"""A full sync equals the tenant, changes nothing twice, and loses nothing when reads fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from deskhand.directory.model import (
    Application,
    ApplicationGroup,
    Assignment,
    Group,
    Membership,
    Person,
    SyncPart,
)
from deskhand.directory.source import SourceAssignment, SourceGroup, SourcePerson
from deskhand.kernel.errors import DeskhandError


async def rows(desk: Any, *columns: Any, where: Any = None) -> list[tuple[Any, ...]]:
    query = sa.select(*columns)
    async with desk.database.reading() as session:
        found = await session.execute(query if where is None else query.where(where))
        return [tuple(row) for row in found]


async def member_pairs(desk: Any) -> set[tuple[str, str]]:
    async with desk.database.reading() as session:
        found = await session.execute(
            sa.select(Group.external_id, Person.external_id)
            .select_from(Membership)
            .join(Group, Group.id == Membership.group_id)
            .join(Person, Person.id == Membership.person_id)
            .where(Group.missing_since.is_(None))
        )
        return {(group, person) for group, person in found}


async def assignment_rows(desk: Any) -> set[tuple[str, str, str]]:
    async with desk.database.reading() as session:
        found = await session.execute(
            sa.select(Application.external_id, Person.external_id, Assignment.scope)
            .select_from(Assignment)
            .join(Application, Application.id == Assignment.application_id)
            .join(Person, Person.id == Assignment.person_id)
        )
        return {(app, person, scope) for app, person, scope in found}


async def missing(desk: Any, kind: Any = Person) -> set[str]:
    found = await rows(desk, kind.external_id, where=kind.missing_since.is_not(None))
    return {key for (key,) in found}


async def connection(desk: Any) -> Any:
    async with desk.database.reading() as session:
        return await desk.directory.connection(session)


async def test_the_first_import_equals_the_tenant(desk: Any) -> None:
    run = await desk.import_all()
    tenant = desk.tenant

    people = await rows(desk, Person.external_id, Person.login, Person.profile)
    assert {p[0]: p[1:] for p in people} == {
        k: (p.login, p.profile) for k, p in tenant.people.items()
    }
    assert {g for (g,) in await rows(desk, Group.external_id)} == tenant.groups.keys()
    assert await member_pairs(desk) == tenant.member_pairs()
    assert await assignment_rows(desk) == tenant.assignment_rows()
    assert len(await rows(desk, ApplicationGroup.group_id)) == 14
    assert run.counts["users"] == {"read": 230, "created": 230, "updated": 0, "removed": 0}
    assert run.counts["memberships"]["created"] == len(tenant.member_pairs())
    assert run.counts["assignments"]["read"] == 230
    assert [f["state"] for f in run.families] == ["done"] * 5
    assert run.calls == {
        "users": 5,
        "groups": 1,
        "members": 12,
        "apps": 1,
        "assignments": 7,
        "app_groups": 7,
        "rules": 1,
    }
    assert run.peak_memory_mb > 1
    assert await rows(desk, SyncPart.part) == []
    [(groups, apps)] = await rows(
        desk, Person.groups_count, Person.apps_count, where=Person.external_id == "u0"
    )
    assert (groups, apps) == (1 + sum("u0" in m for m in tenant.members.values()), 1)
    assert (await connection(desk)).setup == "review"


async def test_a_second_sync_changes_nothing(desk: Any) -> None:
    await desk.import_all()
    run = await desk.sync()
    assert run.state == "succeeded"
    for family in run.counts.values():
        assert (family["created"], family["updated"], family["removed"]) == (0, 0, 0)
        assert family["read"] > 0


async def test_changes_arrive(desk: Any) -> None:
    await desk.import_all()
    tenant = desk.tenant
    tenant.people["u1"] = replace(tenant.people["u1"], profile={"lastName": "Renamed"})
    tenant.people["new"] = SourcePerson("new", "STAGED", "new@x", "new@x", {})
    tenant.members["g1"].add("new")
    tenant.assignments["a0"]["u0"] = SourceAssignment("u0", "GROUP", "ACTIVE")
    tenant.groups["g2"] = SourceGroup("g2", "OKTA_GROUP", "Renamed group")
    tenant.remove_person("u7")
    run = await desk.sync()
    assert run.state == "succeeded"
    assert run.counts["users"] == {"read": 230, "created": 1, "updated": 1, "removed": 1}
    assert run.counts["groups"]["updated"] == 1
    assert run.counts["assignments"]["updated"] == 1
    assert await missing(desk) == {"u7"}
    assert await member_pairs(desk) == tenant.member_pairs()
    assert await assignment_rows(desk) == tenant.assignment_rows()
    assert await rows(desk, Person.display_name, where=Person.external_id == "u1") == [("Renamed",)]


async def test_who_comes_back_is_present_again(desk: Any) -> None:
    await desk.import_all()
    gone = desk.tenant.people.pop("u7")
    await desk.sync()
    assert await missing(desk) == {"u7"}
    desk.tenant.people["u7"] = gone
    await desk.sync()
    assert await missing(desk) == set()


async def test_a_last_sign_in_is_kept_but_is_no_change(desk: Any) -> None:
    await desk.import_all()
    at = (await connection(desk)).connected_at
    desk.tenant.people["u1"] = replace(desk.tenant.people["u1"], last_login=at)
    run = await desk.sync()
    assert run.counts["users"]["updated"] == 0
    assert await rows(desk, Person.last_login, where=Person.external_id == "u1") == [(at,)]


async def test_nobody_at_all_is_not_believed(desk: Any) -> None:
    await desk.import_all()
    pairs = await member_pairs(desk)
    desk.tenant.people.clear()
    desk.tenant.groups["late"] = SourceGroup("late", "OKTA_GROUP", "Late")
    run = await desk.sync()
    assert run.state == "held"
    assert run.problem["title"] == "Okta returned no people"
    assert "role" in run.problem["detail"]
    assert await missing(desk) == set()
    assert await member_pairs(desk) == pairs
    assert await rows(desk, Group.id, where=Group.external_id == "late") == []


@pytest.mark.parametrize("family", ["groups", "apps"])
async def test_an_empty_list_of_objects_is_held(desk: Any, family: str) -> None:
    await desk.import_all()
    (desk.tenant.groups if family == "groups" else desk.tenant.applications).clear()
    run = await desk.sync()
    assert run.state == "held"
    assert await missing(desk, Group) == set()
    assert await missing(desk, Application) == set()


async def test_too_many_leavers_are_held(desk: Any) -> None:
    await desk.import_all()
    for n in range(30):
        desk.tenant.remove_person(f"u{n}")
    run = await desk.sync()
    assert run.state == "held"
    assert "30 of 230 people (13 %) would go" in run.problem["detail"]
    assert run.counts["users"]["removed"] == 0
    assert await missing(desk) == set()


async def test_an_emptied_group_is_held_only_when_it_was_large(desk: Any, tenant: Any) -> None:
    tenant.members["g0"] = {f"u{n}" for n in range(120)}
    tenant.members["g1"] = {f"u{n}" for n in range(3)}
    await desk.import_all()
    tenant.members["g0"], tenant.members["g1"] = set(), set()
    run = await desk.sync()
    assert run.state == "held"
    assert any("Group 0" in note for note in run.notes)
    pairs = await member_pairs(desk)
    assert len([1 for group, _ in pairs if group == "g0"]) == 120
    assert not [1 for group, _ in pairs if group == "g1"]


@pytest.mark.parametrize("what", ["users", "users:2", "groups", "apps"])
async def test_a_list_that_breaks_off_removes_nothing(desk: Any, what: str) -> None:
    await desk.import_all()
    before = (await member_pairs(desk), await assignment_rows(desk))
    desk.tenant.remove_person("u200")
    desk.tenant.fail(what, 503, "E0000010")
    run = await desk.sync()
    assert run.state == "failed"
    assert run.problem["error_code"] == "E0000010"
    if what.startswith("users"):
        assert (await member_pairs(desk), await assignment_rows(desk)) == before
        assert await missing(desk) == set()


async def test_one_list_that_breaks_off_fails_the_family_only(desk: Any) -> None:
    await desk.import_all()
    before = await member_pairs(desk)
    desk.tenant.members["g1"] = set()
    del desk.tenant.assignments["a1"]["u1"]
    desk.tenant.fail("members/g3", 500, "E0000009")
    run = await desk.sync()
    assert run.state == "failed"
    assert {f["key"]: f["state"] for f in run.families}["memberships"] == "failed"
    assert await member_pairs(desk) == before
    assert await assignment_rows(desk) == desk.tenant.assignment_rows()


@pytest.mark.parametrize(("what", "kind"), [("members/g3", Group), ("assignments/a3", Application)])
async def test_what_may_not_be_read_keeps_its_old_rows(desk: Any, what: str, kind: Any) -> None:
    await desk.import_all()
    before = (await member_pairs(desk), await assignment_rows(desk))
    desk.tenant.fail(what, 403, "E0000006")
    run = await desk.sync()
    assert run.state == "succeeded"
    assert "403 E0000006" in run.notes[0]
    assert (await member_pairs(desk), await assignment_rows(desk)) == before
    column = Group.members_problem if kind is Group else Application.assignments_problem
    [(problem,)] = await rows(desk, column, where=kind.external_id == what.split("/")[1])
    assert problem["error_code"] == "E0000006"
    desk.tenant.faults.clear()
    await desk.sync()
    assert await rows(desk, column, where=column.is_not(None)) == []


@pytest.mark.parametrize("what", ["users", "users:2", "members/g3", "assignments/a3", "apps"])
async def test_a_revoked_token_stops_the_run_and_breaks_the_connection(
    desk: Any, what: str
) -> None:
    await desk.import_all()
    before = (await member_pairs(desk), await assignment_rows(desk))
    desk.tenant.fail(what, 401, "E0000011", broken=True)
    desk.tenant.token = "another"
    run = await desk.sync()
    assert run.state == "failed"
    assert run.problem["error_code"] == "E0000011"
    assert (await member_pairs(desk), await assignment_rows(desk)) == before
    view = await connection(desk)
    assert view.state == "broken"
    assert view.problem["error_code"] == "E0000011"
    assert view.problem["next"]["kind"] == "reconnect"
    with pytest.raises(DeskhandError, match="refuses our credentials"):
        await desk.sync()


async def test_a_401_that_is_not_confirmed_breaks_nothing(desk: Any) -> None:
    await desk.import_all()
    desk.tenant.fail("groups", 401, "E0000011", broken=True)
    run = await desk.sync()
    assert run.state == "failed"
    assert (await connection(desk)).state == "connected"


@pytest.mark.parametrize("what", ["users:3", "groups", "members/g5", "assignments/a4"])
async def test_a_crashed_run_goes_on_where_it_was(desk: Any, what: str) -> None:
    await desk.directory.connect("http://127.0.0.1:8090", "secret")
    desk.tenant.faults[what] = RuntimeError("killed")
    [(_, payload)] = desk.durable.enqueued
    with pytest.raises(RuntimeError, match="killed"):
        await desk.directory.sync.read(payload)
    desk.tenant.faults.clear()
    finished = {part for (part,) in await rows(desk, SyncPart.part)}
    desk.tenant.calls.clear()
    run = await desk.run()
    assert run.state == "succeeded"
    assert run.attempt == 2
    assert run.counts["users"] == {"read": 230, "created": 230, "updated": 0, "removed": 0}
    assert await member_pairs(desk) == desk.tenant.member_pairs()
    assert await assignment_rows(desk) == desk.tenant.assignment_rows()
    if "users" in finished:
        assert desk.tenant.calls["users"] == 0
    for part in finished:
        if part.startswith("memberships/"):
            assert desk.tenant.calls[f"members/{part.split('/')[1]}"] == 0


async def test_cancel_stops_between_pages(desk: Any) -> None:
    await desk.import_all()
    async with desk.database.transaction() as session:
        run = await desk.directory.start_sync(session)

    async def cancel() -> None:
        async with desk.database.transaction() as session:
            await desk.directory.sync.cancel(session, run.id)

    desk.tenant.before["users:1"] = cancel
    desk.tenant.remove_person("u200")
    ended = await desk.run()
    assert ended.state == "cancelled"
    assert ended.counts["users"]["read"] == 50
    assert await missing(desk) == set()


async def test_what_was_read_by_id_meanwhile_is_newer(
    desk: Any, moved_clock: Callable[..., Any]
) -> None:
    await desk.import_all()
    tenant = desk.tenant
    [(person_id,)] = await rows(desk, Person.id, where=Person.external_id == "u1")
    moved_clock(minutes=1)

    async def act() -> None:
        # An action changes Okta and re-reads the person while older pages are on their way.
        moved_clock(seconds=1)
        tenant.people["u1"] = replace(tenant.people["u1"], status="SUSPENDED")
        tenant.members["g5"].add("u1")
        tenant.members["g1"].discard("u1")
        await desk.directory.refresh_person(person_id)
        moved_clock(seconds=1)

    tenant.before["users:0"] = act
    old_members = tenant.members["g5"] - {"u1"}
    assert ("g1", "u1") in await member_pairs(desk)
    run = await desk.sync()
    assert run.state == "succeeded"
    found = await rows(desk, Person.status, where=Person.external_id == "u1")
    assert found == [("SUSPENDED",)]
    pairs = await member_pairs(desk)
    assert ("g5", "u1") in pairs
    assert ("g1", "u1") not in pairs
    assert {u for g, u in pairs if g == "g5"} - {"u1"} == old_members


async def test_cancelled_before_it_began(desk: Any) -> None:
    await desk.import_all()
    async with desk.database.transaction() as session:
        run = await desk.directory.start_sync(session)
        await desk.directory.sync.cancel(session, run.id)
    desk.tenant.calls.clear()
    ended = await desk.run()
    assert ended.state == "cancelled"
    assert not desk.tenant.calls
    async with desk.database.transaction() as session:
        with pytest.raises(DeskhandError, match="has ended"):
            await desk.directory.sync.cancel(session, run.id)


async def test_one_sync_at_a_time(desk: Any) -> None:
    await desk.directory.connect("http://127.0.0.1:8090", "secret")
    with pytest.raises(DeskhandError) as caught:
        await desk.sync()
    assert caught.value.code == "sync_running"


async def test_a_run_without_a_job_does_not_block_for_ever(desk: Any) -> None:
    await desk.directory.connect("http://127.0.0.1:8090", "secret")
    [(job, payload)] = desk.durable.enqueued
    await desk.directory.sync.release_abandoned()
    desk.durable.ended.add(job)
    await desk.directory.sync.release_abandoned()
    async with desk.database.reading() as session:
        run = await desk.directory.sync.get(session, payload["run_id"])
    assert run.state == "failed"
    assert run.problem["title"] == "The sync was cut off"


async def test_the_schedule_starts_what_is_due_and_set_up(
    desk: Any, moved_clock: Callable[..., Any]
) -> None:
    await desk.import_all()
    count = len(desk.durable.enqueued)
    moved_clock(hours=5)
    await desk.directory.sync.start_due({})
    assert len(desk.durable.enqueued) == count
    async with desk.database.transaction() as session:
        await desk.directory.connections.finish_setup(session)
    await desk.directory.sync.start_due({})
    await desk.directory.sync.start_due({})
    assert len(desk.durable.enqueued) == count + 1
    run = await desk.run()
    assert (run.trigger, run.started_by) == ("schedule", None)
    await desk.directory.sync.start_due({})
    assert len(desk.durable.enqueued) == count + 1


async def test_progress_is_told(desk: Any) -> None:
    with desk.live.listen() as news:
        await desk.import_all()
        told = [news.get_nowait() for _ in range(news.qsize())]
    syncs = [each.data for each in told if each.topic == "sync"]
    assert syncs[0]["state"] == "queued"
    assert syncs[-1]["state"] == "succeeded"
    assert syncs[-1]["calls_total"] == 34
    assert any(each.topic == "connection" for each in told)
