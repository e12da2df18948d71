"""People are found whatever the accents, shown as they are, and read anew one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from deskhand.directory import status
from deskhand.directory.model import Group, Person
from deskhand.directory.source import SourceApplication, SourceGroup, SourcePerson
from deskhand.directory.text import fold
from deskhand.directory.wanted import Wanted
from deskhand.kernel.errors import DeskhandError


def person(key: str, state: str = "ACTIVE", **profile: Any) -> SourcePerson:
    email = profile.pop("email", f"{key}@acme.example")
    return SourcePerson(key, state, f"{key}@acme.example", email, profile)


@pytest.fixture
async def filled(desk: Any) -> Any:
    tenant = desk.tenant
    tenant.people |= {
        each.external_id: each
        for each in (
            person("soren", firstName="Søren", lastName="Łukasz-Müller", title="100% Chief_Fun"),
            person("ada", "LOCKED_OUT", firstName="Ada", lastName="Ali", employeeNumber="E-77"),
            person("eve", "SUSPENDED", displayName="Eve", email="Shared@Acme.Example "),
            person("bob", "PROVISIONED", displayName="Bob", email="shared@acme.example"),
            person(
                "pat",
                displayName="Pat",
                manager="Ada Ali",
                city="Paris",
                countryCode="FR",
                officeFloor=3,
                remote=True,
                skills=["a", "b"],
                nickName=None,
            ),
        )
    }
    tenant.groups["ad"] = SourceGroup("ad", "APP_GROUP", "AD Sales", source_app_id="dir")
    tenant.groups["adm"] = SourceGroup("adm", "OKTA_GROUP", "Admins", has_admin_privilege=True)
    tenant.members |= {"ad": {"pat"}, "adm": {"ada"}}
    tenant.applications["dir"] = SourceApplication("dir", "ad", "Acme AD", "ACTIVE", None)
    tenant.applications["own"] = SourceApplication(
        "own", "saasure", "Admin Console", "ACTIVE", "OPENID_CONNECT", first_party=True
    )
    tenant.assignments |= {"dir": {}, "own": {}}
    await desk.import_all()
    return desk


async def ids(desk: Any) -> dict[str, int]:
    async with desk.database.reading() as session:
        return dict((await session.execute(sa.select(Person.external_id, Person.id))).all())


async def found(desk: Any, query: str = "", state: str = "all", **page: int) -> list[str]:
    async with desk.database.reading() as session:
        rows, total = await desk.directory.search(
            session, Wanted(query=query, status=state), **page
        )
    assert total >= len(rows)
    return [row.okta_id for row in rows]


SEARCHES: list[tuple[str, list[str]]] = [
    ("soren", ["soren"]),
    ("SØREN muller", ["soren"]),
    ("müller lukasz", ["soren"]),
    ("100%", ["soren"]),
    ("f_fun", ["soren"]),
    ("e-77", ["ada"]),
    ("%", ["soren"]),
    ("shared@", ["bob", "eve"]),
    ("nobody here", []),
]


async def test_search_by_words(filled: Any) -> None:
    for query, expected in SEARCHES:
        assert await found(filled, query) == expected, query


async def test_status_groups(filled: Any) -> None:
    assert "eve" not in await found(filled, state="visible", limit=500)
    assert await found(filled, state="suspended") == ["eve"]
    assert await found(filled, state="SUSPENDED") == ["eve"]
    assert await found(filled, "ada", state="active") == ["ada"]
    assert await found(filled, state="LOCKED_OUT") == ["ada"]
    assert status.label("RECOVERY") == "Active"
    assert status.badge("RECOVERY") == "Recovery"


async def test_pages_do_not_overlap(filled: Any) -> None:
    first, second = await found(filled, limit=100), await found(filled, limit=100, offset=100)
    assert len(set(first) | set(second)) == 200
    assert first[0] == "ada"


async def test_profile(filled: Any) -> None:
    key = (await ids(filled))["pat"]
    async with filled.database.reading() as session:
        profile = await filled.directory.profile(session, key)
    assert (profile.row.location, profile.row.manager) == ("Paris, FR", "Ada Ali")
    shown = {a.name: (a.label, a.value, a.custom) for a in profile.attributes}
    assert shown == {
        "displayName": ("Display name", "Pat", False),
        "manager": ("Manager", "Ada Ali", False),
        "city": ("City", "Paris", False),
        "countryCode": ("Country code", "FR", False),
        "officeFloor": ("Office floor", "3", True),
        "remote": ("Remote", "Yes", True),
        "skills": ("Skills", "a, b", True),
    }
    assert [(g.name, g.type_label) for g in profile.groups] == [
        ("AD Sales", "Imported from Acme AD"),
        ("Everyone", "Built-in"),
    ]
    assert profile.row.groups_count == 2
    assert profile.person.factors is None
    with pytest.raises(DeskhandError, match="no such person"):
        async with filled.database.reading() as session:
            await filled.directory.profile(session, 10**9)


async def test_review(filled: Any) -> None:
    async with filled.database.reading() as session:
        review = await filled.directory.review(session)
    counts = {each.status: (each.visible, each.count) for each in review.by_status}
    assert counts["LOCKED_OUT"] == (True, 1)
    assert counts["SUSPENDED"] == (False, 1)
    assert counts["STAGED"] == (False, 0)
    assert {each.label for each in review.by_status} >= {"Active", "Locked out", "Recovery"}
    assert len({each.label for each in review.by_status}) == len(review.by_status)
    assert review.totals["people"] == 235
    [(email, people)] = review.shared_emails
    assert (email, {p.external_id for p in people}) == ("shared@acme.example", {"eve", "bob"})
    assert len(review.sample) == 20
    assert review.without_manager == 233
    async with filled.database.reading() as session:
        assert await filled.directory.by_email(session, "shared@acme.example") is None
        ada = await filled.directory.by_email(session, " Ada@acme.example")
    assert ada.external_id == "ada"


async def test_picking_groups(filled: Any) -> None:
    keys = await ids(filled)
    async with filled.database.reading() as session:
        choices = await filled.directory.choices(
            session, "okta.group", person_id=keys["ada"], limit=50
        )
        few = await filled.directory.choices(session, "okta.group", query="group 1", limit=50)
    by_name = {each.label: each for each in choices}
    assert by_name["Everyone"].disabled_reason == "Managed by Okta"
    assert by_name["AD Sales"].disabled_reason == "Imported from Acme AD; change it there"
    assert by_name["Admins"].disabled_reason == "Already a member"
    assert "administrator rights" in by_name["Admins"].warning
    assert by_name["Group 3"].disabled_reason is None
    assert {each.label for each in few} == {"Group 1", "Group 10", "Group 11"}
    assert choices[-1].disabled_reason is not None


async def test_a_fresh_read_is_written_through(filled: Any) -> None:
    tenant, keys = filled.tenant, await ids(filled)
    tenant.people["pat"] = replace(tenant.people["pat"], status="SUSPENDED")
    tenant.groups["new"] = SourceGroup("new", "OKTA_GROUP", "Made just now")
    tenant.members |= {"ad": set(), "new": {"pat"}}
    tenant.assignments["a1"]["pat"] = replace(tenant.assignments["a1"]["u1"], person_id="pat")
    with filled.live.listen() as news:
        await filled.directory.refresh_person(keys["pat"])
        told = [news.get_nowait() for _ in range(news.qsize())]
    assert [(each.topic, each.data) for each in told] == [("person", {"id": keys["pat"]})]
    async with filled.database.reading() as session:
        profile = await filled.directory.profile(session, keys["pat"])
    assert profile.row.status == "SUSPENDED"
    assert {g.name for g in profile.groups} == {"Everyone", "Made just now"}
    assert [app.label for app in profile.apps] == ["App 1"]
    assert (profile.row.groups_count, profile.row.apps_count) == (2, 1)
    assert profile.person.factors[0]["label"] == "Okta Verify"
    assert profile.person.factors_read_at is not None
    run = await filled.sync()
    assert run.counts["users"]["updated"] == 0


async def test_concurrent_reads_of_a_person_are_one(filled: Any) -> None:
    key = (await ids(filled))["pat"]
    await asyncio.gather(*(filled.directory.refresh_person(key, max_age=60) for _ in range(5)))
    assert filled.tenant.calls["person/pat"] == 1
    await filled.directory.refresh_person(key, max_age=60)
    assert filled.tenant.calls["person/pat"] == 1
    await filled.directory.refresh_person(key)
    assert filled.tenant.calls["person/pat"] == 2


async def test_who_has_just_changed_a_person_is_not_given_an_older_read(filled: Any) -> None:
    key = (await ids(filled))["pat"]
    later: list[asyncio.Task[None]] = []

    async def act() -> None:
        # Two actions end while the first answer is on its way.
        filled.tenant.before.clear()
        filled.tenant.people["pat"] = replace(filled.tenant.people["pat"], status="SUSPENDED")
        later.extend(asyncio.create_task(filled.directory.refresh_person(key)) for _ in range(2))
        await asyncio.sleep(0)

    filled.tenant.before["person/pat"] = act
    await filled.directory.refresh_person(key)
    await asyncio.gather(*later)
    async with filled.database.reading() as session:
        assert (await filled.directory.profile(session, key)).person.status == "SUSPENDED"
    assert filled.tenant.calls["person/pat"] == 2


async def test_a_read_that_fails_does_not_keep_the_next_one_away(filled: Any) -> None:
    key = (await ids(filled))["pat"]
    filled.tenant.fail("person/pat", 503, "E0000010")
    found = await asyncio.gather(
        *(filled.directory.refresh_person(key) for _ in range(3)), return_exceptions=True
    )
    assert [getattr(each, "code", None) for each in found] == ["okta_refused"] * 3
    filled.tenant.faults.clear()
    await filled.directory.refresh_person(key)


async def test_who_is_gone_is_marked_not_deleted(filled: Any) -> None:
    key = (await ids(filled))["pat"]
    filled.tenant.remove_person("pat")
    await filled.directory.refresh_person(key)
    async with filled.database.reading() as session:
        assert (await filled.directory.profile(session, key)).person.missing_since is not None
        groups = await session.scalars(sa.select(Group.id).where(Group.missing_since.is_not(None)))
        assert list(groups) == []
    assert await found(filled, "pat") == []


async def test_a_refused_read_says_so_and_breaks_the_connection(filled: Any) -> None:
    key = (await ids(filled))["pat"]
    filled.tenant.fail("person/pat", 401, "E0000011", broken=True)
    filled.tenant.token = "fresh"
    with pytest.raises(DeskhandError):
        await filled.directory.refresh_person(key)
    async with filled.database.reading() as session:
        assert (await filled.directory.connection(session)).state == "broken"


def test_folding() -> None:
    assert fold("Søren ŁUKASZ Straße Çelik Œuvre") == "soren lukasz strasse celik oeuvre"


async def test_a_clock_that_was_set_back_hides_nothing(
    filled: Any, moved_clock: Callable[..., Any]
) -> None:
    keys = await ids(filled)
    await filled.directory.refresh_person(keys["pat"])
    moved_clock(hours=-2)
    tenant = filled.tenant
    tenant.people["pat"] = replace(tenant.people["pat"], status="SUSPENDED")
    await filled.directory.refresh_person(keys["pat"], max_age=60)
    async with filled.database.reading() as session:
        assert (await filled.directory.profile(session, keys["pat"])).row.status == "SUSPENDED"
