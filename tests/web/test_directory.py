"""Groups, applications, pickers and the filters of people as the API shows them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.web.client import Browser

# Nothing here depends on the kind of database, so one will do.
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Open = Callable[..., Awaitable[Browser]]


async def ids(one: Browser, path: str, name: str) -> dict[str, str]:
    found = (await one.get(f"/api/v1/{path}")).json
    return {each[name]: each["id"] for each in found["items"]}


async def test_people_are_filtered_and_sorted(browser: Open) -> None:
    one = await browser("noah")
    group = (await ids(one, "groups", "name"))["VPN Users"]
    found = (await one.get(f"/api/v1/people?group={group}&manager=missing&sort=-last_login")).json
    assert [each["name"] for each in found["items"]] == ["Elena Moreau"]
    row = found["items"][0]
    assert (row["manager_missing"], row["last_login_at"], row["missing_since"]) == (
        True,
        None,
        None,
    )
    assert (row["transitioning_to"], row["status_badge"]) == (None, None)
    for wrong in ("sort=shoe_size", "status=tired", "manager=present", "group=0", "app=x"):
        assert (await one.get(f"/api/v1/people?{wrong}")).status == 422, wrong
    facets = (await one.get("/api/v1/people/facets")).json
    assert facets["statuses"] == [{"value": "ACTIVE", "label": "Active", "count": 5}]
    assert facets["departments"] == []


async def test_people_by_their_ids(browser: Open) -> None:
    one = await browser("noah")
    known = await ids(one, "people", "name")
    elena, noah = known["Elena Moreau"], known["Noah Berg"]
    both = (await one.get(f"/api/v1/people?ids={elena},{noah}&limit=1")).json
    assert (both["total"], [each["id"] for each in both["items"]]) == (2, [elena])
    shown = (await one.get(f"/api/v1/people?ids={elena},{noah},{10**17}&q=noah")).json
    assert (shown["total"], [each["id"] for each in shown["items"]]) == (1, [noah])
    many = ",".join(map(str, range(1, 201)))
    assert (await one.get(f"/api/v1/people?ids={many}")).json["total"] == 5
    for wrong in (
        f"{many},201",
        "",
        "1,",
        ",1",
        "1,x",
        "0",
        "-1",
        "1.5",
        "1 ,2",
        "9" * 19,
        "\u0661",
    ):
        assert (await one.get(f"/api/v1/people?ids={wrong}")).status == 422, wrong


async def test_people_with_the_names_of_what_they_have(browser: Open) -> None:
    one = await browser("noah")
    [plain] = (await one.get("/api/v1/people?q=elena")).json["items"]
    assert (plain["groups"], plain["apps"]) == (None, None)
    people = (await one.get("/api/v1/people?access=true&sort=-name")).json["items"]
    assert len(people) == 5
    for each in people:
        assert (len(each["groups"]), len(each["apps"])) == (
            each["groups_count"],
            each["apps_count"],
        )
    [elena] = [each for each in people if each["name"] == "Elena Moreau"]
    assert (elena["groups"], elena["apps"]) == (["VPN Users"], ["Figma"])


async def test_a_person_with_paths(browser: Open) -> None:
    one = await browser("noah")
    [row] = (await one.get("/api/v1/people?q=elena")).json["items"]
    person = (await one.get(f"/api/v1/people/{row['id']}")).json
    assert [(each["name"], each["source"], each["source_label"]) for each in person["groups"]] == [
        ("VPN Users", "direct", "Direct")
    ]
    [app] = person["apps"]
    assert (app["direct"], app["via"], app["path_label"], app["provisioning"]) == (
        True,
        [],
        "Direct",
        False,
    )
    assert (person["manager_person"], person["manager_by"]) == (None, "Okta names no manager")
    assert person["reports_count"] == 0


async def test_groups(browser: Open) -> None:
    one = await browser("noah")
    page = (await one.get("/api/v1/groups?type=OKTA_GROUP&limit=1&offset=1")).json
    assert (page["total"], page["synced_at"] is not None) == (2, True)
    [row] = page["items"]
    assert (row["name"], row["members_count"], row["type_label"]) == ("VPN Users", 1, "Custom")
    key = (await ids(one, "groups", "name"))["Figma Editors"]
    group = (await one.get(f"/api/v1/groups/{key}")).json
    assert group["rules"] == [
        {
            "name": "Design",
            "status": "ACTIVE",
            "expression": 'user.department=="Design"',
            "excluded_count": 0,
        }
    ]
    assert (group["owners"], group["writable"]["allowed"]) == (None, True)
    fresh = (await one.post(f"/api/v1/groups/{key}/refresh?max_age=60")).json
    assert [(each["kind"], each["name"]) for each in fresh["owners"]] == [("person", "Noah Berg")]
    members = (await one.get(f"/api/v1/groups/{row['id']}/members?q=elena")).json
    assert (members["total"], members["items"][0]["source_label"]) == (1, "Direct")
    assert (await one.get("/api/v1/groups/999999")).status == 404
    assert (await one.get("/api/v1/groups?type=CLUB")).status == 422
    for sort, first in (("name", "Figma Editors"), ("-name", "VPN Users")):
        found = (await one.get(f"/api/v1/groups?sort={sort}&type=OKTA_GROUP")).json
        assert found["items"][0]["name"] == first
    assert (await one.get("/api/v1/groups?sort=people")).status == 422


async def test_applications(browser: Open) -> None:
    one = await browser("noah")
    page = (await one.get("/api/v1/applications?sign_on=SAML")).json
    assert page["sign_ons"] == [{"value": "SAML", "count": 1}]
    [row] = page["items"]
    assert (row["label"], row["people_count"], row["groups_count"]) == ("Figma", 1, 0)
    found = (await one.get(f"/api/v1/applications/{row['id']}")).json
    assert (found["groups"], found["features"], found["okta_url"]) == ([], [], None)
    people = (await one.get(f"/api/v1/applications/{row['id']}/people")).json
    [holder] = people["items"]
    assert (holder["name"], holder["path_label"], holder["assignment_status"]) == (
        "Elena Moreau",
        "Direct",
        "ACTIVE",
    )
    assert (await one.get("/api/v1/applications/999999")).status == 404
    assert (await one.get("/api/v1/applications?sort=-sign_on")).json["items"] == [row]
    assert (await one.get("/api/v1/applications?sort=members")).status == 422


async def test_pickers(browser: Open) -> None:
    one = await browser("noah")
    [row] = (await one.get("/api/v1/people?q=elena")).json["items"]

    async def offered(picker: str, **query: Any) -> dict[str, Any]:
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        items = (await one.get(f"/api/v1/pickers/{picker}?{asked}")).json["items"]
        return {each["label"]: each["disabled_reason"] for each in items}

    assert await offered("okta.group", person_id=row["id"]) == {
        "Figma Editors": None,
        "VPN Users": "Already a member",
    }
    assert await offered("okta.joined_group", person_id=row["id"]) == {"VPN Users": None}
    assert await offered("okta.application", person_id=row["id"]) == {"Figma": "Already assigned"}
    assert await offered("okta.assigned_application", person_id=row["id"]) == {"Figma": None}
    assert await offered("okta.assigned_application") == {}
    assert (await one.get("/api/v1/pickers/okta.robot")).status == 422


@pytest.mark.parametrize("path", ["groups", "applications", "people/facets", "pickers/okta.group"])
async def test_employees_do_not_see_the_directory(browser: Open, path: str) -> None:
    assert (await (await browser("elena")).get(f"/api/v1/{path}")).status == 403
