"""The list of people: each filter, each order, and what there is to filter by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from deskhand.directory import store_people
from deskhand.directory.source import SourceGroup, SourcePerson
from deskhand.directory.wanted import SORTS, Wanted


def person(key: str, state: str = "ACTIVE", **profile: Any) -> SourcePerson:
    return SourcePerson(key, state, f"{key}@acme.example", f"{key}@acme.example", profile)


@pytest.fixture
async def filled(desk: Any) -> Any:
    tenant = desk.tenant
    ada = person("ada", title="Chief", department="Science", city="Paris", countryCode="FR")
    tenant.people = {
        "ada": replace(ada, last_login=datetime(2026, 5, 1, tzinfo=UTC)),
        "bob": person("bob", title="analyst", department="science", manager="Ada"),
        "cem": person("cem", "SUSPENDED", department="Science", managerId="x", city="Paris"),
        "dan": replace(
            person("dan", title="Boss", countryCode="FR"),
            transitioning_to="DEPROVISIONED",
            last_login=datetime(2026, 4, 1, tzinfo=UTC),
        ),
    }
    tenant.groups = {
        "g": SourceGroup("g", "OKTA_GROUP", "G"),
        "everyone": SourceGroup("everyone", "BUILT_IN", "Everyone", everyone=True),
    }
    tenant.members = {"g": {"ada", "cem"}}
    tenant.assignments = {"a0": {"bob": replace(tenant.assignments["a0"]["u0"], person_id="bob")}}
    tenant.application_groups = {}
    await desk.import_all()
    return desk


async def found(desk: Any, wanted: Wanted, sort: str = "name", **page: int) -> list[str]:
    async with desk.database.reading() as session:
        rows, _ = await desk.directory.search(session, wanted, sort=sort, **page)
    return [row.okta_id for row in rows]


async def test_filters(filled: Any) -> None:
    async with filled.database.reading() as session:
        groups, _ = await filled.directory.groups(session)
        apps = await filled.directory.applications(session, query="app 0")
    key = {group.name: group.id for group in groups}
    for wanted, expected in (
        (Wanted(), ["ada", "bob", "dan"]),
        (Wanted(status="all"), ["ada", "bob", "cem", "dan"]),
        (Wanted(status="transitioning"), ["dan"]),
        (Wanted(department="Science"), ["ada"]),
        (Wanted(status="all", department="Science"), ["ada", "cem"]),
        (Wanted(status="all", location="Paris"), ["cem"]),
        (Wanted(location="Paris, FR"), ["ada"]),
        (Wanted(location="FR"), ["dan"]),
        (Wanted(manager_missing=True), ["ada", "dan"]),
        (Wanted(status="all", group=key["G"]), ["ada", "cem"]),
        (Wanted(group=key["Everyone"]), ["ada", "bob", "dan"]),
        (Wanted(group=10**6), []),
        (Wanted(app=apps.rows[0].id), ["bob"]),
        (Wanted(app=apps.rows[0].id, query="ada"), []),
        (Wanted(query="a", department="Science", location="Paris, FR"), ["ada"]),
    ):
        assert await found(filled, wanted) == expected, wanted


async def test_orders_put_those_without_a_value_last(
    filled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody = Wanted(status="all")
    expected = {
        "name": ["ada", "bob", "cem", "dan"],
        "-name": ["dan", "cem", "bob", "ada"],
        "title": ["bob", "dan", "ada", "cem"],
        "-title": ["ada", "dan", "bob", "cem"],
        "department": ["ada", "bob", "cem", "dan"],
        "location": ["dan", "cem", "ada", "bob"],
        "manager": ["bob", "cem", "ada", "dan"],
        "-last_login": ["ada", "dan", "bob", "cem"],
        "last_login": ["dan", "ada", "bob", "cem"],
        "-status": ["cem", "ada", "bob", "dan"],
    }
    assert {each.removeprefix("-") for each in expected} == set(SORTS)
    # Near the top and far down the rows are found in two ways.
    for near in (store_people._NEAR_TOP, 0):
        monkeypatch.setattr(store_people, "_NEAR_TOP", near)
        for sort, order in expected.items():
            assert await found(filled, everybody, sort) == order, (sort, near)
            assert await found(filled, everybody, sort, limit=2, offset=1) == order[1:3]
            assert await found(filled, everybody, sort, offset=9) == []


async def test_rows_say_what_okta_is_doing_and_who_has_no_manager(filled: Any) -> None:
    async with filled.database.reading() as session:
        rows, total = await filled.directory.search(session, Wanted(status="all"), limit=1)
        everybody, _ = await filled.directory.search(session, Wanted(status="all"))
    assert (len(rows), total) == (1, 4)
    ada, bob, cem, dan = everybody
    assert (dan.status_badge, dan.transitioning_to) == ("Deactivating…", "DEPROVISIONED")
    assert [each.manager_missing for each in (ada, bob, cem, dan)] == [True, False, False, True]
    assert ada.last_login_at == datetime(2026, 5, 1, tzinfo=UTC)
    assert (bob.manager, cem.manager, ada.missing_since) == ("Ada", "x", None)


async def test_facets(filled: Any) -> None:
    async with filled.database.reading() as session:
        facets = await filled.directory.facets(session)
    assert [(each.value, each.count) for each in facets.departments] == [
        ("Science", 1),
        ("science", 1),
    ]
    assert {(each.value, each.count) for each in facets.locations} == {("FR", 1), ("Paris, FR", 1)}
    assert [(each.value, each.label, each.count) for each in facets.statuses] == [
        ("ACTIVE", "Active", 3),
        ("SUSPENDED", "Suspended", 1),
    ]
    for facet in facets.locations:
        assert len(await found(filled, Wanted(location=facet.value))) == facet.count


async def test_texts_without_end_are_kept_and_found(desk: Any) -> None:
    long = "\U0001d518" * 3_000
    texts = ("title", "department", "manager", "managerId", "city", "employeeNumber")
    desk.tenant.people["long"] = person("long", displayName="Zed", **dict.fromkeys(texts, long))
    desk.tenant.people["plain"] = person("plain", displayName="Yan", title="x" * 500)
    await desk.import_all()
    assert await found(desk, Wanted(query="zed")) == ["long"]
    async with desk.database.reading() as session:
        [row], _ = await desk.directory.search(session, Wanted(query="zed"))
        profile = await desk.directory.profile(session, row.id)
        [plain], _ = await desk.directory.search(session, Wanted(query="yan"))
    assert profile.person.profile["department"] == long
    assert plain.title == "x" * 500
