"""Groups and applications: where memberships come from, which ways give an application, counts."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from deskhand.directory.source import (
    SourceApplication,
    SourceAssignment,
    SourceGroup,
    SourceGroupRule,
    SourceOwner,
)
from deskhand.directory.wanted import Wanted
from deskhand.kernel.errors import DeskhandError


def rule(name: str, *groups: str, status: str = "ACTIVE", excluded: Any = ()) -> SourceGroupRule:
    return SourceGroupRule(f"r-{name}", name, status, 'user.x=="y"', groups, tuple(excluded))


@pytest.fixture
async def filled(desk: Any) -> Any:
    tenant = desk.tenant
    tenant.groups = {
        each.external_id: each
        for each in (
            SourceGroup("eng", "OKTA_GROUP", "Engineering", "All who build"),
            SourceGroup("vpn", "OKTA_GROUP", "VPN", has_admin_privilege=False),
            SourceGroup("adm", "OKTA_GROUP", "Admins", has_admin_privilege=True),
            SourceGroup("ad", "APP_GROUP", "AD Sales", source_app_id="dir"),
            SourceGroup("okta", "BUILT_IN", "Okta Administrators"),
            SourceGroup("everyone", "BUILT_IN", "Everyone", everyone=True),
        )
    }
    tenant.members = {"eng": {"u1", "u2"}, "vpn": {"u1"}, "adm": set(), "ad": {"u1"}, "okta": set()}
    tenant.rules = {
        each.external_id: each
        for each in (
            rule("Build", "eng", "gone", excluded=["u2", "u9"]),
            rule("Builders", "eng", excluded=["u2"]),
            rule("Old", "vpn", status="INACTIVE"),
        )
    }
    tenant.applications = {
        each.external_id: each
        for each in (
            SourceApplication("fig", "figma", "Figma", "ACTIVE", "SAML_2_0", ("PUSH_NEW_USERS",)),
            SourceApplication("git", "github", "GitHub", "INACTIVE", "OPENID_CONNECT"),
            SourceApplication("dir", "active_directory", "Acme AD", "ACTIVE", None),
            SourceApplication("own", "saasure", "Console", "ACTIVE", "SAML_1_1", first_party=True),
        )
    }
    tenant.application_groups = {"fig": {"eng", "vpn"}, "git": {"everyone"}, "own": {"eng"}}
    tenant.assignments = {
        "fig": {
            "u1": SourceAssignment("u1", "GROUP", "PROVISIONED"),
            "u2": SourceAssignment("u2", "USER", "ACTIVE"),
            "u3": SourceAssignment("u3", "USER", "ACTIVE"),
            "u4": SourceAssignment("u4", "GROUP", "ACTIVE"),
        },
        "git": {"u1": SourceAssignment("u1", "GROUP", "ACTIVE")},
        "own": {"u1": SourceAssignment("u1", "USER", "ACTIVE")},
    }
    await desk.import_all()
    return desk


async def profile(desk: Any, name: str) -> Any:
    async with desk.database.reading() as session:
        [row], _ = await desk.directory.search(session, Wanted(query=f"{name}@"))
        return await desk.directory.profile(session, row.id)


async def group(desk: Any, name: str) -> Any:
    async with desk.database.reading() as session:
        rows, _ = await desk.directory.groups(session, query=name)
        return await desk.directory.group(session, rows[0].id)


async def application(desk: Any, label: str) -> Any:
    async with desk.database.reading() as session:
        page = await desk.directory.applications(session, query=label, first_party=True)
        return await desk.directory.application(session, page.rows[0].id)


async def test_where_a_persons_memberships_come_from(filled: Any) -> None:
    groups = {each.name: each for each in (await profile(filled, "user1")).groups}
    assert {name: (each.source, each.source_label) for name, each in groups.items()} == {
        "AD Sales": ("imported", "Imported from Acme AD"),
        "Engineering": ("rule", "Rules Build, Builders, or by hand"),
        "Everyone": ("okta", "Managed by Okta"),
        "VPN": ("direct", "Direct"),
    }
    engineering = groups["Engineering"]
    assert (engineering.description, engineering.apps_count) == ("All who build", 1)
    excluded = {each.name: each.source for each in (await profile(filled, "user2")).groups}
    assert excluded["Engineering"] == "direct"


async def test_which_ways_give_an_application(filled: Any) -> None:
    async with filled.database.reading() as session:
        found = await filled.directory.applications(session, query="figma")
        holders, total = await filled.directory.holders(
            session, found.rows[0].id, query="", limit=3, offset=0
        )
        github = await filled.directory.applications(session, query="github")
        [of_all], _ = await filled.directory.holders(
            session, github.rows[0].id, query="user", limit=9, offset=0
        )
    assert total == 4
    assert [(each.person.okta_id, each.direct, each.path_label) for each in holders] == [
        ("u1", False, "Through Engineering, VPN"),
        ("u2", True, "Direct and through Engineering"),
        ("u3", True, "Direct"),
    ]
    assert holders[0].assignment_status == "PROVISIONED"
    assert of_all.path_label == "Through Everyone"
    apps = {each.label: each for each in (await profile(filled, "user1")).apps}
    assert {label: each.path_label for label, each in apps.items()} == {
        "Figma": "Through Engineering, VPN",
        "GitHub": "Through Everyone",
    }
    assert (apps["Figma"].provisioning, apps["GitHub"].provisioning) == (True, False)
    assert [each.name for each in apps["Figma"].via] == ["Engineering", "VPN"]
    [unknown] = (await profile(filled, "user4")).apps
    assert (unknown.path_label, unknown.via) == ("Through a group", [])


async def test_groups_are_listed_and_counted(filled: Any) -> None:
    async with filled.database.reading() as session:
        rows, total = await filled.directory.groups(session)
        custom, _ = await filled.directory.groups(session, type_="OKTA_GROUP", limit=1, offset=1)
        admin, _ = await filled.directory.groups(session, admin=True)
        harmless, _ = await filled.directory.groups(session, admin=False)
    assert total == 6
    assert [
        (each.name, each.members_count, each.apps_count, each.rules_count) for each in rows
    ] == [
        ("AD Sales", 1, 0, 0),
        ("Admins", 0, 0, 0),
        ("Engineering", 2, 1, 2),
        ("Everyone", 230, 1, 0),
        ("Okta Administrators", 0, 0, 0),
        ("VPN", 1, 1, 1),
    ]
    assert (rows[0].source, rows[0].type_label) == ("Acme AD", "Imported from Acme AD")
    assert [each.name for each in custom] == ["Engineering"]
    assert [each.name for each in admin] == ["Admins", "Okta Administrators"]
    assert [each.name for each in harmless] == ["VPN"]


async def test_one_group(filled: Any) -> None:
    found = await group(filled, "engineering")
    assert [(each.label, each.sign_on) for each in found.apps] == [("Figma", "SAML")]
    assert [(each.name, each.status, each.excluded_count) for each in found.rules] == [
        ("Build", "ACTIVE", 2),
        ("Builders", "ACTIVE", 1),
    ]
    assert (found.owners, found.writable.allowed) == (None, True)
    assert found.rules_as_of is not None
    assert found.members_as_of is not None
    assert found.okta_url.endswith("/group/eng")
    imported, everyone = await group(filled, "ad sales"), await group(filled, "everyone")
    assert (
        imported.writable.reason == "Imported from Acme AD; its members can only be changed there."
    )
    assert not everyone.writable.allowed
    async with filled.database.reading() as session:
        members, total = await filled.directory.members(
            session, found.row.id, query="", limit=1, offset=1
        )
        [one], _ = await filled.directory.members(
            session, everyone.row.id, query="user7@", limit=9, offset=0
        )
        _, everybody = await filled.directory.members(
            session, everyone.row.id, query="", limit=1, offset=0
        )
        with pytest.raises(DeskhandError, match="no such group"):
            await filled.directory.members(session, 10**6, query="", limit=1, offset=0)
    assert ([each.person.okta_id for each in members], total) == (["u2"], 2)
    assert (members[0].source, everybody) == ("direct", 230)
    assert (one.person.okta_id, one.source_label) == ("u7", "Managed by Okta")


async def test_applications_are_listed_and_counted(filled: Any) -> None:
    async with filled.database.reading() as session:
        page = await filled.directory.applications(session)
        everything = await filled.directory.applications(session, first_party=True)
        saml = await filled.directory.applications(session, sign_on="SAML", first_party=True)
        directories = await filled.directory.applications(session, sign_on="Directory or HR source")
        off = await filled.directory.applications(session, status="INACTIVE")
        nothing = await filled.directory.applications(session, sign_on="Telepathy")
    assert [(e.label, e.sign_on, e.people_count, e.groups_count) for e in page.rows] == [
        ("Acme AD", "Directory or HR source", 0, 0),
        ("Figma", "SAML", 4, 2),
        ("GitHub", "OIDC", 1, 1),
    ]
    assert {each.value: each.count for each in page.sign_ons} == {
        "Directory or HR source": 1,
        "SAML": 1,
        "OIDC": 1,
    }
    assert (everything.total, nothing.total) == (4, 0)
    assert [each.label for each in saml.rows] == ["Console", "Figma"]
    assert [each.label for each in directories.rows] == ["Acme AD"]
    assert [each.label for each in off.rows] == ["GitHub"]
    found = await application(filled, "figma")
    assert [(each.name, each.members_count) for each in found.groups] == [
        ("Engineering", 2),
        ("VPN", 1),
    ]
    assert found.features == ["Creates accounts"]
    assert found.okta_url.endswith("/app/figma/fig")


async def test_counts_follow_a_fresh_read(filled: Any) -> None:
    tenant = filled.tenant
    tenant.members |= {"eng": {"u2"}, "adm": {"u1"}}
    tenant.assignments["fig"].pop("u1")
    person = await profile(filled, "user1")
    await filled.directory.refresh_person(person.row.id)
    assert (await group(filled, "engineering")).row.members_count == 1
    assert (await group(filled, "admins")).row.members_count == 1
    assert (await application(filled, "figma")).row.people_count == 3
    tenant.remove_person("u1")
    await filled.directory.refresh_person(person.row.id)
    assert (await group(filled, "admins")).row.members_count == 0


async def test_a_group_is_read_anew_with_its_owners(filled: Any) -> None:
    tenant = filled.tenant
    tenant.groups["eng"] = replace(tenant.groups["eng"], name="Builders", has_admin_privilege=True)
    tenant.owners = (
        SourceOwner("u5", "person", "Somebody"),
        SourceOwner("vpn", "group", "VPN"),
        SourceOwner("stranger", "person", "A Stranger"),
    )
    key = (await group(filled, "engineering")).row.id
    with filled.live.listen() as news:
        await filled.directory.refresh_group(key)
        told = news.get_nowait()
    assert (told.topic, told.data) == ("group", {"id": key})
    found = await group(filled, "builders")
    assert found.row.has_admin_privilege
    assert [(each.kind, each.name, each.id is None) for each in found.owners] == [
        ("person", "User Number5", False),
        ("group", "VPN", False),
        ("person", "A Stranger", True),
    ]
    assert found.owners_as_of is not None
    await filled.directory.refresh_group(key, max_age=60)
    assert tenant.calls["group/eng"] == 1

    # Owners that we may not see leave the known ones alone.
    tenant.owners = None
    await filled.directory.refresh_group(key)
    assert len((await group(filled, "builders")).owners) == 3
    run = await filled.sync()
    assert run.counts["groups"]["updated"] == 0


async def test_a_group_that_is_gone_is_marked(filled: Any) -> None:
    found = await group(filled, "vpn")
    del filled.tenant.groups["vpn"]
    await filled.directory.refresh_group(found.row.id)
    async with filled.database.reading() as session:
        gone = await filled.directory.group(session, found.row.id)
        _, total = await filled.directory.groups(session)
    assert gone.row.missing_since is not None
    assert gone.writable.reason == "Okta no longer lists this group."
    assert total == 5


async def test_a_group_that_cannot_be_read_says_so(filled: Any) -> None:
    key = (await group(filled, "vpn")).row.id
    filled.tenant.fail("group/vpn", 401, "E0000011", broken=True)
    filled.tenant.token = "fresh"
    with pytest.raises(DeskhandError, match="401"):
        await filled.directory.refresh_group(key)
    async with filled.database.reading() as session:
        assert (await filled.directory.connection(session)).state == "broken"
    with pytest.raises(DeskhandError, match="no such group"):
        await filled.directory.refresh_group(10**6)
