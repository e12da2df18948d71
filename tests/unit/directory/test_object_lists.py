"""The lists of groups and applications in each order, and the names of what people have."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import event

from deskhand.directory.source import SourceApplication, SourceAssignment, SourceGroup
from deskhand.directory.wanted import APPLICATION_SORTS, GROUP_SORTS, Wanted


def at(day: int) -> datetime:
    return datetime(2026, 5, day, tzinfo=UTC)


@pytest.fixture
async def filled(desk: Any) -> Any:
    tenant = desk.tenant
    tenant.people = {key: tenant.people[key] for key in ("u0", "u1", "u2")}
    tenant.applications = {
        each.external_id: each
        for each in (
            SourceApplication("ad", "active_directory", "Zoo AD", "ACTIVE", None),
            SourceApplication("day", "workday", "Birch HR", "ACTIVE", "OPENID_CONNECT"),
            SourceApplication("wiki", "wiki", "alpha wiki", "ACTIVE", "SAML_1_1"),
            SourceApplication("mail", "mail", "Mail", "ACTIVE", "SAML_2_0"),
            SourceApplication("odd", "odd", "Odd", "ACTIVE", "ODD_MODE"),
            SourceApplication("console", "saasure", "Console", "ACTIVE", "SAML_2_0"),
        )
    }
    for key, day in (("ad", 3), ("day", 1), ("mail", 2)):
        tenant.applications[key] = replace(tenant.applications[key], last_updated=at(day))
    tenant.applications["console"] = replace(tenant.applications["console"], first_party=True)
    tenant.groups = {
        each.external_id: each
        for each in (
            SourceGroup("everyone", "BUILT_IN", "Everyone", everyone=True),
            SourceGroup("own", "OKTA_GROUP", "Own", last_updated=at(5)),
            SourceGroup("bees", "OKTA_GROUP", "bees", last_updated=at(1)),
            SourceGroup("zoo", "APP_GROUP", "Ants", source_app_id="ad", last_updated=at(4)),
            SourceGroup("hr", "APP_GROUP", "Hr", source_app_id="day"),
        )
    }
    tenant.groups["bees"] = replace(tenant.groups["bees"], last_membership_updated=at(6))
    tenant.groups["hr"] = replace(tenant.groups["hr"], last_membership_updated=at(2))
    tenant.members = {"own": {"u0", "u1"}, "bees": {"u0"}, "zoo": set(), "hr": {"u1"}}
    direct = {key: SourceAssignment(key, "USER", "ACTIVE") for key in tenant.people}
    tenant.assignments = {
        "ad": direct,
        "wiki": {"u0": direct["u0"]},
        "mail": {key: direct[key] for key in ("u0", "u2")},
        "console": {"u1": direct["u1"]},
    }
    tenant.application_groups = {}
    await desk.import_all()
    return desk


GROUPS = {
    "name": ["Ants", "bees", "Everyone", "Hr", "Own"],
    "-name": ["Own", "Hr", "Everyone", "bees", "Ants"],
    "type": ["Everyone", "bees", "Own", "Hr", "Ants"],
    "-type": ["Ants", "Hr", "bees", "Own", "Everyone"],
    "members": ["Ants", "bees", "Hr", "Own", "Everyone"],
    "-members": ["Everyone", "Own", "bees", "Hr", "Ants"],
    "changed": ["Hr", "Ants", "Own", "bees", "Everyone"],
    "-changed": ["bees", "Own", "Ants", "Hr", "Everyone"],
}
APPLICATIONS = {
    "name": ["alpha wiki", "Birch HR", "Mail", "Odd", "Zoo AD"],
    "-name": ["Zoo AD", "Odd", "Mail", "Birch HR", "alpha wiki"],
    "sign_on": ["Zoo AD", "Odd", "Birch HR", "alpha wiki", "Mail"],
    "-sign_on": ["alpha wiki", "Mail", "Birch HR", "Odd", "Zoo AD"],
    "people": ["Birch HR", "Odd", "alpha wiki", "Mail", "Zoo AD"],
    "-people": ["Zoo AD", "Mail", "alpha wiki", "Birch HR", "Odd"],
    "changed": ["Birch HR", "Mail", "Zoo AD", "alpha wiki", "Odd"],
    "-changed": ["Zoo AD", "Mail", "Birch HR", "alpha wiki", "Odd"],
}


async def test_groups_in_each_order_whole_and_page_by_page(filled: Any) -> None:
    assert {each.removeprefix("-") for each in GROUPS} == set(GROUP_SORTS)
    async with filled.database.reading() as session:
        for sort, expected in GROUPS.items():
            rows, total = await filled.directory.groups(session, sort=sort)
            assert ([each.name for each in rows], total) == (expected, 5), sort
            paged = [
                (await filled.directory.groups(session, sort=sort, limit=1, offset=place))[0]
                for place in range(total)
            ]
            assert [each.name for [each] in paged] == expected, sort
        own, _ = await filled.directory.groups(session, type_="OKTA_GROUP", sort="-members")
    assert [(each.name, each.changed_at) for each in own] == [("Own", at(5)), ("bees", at(6))]


async def test_applications_in_each_order_whole_and_page_by_page(filled: Any) -> None:
    assert {each.removeprefix("-") for each in APPLICATIONS} == set(APPLICATION_SORTS)
    async with filled.database.reading() as session:
        for sort, expected in APPLICATIONS.items():
            found = await filled.directory.applications(session, sort=sort)
            assert ([each.label for each in found.rows], found.total) == (expected, 5), sort
            paged = [
                await filled.directory.applications(session, sort=sort, limit=1, offset=place)
                for place in range(found.total)
            ]
            assert [each.rows[0].label for each in paged] == expected, sort


async def test_the_names_of_what_people_have_are_those_that_their_rows_count(filled: Any) -> None:
    async with filled.database.reading() as session:
        rows, _ = await filled.directory.search(session, Wanted(status="all"))
        has = await filled.directory.people_access(session, [row.id for row in rows])
    named = {row.okta_id: (has[row.id].groups, has[row.id].apps) for row in rows}
    assert named == {
        "u0": (["bees", "Everyone", "Own"], ["alpha wiki", "Mail", "Zoo AD"]),
        "u1": (["Everyone", "Hr", "Own"], ["Zoo AD"]),
        "u2": (["Everyone"], ["Mail", "Zoo AD"]),
    }
    for row in rows:
        assert (row.groups_count, row.apps_count) == tuple(map(len, named[row.okta_id]))


async def test_what_okta_no_longer_lists_is_not_among_the_names(filled: Any) -> None:
    del filled.tenant.groups["bees"], filled.tenant.members["bees"]
    del filled.tenant.applications["wiki"], filled.tenant.assignments["wiki"]
    assert (await filled.sync()).state == "succeeded"
    async with filled.database.reading() as session:
        [row], _ = await filled.directory.search(session, Wanted(query="number0"))
        has = await filled.directory.people_access(session, [row.id])
    assert (has[row.id].groups, has[row.id].apps) == (["Everyone", "Own"], ["Mail", "Zoo AD"])
    assert (row.groups_count, row.apps_count) == (2, 2)


async def test_no_statement_is_asked_for_one_person_alone(filled: Any) -> None:
    async with filled.database.reading() as session:
        rows, _ = await filled.directory.search(session, Wanted(status="all"))
    ids = [row.id for row in rows]
    few, many = [await statements(filled, some) for some in (ids[:1], ids)]
    assert few == many


async def statements(desk: Any, people: list[int]) -> int:
    """How many are sent to read what these people have."""
    sent: list[str] = []

    def note(*about: Any) -> None:
        sent.append(about[2])

    engine = desk.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        async with desk.database.reading() as session:
            await desk.directory.people_access(session, people)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len([each for each in sent if each.startswith("SELECT")])
